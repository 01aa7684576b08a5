// The catalogue as a Markdown page, Chinese first. Pure.

import type { SignalEntry } from "../plant/signal-sheet.ts";
import type { Catalogue, CatalogueLine } from "./catalogue.ts";

export function cataloguePage({ lines, products, faults, cheats }: Catalogue): string {
  return [
    "# 可仿真的东西 · What can be simulated",
    "",
    "由注册表生成,测试保证与代码一致 · Generated from the registries; a test keeps it equal to the code:",
    "`npm run -s lineproof -- simulate list --markdown > docs/simulator-catalogue.md`",
    "",
    "## 产线 · Lines",
    "",
    ...table(
      ["line", "名称 · name", "设备 · equipment", "测点 · points", "Modbus", "OPC UA"],
      lines.map((line) => [
        `\`${line.kind}\``,
        `${line.words.zh} · ${line.words.en}`,
        String(line.equipment.size),
        String(pointsOf(line)),
        line.units.map(({ unit, product }) => `${unit} ${product}`).join(", ") || "—",
        line.opcua ?? "—",
      ]),
    ),
    ...lines.flatMap(signalSection),
    "## Modbus 设备 · Modbus products",
    "",
    ...table(
      ["product", "厂家与型号 · maker and model", "名称 · name", "显示的测点 · points shown"],
      products.map(({ id, maker, model, words, points }) => [
        `\`${id}\``,
        `${maker} ${model}`,
        `${words.zh} · ${words.en}`,
        points.map((point) => `\`${point}\``).join(" ") || "—",
      ]),
    ),
    "## 故障 · Faults",
    "",
    ...table(
      ["fault", "层 · layer", "名称 · name", "现象 · what is seen", "例 · example"],
      faults.map(({ kind, layer, words, says, example }) => [
        `\`${kind}\``,
        layer,
        `${words.zh} · ${words.en}`,
        `${says.zh} · ${says.en}`,
        `\`${example}\``,
      ]),
    ),
    "## 作弊 · Cheats",
    "",
    ...table(
      ["cheat", "现象 · what is seen", "例 · example"],
      cheats.map(({ kind, words, example }) => [
        `\`${kind}\``,
        `${words.zh} · ${words.en}`,
        `\`${example}\``,
      ]),
    ),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

function signalSection({ kind, words, equipment }: CatalogueLine): string[] {
  const rows = [...equipment].flatMap(([id, points]) =>
    points.flatMap(([signal, entry]) =>
      entry === undefined ? [] : [signalRow(`${id}.${signal}`, entry)],
    ),
  );
  if (rows.length === 0) return [];
  return [
    `### ${kind}: ${words.zh} · ${words.en}`,
    "",
    ...table(["point", "名称 · name", "class", "unit", "range", "τ s", "σ", "R/r/o"], rows),
  ];
}

function signalRow(point: string, entry: SignalEntry): string[] {
  const { name, range, sigma, relative, tauS } = entry;
  return [
    `\`${point}\``,
    `${name.zh} · ${name.en}`,
    entry.class,
    entry.unit,
    range === undefined ? "" : `${range[0]} … ${range[1]}`,
    tauS === undefined ? "" : String(tauS),
    sigma === undefined
      ? ""
      : relative === true
        ? `${+(sigma * 100).toPrecision(6)} %`
        : String(sigma),
    entry.required,
  ];
}

function pointsOf({ equipment }: CatalogueLine): number {
  return [...equipment.values()].reduce((sum, points) => sum + points.length, 0);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line), ""];
}
