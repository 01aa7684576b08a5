// What a fast run made, as a table for people: a month of a line fits into 80 columns.
import type { FastLineResult } from "./run-fast.ts";

const heads = [
  "plant",
  "points",
  "scans",
  "records",
  "samples",
  "log MB",
  "wall s",
  "CPU s",
  "root",
];

export function fastTable(results: readonly FastLineResult[]): string {
  const rows = results.map((line) => [
    line.plant,
    String(line.points),
    line.scans.toLocaleString("en"),
    line.records.toLocaleString("en"),
    line.samples.toLocaleString("en"),
    (line.logBytes / 1e6).toFixed(0),
    line.wallSeconds.toFixed(1),
    line.cpuSeconds.toFixed(1),
    `${line.root.slice(0, 8)}…`,
  ]);
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lineOf = (cells: readonly string[]): string =>
    cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join(" ");
  return [lineOf(heads), ...rows.map(lineOf)].join("\n");
}
