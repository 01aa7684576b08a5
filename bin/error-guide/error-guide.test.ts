// Every code that a gateway process can show has an explanation, none is left over, and the page is the guide.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { gatewayErrorCodes } from "#gateway/errors.ts";
import { commandErrorCodes } from "../errors.ts";
import { codeOf, logLine } from "../log-line.ts";
import { errorsPage } from "./page.ts";
import { errorGuide } from "./registry.ts";

const root = new URL("../../", import.meta.url);

/** The contracts keep a union per file: the codes are those that stand in its types. */
function contractCodes(): readonly string[] {
  const folder = new URL("contracts/", root);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .flatMap((name) => {
      const text = readFileSync(new URL(name, folder), "utf8");
      const unions = [...text.matchAll(/type \w+Code =([^;]+);/g)].map(([, union = ""]) => union);
      return unions.flatMap((union) =>
        [...union.matchAll(/"(CONTRACTS_\w+)"/g)].map(([, c = ""]) => c),
      );
    });
}

const explained = errorGuide.flatMap(({ entries }) => entries.flatMap(({ codes }) => codes));

test("every code of gateway, command line and contracts is explained once, and no other", () => {
  const all = [...gatewayErrorCodes, ...commandErrorCodes, ...contractCodes()];
  expect(contractCodes().length).toBeGreaterThan(20);
  expect(explained.toSorted()).toEqual(all.toSorted());
});

test("every explanation says what it means and what to do, in both languages", () => {
  for (const { codes, zh, en } of errorGuide.flatMap(({ entries }) => entries)) {
    for (const text of [zh.means, zh.mend]) expect(text, codes[0]).toMatch(/\p{Script=Han}.*。$/u);
    for (const text of [en.means, en.mend]) {
      expect(text, codes[0]).toMatch(/^\w[^\p{Script=Han}]*\.$/u);
    }
  }
});

test("docs/errors.md is the generated page", () => {
  // Else: npm run -s lineproof -- explain --markdown > docs/errors.md
  expect(readFileSync(new URL("docs/errors.md", root), "utf8")).toBe(errorsPage());
});

test("a line of JSON has time, level, code and message; the level is the guide's", () => {
  const line = (message: string) => JSON.parse(logLine("json", message, 0)) as unknown;
  const time = "1970-01-01T00:00:00.000Z";
  expect(line("连接已建立 · open")).toEqual({ time, level: "info", message: "连接已建立 · open" });
  const lost = "plc: [GATEWAY_LINK_LOST] cable\npulled";
  expect(line(lost)).toEqual({ time, level: "warn", code: "GATEWAY_LINK_LOST", message: lost });
  expect(line("[GATEWAY_OUTBOX_FULL] x")).toMatchObject({ level: "error" });
  expect(logLine("text", lost, 0)).toBe("plc: [GATEWAY_LINK_LOST] cable\n  pulled");
  expect(codeOf("a [1] list [x]")).toBeUndefined();
});

test("whoever is quoted in a message begins no entry of his own and moves no cursor", () => {
  const line = logLine("text", "refused a\ninfo all is well\u001b[2J\u202eabc\u2028d\r", 0);
  expect(line).toBe("refused a\n  info all is well\\u{1b}[2J\\u{202e}abc\\u{2028}d\\u{d}");
});
