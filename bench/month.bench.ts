// A month of three lines at 10 s through the real record and log path, faster than time: every point of every
// line, changes found, canonical bytes, durable outbox, Merkle log, signed checkpoints, truth beside it. Each line
// is one process; percentiles are of the wall time that one day of one line takes.
//
//   npm run bench -- month [--days 30] [--cadence 10] [--lines panel-line,furniture-cell,rock-wool-line] [--json FILE]
//   npm run bench -- month --judge-days 10     also line-days as facts in one process, without disk
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { LineKind } from "#simulators/lines/registry.ts";
import { demoSites } from "../bin/demo/demo-sites.ts";
import { demoModel } from "../bin/fast/demo-model.ts";
import { plainPlant } from "../bin/fast/fast-plant.ts";
import { fastTable } from "../bin/fast/fast-table.ts";
import { lineDays } from "../bin/fast/line-days.ts";
import { runFast } from "../bin/fast/run-fast.ts";
import { describeMachine } from "./machine.ts";
import { type Figure, printFigures } from "./result-table.ts";

const { values } = parseArgs({
  options: {
    days: { type: "string", default: "30" },
    cadence: { type: "string", default: "10" },
    lines: { type: "string", default: "panel-line,furniture-cell,rock-wool-line" },
    "judge-days": { type: "string", default: "0" },
    json: { type: "string" },
  },
});
const days = Number(values.days);
const cadenceMs = Number(values.cadence) * 1000;
const judgeDays = Number(values["judge-days"]);

const from = Date.UTC(2026, 4, 31, 16);

/** The demo's site of each line: its model names the signals that judges read. */
const siteOf = {
  "panel-line": "wenan-panel",
  "furniture-cell": "bazhou-furniture",
  "rock-wool-line": "dacheng-rockwool",
} as const satisfies Partial<Record<LineKind, string>>;

const asked = values.lines.split(",");
const kinds = (["panel-line", "furniture-cell", "rock-wool-line"] as const).filter((line) =>
  asked.includes(line),
);

const plants = kinds.map((line) => {
  const site = siteOf[line];
  const gateway = demoSites.find(({ id }) => id === site)?.gateway ?? site;
  return { line, site, plant: plainPlant({ id: line, site, gateway, line, seed: 2601 }) };
});

async function month(): Promise<readonly Figure[]> {
  const out = mkdtempSync(join(tmpdir(), "lineproof-month-"));
  const daySeconds: number[] = [];
  const since = new Map<string, number>();
  const began = performance.now();
  try {
    const results = await runFast({
      plants: plants.map(({ plant }) => plant),
      from,
      days,
      cadenceMs,
      out,
      onDay: (plant) => {
        const now = performance.now();
        const before = since.get(plant);
        if (before !== undefined) daySeconds.push((now - before) / 1000);
        since.set(plant, now);
      },
    });
    const wall = (performance.now() - began) / 1000;
    console.log(`\n${fastTable(results)}`);
    const sum = (of: (line: (typeof results)[number]) => number) =>
      results.reduce((total, line) => total + of(line), 0);
    const cpu = sum((line) => line.cpuSeconds);
    return [
      {
        name: "wall time",
        value: wall,
        unit: "s",
        budget: { comparison: "<=", value: (300 * days * kinds.length) / 90 },
      },
      { name: "CPU, all lines", value: cpu, unit: "s" },
      {
        name: "CPU of the slowest line",
        value: Math.max(...results.map((r) => r.cpuSeconds)),
        unit: "s",
      },
      { name: "CPU over cores", value: cpu / describeMachine().cores, unit: "s" },
      ...percentiles(daySeconds),
      { name: "records", value: sum((line) => line.records), unit: "records" },
      { name: "samples", value: sum((line) => line.samples), unit: "samples" },
      { name: "logs on disk", value: sum((line) => line.logBytes) / 1e6, unit: "MB" },
    ];
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** None of fewer than twenty days: they would mean nothing. */
function percentiles(seconds: readonly number[]): readonly Figure[] {
  if (seconds.length < 20) return [];
  return [0.5, 0.95].map((share) => ({
    name: `one day of one line, p${100 * share}`,
    value: rank(seconds, share),
    unit: "s",
  }));
}

/** Nearest rank. */
function rank(all: readonly number[], share: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

async function judging(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  let total = 0;
  for (const { line, site, plant } of plants) {
    const model = demoModel(site, cadenceMs);
    const began = process.cpuUsage();
    let facts = 0;
    for await (const day of lineDays({ plant, model, from, days: judgeDays, cadenceMs })) {
      facts += day.facts.length;
    }
    const { user, system } = process.cpuUsage(began);
    const seconds = (user + system) / 1e6 / judgeDays;
    total += seconds;
    figures.push({
      name: `${line}: line-days per minute and core`,
      value: 60 / seconds,
      unit: "days",
    });
    figures.push({ name: `${line}: facts per day`, value: facts / judgeDays, unit: "facts" });
  }
  const each = total / plants.length;
  const hours = (1000 * each) / describeMachine().cores / 60;
  figures.push({
    name: "1000 line-days of all kinds, all cores",
    value: hours,
    unit: "min",
    budget: { comparison: "<=", value: 30 },
  });
  return figures;
}

const figures = days > 0 ? await month() : [];
const judged = judgeDays > 0 ? await judging() : [];
printFigures(
  `month: ${days} days of ${kinds.join(", ")} at ${values.cadence} s through record and log path`,
  [...figures, ...judged],
  values.json,
);
