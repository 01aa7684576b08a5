// Text of a cassette → header and rows, or every problem at once with its line. Nothing is repaired or skipped.

import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { SimulatorsError } from "../errors.ts";
import type { PointValue } from "../plant/plant.ts";
import {
  type Cassette,
  type CassetteHeader,
  type CassetteRow,
  cassetteHeaderSchema,
  cassetteLimits,
  typeOfValue,
} from "./cassette.ts";

type Problem = { readonly line: number; readonly zh: string; readonly en: string };

/** A file of the wrong kind is bad in every line; beyond this many problems only their number is told. */
const MAX_LISTED = 1_000;
const GZIP = [0x1f, 0x8b] as const;

/**
 * @param bytes of the file, packed by gzip or not. @param file its name, for messages.
 * Throws SIMULATORS_CASSETTE_INVALID with every problem, by line (the header is line 1).
 */
export function readCassette(bytes: Uint8Array, file: string): Cassette {
  const lines = textOf(bytes, file).split("\n");
  if (lines.at(-1) === "") lines.pop();
  const problems: Problem[] = [];
  const header = readHeader(lines[0] ?? "", problems);
  // Without points no row can be read.
  if (header === undefined) throw refuse(file, problems);
  checkSize(lines.length - 1, header, problems);
  if (problems.length > 0) throw refuse(file, problems);
  const rows: CassetteRow[] = [];
  for (let n = 1; n < lines.length; n += 1) {
    const row = readRow(lines[n] ?? "", n + 1, header, problems);
    if (row === undefined) continue;
    checkOffset(row.offsetMs, rows.at(-1), n + 1, problems);
    rows.push(row);
  }
  if (problems.length > 0) throw refuse(file, problems);
  return { header, rows };
}

function textOf(bytes: Uint8Array, file: string): string {
  const packed = bytes[0] === GZIP[0] && bytes[1] === GZIP[1];
  try {
    const plain = packed ? gunzipSync(bytes, { maxOutputLength: cassetteLimits.bytes }) : bytes;
    if (plain.length > cassetteLimits.bytes) throw new RangeError("too large");
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse(file, [
      {
        line: 1,
        zh: `不是完整的 UTF-8 文本或 gzip,或超过 ${cassetteLimits.bytes} 字节(${reason})`,
        en: `no whole UTF-8 text or gzip, or above ${cassetteLimits.bytes} bytes (${reason})`,
      },
    ]);
  }
}

function readHeader(line: string, problems: Problem[]): CassetteHeader | undefined {
  const value = parseJson(line);
  const checked = cassetteHeaderSchema.safeParse(value);
  if (checked.success) return checked.data;
  if (value === undefined) {
    problems.push(
      line === ""
        ? { line: 1, zh: "文件是空的", en: "the file is empty" }
        : { line: 1, zh: "首行不是 JSON", en: "the first line is no JSON" },
    );
    return undefined;
  }
  // The same problems in the same order, worded by the library's Chinese locale.
  const chinese = cassetteHeaderSchema.safeParse(value, { error: z.locales.zhCN().localeError });
  checked.error.issues.forEach((issue, n) => {
    const path = issue.path.map(String).join(".") || "(header)";
    const zh = chinese.error?.issues[n]?.message ?? issue.message;
    problems.push({ line: 1, zh: `${path}: ${zh}`, en: `${path}: ${issue.message}` });
  });
  return undefined;
}

function checkSize(rows: number, { points }: CassetteHeader, problems: Problem[]): void {
  if (rows === 0) problems.push({ line: 2, zh: "没有数据行", en: "no rows" });
  const values = rows * points.length;
  if (rows <= cassetteLimits.rows && values <= cassetteLimits.values) return;
  problems.push({
    line: 2,
    zh: `共 ${rows} 行 ${values} 个值,上限 ${cassetteLimits.rows} 行 ${cassetteLimits.values} 个值`,
    en: `${rows} rows of ${values} values; at most ${cassetteLimits.rows} rows, ${cassetteLimits.values} values`,
  });
}

function readRow(
  text: string,
  line: number,
  { points }: CassetteHeader,
  problems: Problem[],
): CassetteRow | undefined {
  const cells = parseJson(text);
  if (!Array.isArray(cells)) {
    problems.push({ line, zh: "不是 JSON 数组", en: "is no JSON array" });
    return undefined;
  }
  if (cells.length !== points.length + 1) {
    const [zh, en] = [`应有 1 + ${points.length} 项`, `needs 1 + ${points.length} items`];
    problems.push({ line, zh: `${zh},实有 ${cells.length}`, en: `${en}, not ${cells.length}` });
    return undefined;
  }
  const [offsetMs, ...values] = cells as unknown[];
  points.forEach(({ point, type }, n) => {
    if (typeOfValue(values[n]) === type) return;
    const found = quote(values[n]);
    problems.push({
      line,
      zh: `${point} 须为 ${type},得到 ${found}`,
      en: `${point} must be a ${type}, not ${found}`,
    });
  });
  if (typeof offsetMs === "number" && Number.isSafeInteger(offsetMs)) {
    return { offsetMs, values: values as PointValue[] };
  }
  const found = quote(offsetMs);
  problems.push({
    line,
    zh: `偏移须为整毫秒,得到 ${found}`,
    en: `an offset is whole ms, not ${found}`,
  });
  return undefined;
}

function checkOffset(
  offsetMs: number,
  before: CassetteRow | undefined,
  line: number,
  problems: Problem[],
): void {
  if (before === undefined) {
    // Anything else could be an absolute time.
    if (offsetMs === 0) return;
    problems.push({
      line,
      zh: `首行偏移须为 0,得到 ${offsetMs}`,
      en: `the first offset is 0, not ${offsetMs}`,
    });
  } else if (offsetMs <= before.offsetMs) {
    problems.push({
      line,
      zh: `偏移 ${offsetMs} 未超过上一行的 ${before.offsetMs}`,
      en: `offset ${offsetMs} is not above ${before.offsetMs} of the row before`,
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function refuse(file: string, problems: readonly Problem[]): SimulatorsError {
  const listed = problems
    .slice(0, MAX_LISTED)
    .map(({ line, zh, en }) => `  第 ${line} 行:${zh} · line ${line}: ${en}`);
  const more = problems.length - listed.length;
  if (more > 0) listed.push(`  另有 ${more} 处 · and ${more} more`);
  return new SimulatorsError(
    "SIMULATORS_CASSETTE_INVALID",
    `录带 ${file} 有 ${problems.length} 处错误,请重新录制或改正。 · Cassette ${file} has ${problems.length} problem(s); record it anew or correct it.\n${listed.join("\n")}`,
    { file, problems: problems.length, firstLine: problems[0]?.line ?? 0 },
  );
}
