// `lineproof simulate list`: what can be simulated, from the registries.
import { type Catalogue, catalogue } from "#simulators/catalogue/catalogue.ts";
import { cataloguePage } from "#simulators/catalogue/catalogue-page.ts";
import { parseArguments } from "../../arguments.ts";
import { CommandError } from "../../errors.ts";
import { openScenario, shippedScenarios } from "../../simulate/scenario-source.ts";
import { columnsOf, wrap } from "../../terminal-text.ts";
import type { SimulateCommand } from "./simulate-command.ts";

const options = {
  markdown: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

type Entry = { readonly name: string; readonly text: string };

function section(title: string, entries: readonly Entry[]): string[] {
  const width = Math.max(...entries.map(({ name }) => columnsOf(name)));
  return [
    title,
    ...entries.flatMap(({ name, text }) => wrap(`  ${name.padEnd(width)}  `, text)),
    "",
  ];
}

function describe({ lines, products, faults, cheats }: Catalogue): string[] {
  const both = ({ zh, en }: { zh: string; en: string }): string => `${zh} · ${en}`;
  return [
    ...section(
      "场景 · scenarios(simulate run 名称 NAME)",
      shippedScenarios().map((name) => ({ name, text: both(openScenario(name).scenario.name) })),
    ),
    ...section(
      "产线 · lines",
      lines.map(({ kind, words }) => ({ name: kind, text: both(words) })),
    ),
    ...section(
      "Modbus 设备 · Modbus products",
      products.map(({ id, maker, model, words }) => ({
        name: id,
        text: `${both(words)}(${maker} ${model})`,
      })),
    ),
    ...section(
      "故障 · faults",
      faults.map(({ kind, words }) => ({ name: kind, text: both(words) })),
    ),
    ...section(
      "作弊 · cheats",
      cheats.map(({ kind, words }) => ({ name: kind, text: both(words) })),
    ),
    ...wrap("", "明细见 docs/simulator-catalogue.md · details are there"),
  ];
}

export const list: SimulateCommand = {
  name: "list",
  help: `lineproof simulate list [--markdown | --json]
  场景、产线、设备、故障、作弊 · scenarios, lines, products, faults, cheats`,
  async run(args) {
    const { values, positionals } = parseArguments(args, options);
    if (positionals.length > 0 || (values.markdown && values.json)) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `list 至多带一个选项 · list takes one option at most\n\n${list.help}`,
      );
    }
    const gathered = await catalogue();
    if (values.markdown) process.stdout.write(cataloguePage(gathered));
    else if (values.json) {
      const lines = gathered.lines.map((line) => ({
        ...line,
        equipment: Object.fromEntries(
          [...line.equipment].map(([id, points]) => [id, points.map(([point]) => point)]),
        ),
      }));
      process.stdout.write(`${JSON.stringify({ ...gathered, lines }, null, 2)}\n`);
    } else process.stdout.write(`${describe(gathered).join("\n")}\n`);
    return 0;
  },
};
