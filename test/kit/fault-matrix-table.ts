// The fault matrix as a table for people: the middle of several runs, and words without what differs from run to run.
import { faultKinds } from "#simulators/faults/registry.ts";
import type { MatrixRow } from "./fault-matrix-judge.ts";

export const matrixColumns = [
  "故障 · fault",
  "在哪里 · where",
  "看到什么 · what was seen",
  "持续 · lasted, s",
  "几秒后看到 · seen after, s",
  "几秒后恢复 · recovered after, s",
] as const;

/** One line per fault of the catalogue, in its order. */
export function matrixTable(rows: readonly MatrixRow[]): readonly (readonly string[])[] {
  return faultKinds.flatMap(({ kind, words }) => {
    const same = rows.filter((row) => row.kind === kind);
    const [first] = same;
    if (first === undefined) return [];
    return [
      [
        `${words.zh.name} \`${kind}\``,
        first.where,
        steady(first.seen),
        ...(["lastedSeconds", "seenSeconds", "recoveredSeconds"] as const).map((key) =>
          median(same.map((row) => row[key])).toFixed(1),
        ),
      ],
    ];
  });
}

/** Faults of the catalogue that no row tells of. */
export function missingKinds(rows: readonly Pick<MatrixRow, "kind">[]): readonly string[] {
  const told = new Set(rows.map(({ kind }) => kind));
  return faultKinds.map(({ kind }) => kind).filter((kind) => !told.has(kind));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Without ports, folders and ids of the run; a bar would end the cell. */
function steady(words: string): string {
  return words
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:…")
    .replaceAll(/\/tmp\/lineproof-\w+/g, "…")
    .replaceAll(/log [0-9a-f]{16}…/g, "log …")
    .replaceAll("|", "\\|");
}
