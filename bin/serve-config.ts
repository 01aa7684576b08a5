// The file of `lineproof serve`: a part for ingest, one for the web page, and the policies to judge by.
import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { CodedError } from "#contracts/errors.ts";
import { checkSchema, describeProblems } from "#contracts/schema-problems.ts";
import { checkIngestConfig, type IngestConfig } from "#ingest/config.ts";
import { listPolicies } from "#scoring/files/load-policy.ts";
import { CommandError } from "./errors.ts";
import { readText } from "./read-text.ts";

const schema = z.strictObject({
  ingest: z
    .unknown()
    .refine((part) => part !== undefined, "缺少 ingest 部分 · the part `ingest` is missing"),
  http: z
    .strictObject({
      host: z.string().min(1).default("127.0.0.1"),
      port: z.number().int().min(0).max(65_535).default(8600),
    })
    .prefault({}),
  /** The first is shown by default. */
  policies: z
    .array(
      z
        .string()
        .refine(
          (id) => listPolicies().includes(id),
          `没有这个规则,可用:${listPolicies().join("、")} · unknown policy; there is ${listPolicies().join(", ")}`,
        ),
    )
    .min(1)
    .default(["langfang-2023"]),
  /** Simulated factories do not exist while the demo is off: demo rules count from here. */
  demoSince: z.iso.datetime({ offset: true }).optional(),
});

export type ServeConfig = {
  readonly ingest: IngestConfig;
  readonly http: { readonly host: string; readonly port: number };
  readonly policies: readonly string[];
  /** ms UTC */
  readonly demoSince?: number;
};

/** YAML → value. Throws BIN_CONFIG_INVALID with a line per fault of syntax. */
function readYaml(file: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { prettyErrors: false, lineCounter: lines });
  const faults = document.errors.map(({ pos: [start], message }) => {
    const { line, col } = lines.linePos(start);
    return `${file}:${line}:${col}: YAML 语法错误 · YAML syntax: ${message}`;
  });
  if (faults.length > 0) throw invalid(file, faults);
  return document.toJS();
}

function invalid(file: string, lines: readonly string[]): CommandError {
  return new CommandError("BIN_CONFIG_INVALID", lines.join("\n"), { file });
}

/** The problems of the ingest part, told with their paths in the whole file. */
function checkIngestPart(file: string, part: unknown): IngestConfig | readonly string[] {
  try {
    const sources = { env: process.env, readText: (path: string) => readFileSync(path, "utf8") };
    return checkIngestConfig(file, part, sources);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const lead = `${file}: `;
    return error.message.split("\n").map((line) => {
      if (!line.startsWith(lead)) return line;
      const said = line.slice(lead.length);
      return `${lead}ingest${/^[\w.[\]]+: /.test(said) ? "." : ": "}${said}`;
    });
  }
}

/** Throws BIN_FILE_UNREADABLE, or BIN_CONFIG_INVALID with every problem of all parts, one a line. */
export function loadServeConfig(file: string): ServeConfig {
  const value = readYaml(file);
  if (value === null) throw invalid(file, [`${file}: 文件为空 · the file is empty`]);
  const checked = checkSchema(schema, value);
  const problems = checked.ok ? [] : [describeProblems(file, checked.problems)];
  const part = typeof value === "object" && "ingest" in value ? value.ingest : undefined;
  const ingest = part === undefined ? [] : checkIngestPart(file, part);
  if ("data" in ingest && checked.ok) {
    const { http, policies, demoSince } = checked.value;
    const since = demoSince === undefined ? {} : { demoSince: Date.parse(demoSince) };
    return { ingest, http, policies, ...since };
  }
  throw invalid(file, [...problems, ...("data" in ingest ? [] : ingest)]);
}
