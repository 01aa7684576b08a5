// What to send to whoever helps: the doctor's report, the configuration, versions, the last lines of the log;
// without secrets.
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import process from "node:process";
import type { Environment } from "../config/resolving.ts";
import type { DoctorContext } from "./doctor-check.ts";
import { Redaction, secretsOf, secretsOfEnvironment } from "./redaction.ts";
import type { DoctorReport } from "./run-doctor.ts";

export type DiagnosisOptions = {
  readonly context: DoctorContext;
  readonly report: DoctorReport;
  /** The report as the terminal shows it. */
  readonly words: string;
  readonly env: Environment;
  /** Of which the end is put in. */
  readonly logFile?: string;
};

const logBytes = 256 * 1024;

/** Names in the zip and their texts, already without secrets. */
export function diagnosisFiles(options: DiagnosisOptions): Readonly<Record<string, string>> {
  const { context, report, words, env, logFile } = options;
  const { file, config } = context;
  const redaction = new Redaction([
    ...secretsOfEnvironment(env),
    ...secretsOf(config),
    ...secretsNearby(file, env),
  ]);
  const text = file === undefined ? undefined : context.machine.readText(file);
  return {
    "report.json": redaction.apply(`${JSON.stringify(report, null, 2)}\n`),
    "report.txt": redaction.apply(words),
    "versions.json": `${JSON.stringify({ lineproof: report.version, ...process.versions, platform: process.platform, arch: process.arch }, null, 2)}\n`,
    ...(text === undefined ? {} : { "gateway.yaml": redaction.applyToConfiguration(text) }),
    ...(logFile === undefined ? {} : { "log.txt": redaction.apply(endOf(logFile)) }),
  };
}

/** As a zip. The library is loaded now: a gateway never needs it. */
export async function diagnosisZip(options: DiagnosisOptions): Promise<Uint8Array> {
  const { strToU8, zipSync } = await import("fflate");
  const files = Object.entries(diagnosisFiles(options)).map(([name, text]) => [
    name,
    strToU8(text),
  ]);
  return zipSync(Object.fromEntries(files));
}

/** Also of a configuration that is not valid: what it refers to, as far as it can be found. */
function secretsNearby(file: string | undefined, env: Environment): readonly string[] {
  if (file === undefined) return [];
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  const named = [...text.matchAll(/fromEnv\s*:\s*["']?([A-Za-z_][\w]*)/g)].flatMap(
    ([, name = ""]) => env[name] ?? [],
  );
  const folder = file.replace(/[^/\\]*$/, "");
  const files = [...text.matchAll(/(?:fromFile|key)\s*:\s*["']?([^\s"',}#]+)/g)].flatMap(
    ([, path = ""]) => {
      try {
        return [readFileSync(path.startsWith("/") ? path : `${folder}${path}`, "utf8")];
      } catch {
        return [];
      }
    },
  );
  return [...named, ...files];
}

/** The last part, from the beginning of a line. */
function endOf(file: string): string {
  let opened: number;
  try {
    opened = openSync(file, "r");
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  try {
    const { size } = fstatSync(opened);
    const start = Math.max(0, size - logBytes);
    const bytes = Buffer.alloc(size - start);
    const read = readSync(opened, bytes, 0, bytes.length, start);
    const text = bytes.subarray(0, read).toString("utf8");
    return start === 0 ? text : text.slice(text.indexOf("\n") + 1);
  } finally {
    closeSync(opened);
  }
}
