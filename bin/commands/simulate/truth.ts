// `lineproof simulate truth RUN`: what really happened in a run, in words or as JSON.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { CodedError } from "#contracts/errors.ts";
import { readTruth, type TruthSummary } from "#simulators/truth/read-truth.ts";
import { parseArguments } from "../../arguments.ts";
import { CommandError } from "../../errors.ts";
import { describeTruth } from "../../simulate/describe-truth.ts";
import type { SimulateCommand } from "./simulate-command.ts";

const options = {
  plant: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** A run's folder holds its truth under this name. */
const truthNames = ["truth.jsonl", "truth.jsonl.gz"];

/** A file; the file in a folder; or, of a fast run, one in each plant's folder. */
function truthFilesOf(run: string): readonly string[] {
  if (!existsSync(run)) throw unreadable(run);
  if (!statSync(run).isDirectory()) return [run];
  const own = truthIn(run);
  if (own !== undefined) return [own];
  const found = readdirSync(run).flatMap((name) => truthIn(join(run, name)) ?? []);
  if (found.length === 0) throw unreadable(join(run, truthNames[0] ?? ""));
  return found.sort();
}

function truthIn(folder: string): string | undefined {
  return truthNames.map((name) => join(folder, name)).find((file) => existsSync(file));
}

/** Throws what readTruth throws, of several damaged files in one message. */
async function readAll(files: readonly string[]): Promise<readonly TruthSummary[]> {
  const read = await Promise.allSettled(files.map((file) => readTruth(file)));
  const failures: unknown[] = read.flatMap((end) => (end.status === "rejected" ? end.reason : []));
  const damaged = failures.filter((failure) => failure instanceof CodedError);
  if (damaged.length > 1 && damaged.length === failures.length) {
    const text = damaged.map(({ message }) => message).join("\n");
    throw new CommandError("BIN_FILE_UNREADABLE", text);
  }
  if (failures.length > 0) throw failures[0];
  return read.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []));
}

function unreadable(file: string): CommandError {
  return new CommandError(
    "BIN_FILE_UNREADABLE",
    `没有真值文件 ${file};运行时用 --truth 写出 · no truth file ${file}: write one with --truth`,
    { file },
  );
}

export const truth: SimulateCommand = {
  name: "truth",
  help: `lineproof simulate truth RUN [options]
  一次运行的真值:文件或运行目录 · what really happened: a file or a run's folder
  --plant ID          只看一座工厂 · one plant only
  --json              机器可读 · for programs`,
  async run(args) {
    const { values, positionals } = parseArguments(args, options);
    const [named, ...more] = positionals;
    if (named === undefined || more.length > 0) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `须给出真值文件或运行目录 · a truth file or a run's folder is needed\n\n${truth.help}`,
      );
    }
    const files = truthFilesOf(named);
    const summaries = await readAll(files);
    const chosen = summaries.map((summary) => ({
      ...summary,
      plants: summary.plants.filter(({ id }) => (values.plant ?? id) === id),
    }));
    if (chosen.every(({ plants }) => plants.length === 0)) {
      const ids = summaries.flatMap(({ plants }) => plants.map(({ id }) => id)).join(", ");
      throw new CommandError(
        "BIN_ARGUMENTS",
        `真值里没有工厂 ${values.plant}(有:${ids})· the truth has no plant ${values.plant} (it has: ${ids})`,
      );
    }
    const told = chosen.flatMap((summary, n) =>
      summary.plants.length === 0 ? [] : [{ file: files[n] ?? named, ...summary }],
    );
    const text = values.json
      ? JSON.stringify(told, null, 2)
      : told.map(({ file, ...summary }) => describeTruth(file, summary).join("\n")).join("\n\n");
    process.stdout.write(`${text}\n`);
    return 0;
  },
};
