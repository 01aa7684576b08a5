// The fenced blocks of a guide, in order. What a block is stands after its fence: `sh` is run as it is, `text` is what
// the block before it prints, `csv NAME` a file that the technician was given, `yaml append` and `yaml after=LINE` what
// is written into gateway.yaml by hand. Words after `sh`: `exit=1` or `exit=any`, `background` (until Ctrl-C), `stop`
// (the gateway is stopped first), `values` (the site's own). Any other word: not run here.
import { readFileSync } from "node:fs";

export type GuideBlock = {
  /** 1-based line of the fence. */
  readonly line: number;
  /** First word after the fence. */
  readonly language: string;
  readonly words: readonly string[];
  readonly text: string;
};

const fence = /^```(\S*)[ \t]*(.*)\n([\s\S]*?)^```$/gm;

export function guideBlocks(file: string): readonly GuideBlock[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(fence)].map(
    ({ index, 1: language = "", 2: words = "", 3: body = "" }) => ({
      line: text.slice(0, index).split("\n").length,
      language,
      words: words.split(" ").filter((word) => word !== ""),
      text: body,
    }),
  );
}

/** Names of the variables of a `sh values` block. */
export function namesOfValues({ text }: GuideBlock): readonly string[] {
  return [...text.matchAll(/^([A-Z]+)=/gm)].map(([, name = ""]) => name);
}

/**
 * The first line of `expected` that `said` does not hold after the ones before it; undefined: all are there. `…` stands for
 * anything, blanks and line breaks count for nothing: terminals wrap.
 */
export function firstUnsaid(said: string, expected: string): string | undefined {
  const bare = (text: string) => text.replaceAll(/\s+/g, "");
  const output = bare(said);
  let from = 0;
  for (const line of expected.split("\n")) {
    for (const part of line.split("…").map(bare)) {
      const at = output.indexOf(part, from);
      if (at < 0) return line;
      from = at + part.length;
    }
  }
  return undefined;
}
