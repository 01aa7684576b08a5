// What every plant of a run does now, as lines of at most 80 columns.
import { columnsOf, shorten } from "../terminal-text.ts";

export type PlantRow = {
  readonly id: string;
  readonly state: string;
  readonly product: string;
  readonly output: { readonly value: number; readonly unit: string };
  readonly powerKw: number;
  readonly readers: number;
  /** Kinds of faults and cheats that act. */
  readonly acts: readonly string[];
};

type Column = {
  readonly title: string;
  readonly width: number;
  readonly right: boolean;
  text(row: PlantRow): string;
};

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0, useGrouping: true });

const columns: readonly Column[] = [
  { title: "工厂 plant", width: 18, right: false, text: ({ id }) => id },
  { title: "状态", width: 8, right: false, text: ({ state }) => state },
  { title: "产品 product", width: 18, right: false, text: ({ product }) => product },
  {
    title: "产出 output",
    width: 12,
    right: true,
    text: ({ output: { value, unit } }) => `${number.format(value)} ${symbols[unit] ?? unit}`,
  },
  { title: "kW", width: 6, right: true, text: ({ powerKw }) => number.format(powerKw) },
  { title: "读", width: 3, right: true, text: ({ readers }) => String(readers) },
  { title: "故障/作弊", width: 9, right: false, text: ({ acts }) => acts.join(",") },
];

/** Unit codes as people write them. */
const symbols: Readonly<Record<string, string>> = {
  C62: "件",
  KGM: "kg",
  MTQ: "m³",
  TNE: "t",
  MTR: "m",
};

/** @param room lines that the table may have, its head included; what does not fit is counted in the last. */
export function plantTable(rows: readonly PlantRow[], room: number): string[] {
  const head = line((column) => column.title);
  const fit = Math.max(room - 1, 1);
  if (rows.length <= fit) return [head, ...rows.map(row)];
  const shown = rows.slice(0, fit - 1);
  const rest = rows.length - shown.length;
  const acting = rows.slice(shown.length).filter(({ acts }) => acts.length > 0).length;
  return [
    head,
    ...shown.map(row),
    `… 另有 ${rest} 座,其中 ${acting} 座有故障或作弊 · ${rest} more, ${acting} of them with faults or cheats`,
  ];
}

function row(of: PlantRow): string {
  return line((column) => column.text(of));
}

function line(text: (column: Column) => string): string {
  return columns
    .map((column) => pad(text(column), column))
    .join(" ")
    .trimEnd();
}

function pad(text: string, { width, right }: Column): string {
  const cut = shorten(text, width);
  const room = " ".repeat(width - columnsOf(cut));
  return right ? room + cut : cut + room;
}
