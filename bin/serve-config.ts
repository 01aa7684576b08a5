// The file of `lineproof serve`: a part for ingest, one for the web page, and the policies to judge by.
import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
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
});

export type ServeConfig = {
  readonly ingest: IngestConfig;
  readonly http: { readonly host: string; readonly port: number };
  readonly policies: readonly string[];
};

/** Throws BIN_ARGUMENTS or INGEST_CONFIG_INVALID with every problem. */
export function loadServeConfig(file: string): ServeConfig {
  const document = parseDocument(readText(file));
  const problems = document.errors.map((error) => ({
    path: `line ${error.linePos?.[0].line ?? 1}`,
    message: error.message,
  }));
  const checked = problems.length > 0 ? undefined : checkSchema(schema, document.toJS());
  if (checked?.ok !== true) {
    throw new CommandError("BIN_ARGUMENTS", describeProblems(file, checked?.problems ?? problems), {
      file,
    });
  }
  const { ingest, http, policies } = checked.value;
  try {
    const sources = { env: process.env, readText: (path: string) => readFileSync(path, "utf8") };
    return { ingest: checkIngestConfig(file, ingest, sources), http, policies };
  } catch (error) {
    // Problems of a part are told with the part's own paths.
    if (error instanceof CodedError)
      error.message = error.message.replaceAll(`${file}: `, `${file}: ingest.`);
    throw error;
  }
}
