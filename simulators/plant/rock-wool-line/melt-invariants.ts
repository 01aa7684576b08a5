// Invariants of the furnace (domain reference A3, I1–I4) on a recorded run, from what its instruments said. Each
// answers with a problem, or undefined.

import { correlation, mean } from "../test-run.ts";
import { rocks } from "./raw-material.ts";
import { columnOf, growthOf, meanOf, type WoolRun } from "./wool-run.ts";

/** Carbonates, water and binder of a charge: 8–12 %. */
const LOSS = 0.094;
const HOUR_S = 3_600;
const BATH_LAG_S = 2_700;

const weightPoints = rocks.map((rock) => `batching.weight.${rock}`);

/** Points that these checks read, besides those of the furnace's own kind. */
export function meltPoints(furnace: WoolRun["furnace"]): readonly string[] {
  return [
    ...weightPoints,
    ...["state", "count.charge", "output.total", "flow.melt"].map((name) => `${furnace}.${name}`),
    "spinner.output.total",
    "line.output.mass",
    ...(furnace === "cupola"
      ? [
          "batching.weight.coke",
          "cupola.flow.blast",
          "cupola.flow.oxygen",
          "cupola.temperature.topgas",
        ]
      : [
          "furnace.power.furnace",
          "furnace.temperature.bath",
          "furnace.temperature.roof",
          "furnace.temperature.shell.1",
          "furnace.temperature.shell.2",
          "meter-furnace.energy.active.import",
        ]),
  ];
}

/** Scans [from, to) at which a charge went in. */
function chargesOf(run: WoolRun, from = 1, to = Number.POSITIVE_INFINITY): readonly number[] {
  const count = columnOf(run, `${run.furnace}.count.charge`);
  const found: number[] = [];
  for (let n = from; n < Math.min(to, count.length); n += 1) {
    if (count[n] !== count[n - 1]) found.push(n);
  }
  return found;
}

function chargedKg(run: WoolRun, points: readonly string[], charges = chargesOf(run)): number {
  const columns = points.map((point) => columnOf(run, point));
  const each = (n: number): number => columns.reduce((sum, column) => sum + (column[n] ?? 0), 0);
  return charges.reduce((sum, n) => sum + each(n), 0);
}

/** I1: charges less their loss are melt, melt is fibre and what is not fibrised, within 5 % over hours. */
export function massBalance(run: WoolRun): string | undefined {
  const hours = (columnOf(run, "spinner.output.total").length * run.everyS) / HOUR_S;
  if (hours < 4) return `I1 needs 4 h, not ${hours}`;
  const total = columnOf(run, `${run.furnace}.output.total`);
  // What a bath holds comes out later: charges until then against melt from then on.
  const lag = run.furnace === "furnace" ? Math.round(BATH_LAG_S / run.everyS) : 0;
  const melt = growthOf(total, lag);
  const charges = chargesOf(run, 1, total.length - lag);
  const charged = chargedKg(run, weightPoints, charges) * (1 - LOSS);
  if (Math.abs(charged / melt - 1) > 0.05) return `I1 charged ${charged} kg for ${melt} kg of melt`;
  const fibre = growthOf(columnOf(run, "spinner.output.total"));
  const spun = (meanOf(columnOf(run, `${run.furnace}.flow.melt`)) * 1000 * hours * 0.86) / 1;
  if (Math.abs(fibre / spun - 1) > 0.05)
    return `I1 ${fibre} kg of fibre for ${spun / 0.86} kg spun`;
  // Trimmed, and less what was rejected.
  const boards = (1000 * growthOf(columnOf(run, "line.output.mass"))) / fibre;
  return boards > 0.99 || boards < 0.8
    ? `I1 ${boards} kg of boards a kilogram of fibre`
    : undefined;
}

/** I2: coke or energy for each tonne of melt; it wavers, and power comes before melt. */
export function energyPerMelt(run: WoolRun): string | undefined {
  return run.furnace === "cupola" ? cokePerMelt(run) : powerPerMelt(run);
}

function cokePerMelt(run: WoolRun): string | undefined {
  const melt = growthOf(columnOf(run, "cupola.output.total"));
  const coke = chargedKg(run, ["batching.weight.coke"]);
  const kgPerT = (1000 * coke) / melt;
  if (kgPerT < 250 || kgPerT > 300) return `I2 ${kgPerT} kg of coke a tonne`;
  const column = columnOf(run, "batching.weight.coke");
  const seen = new Set(chargesOf(run).map((n) => column[n]));
  return seen.size < 10 ? `I2 every charge has the same coke` : undefined;
}

function powerPerMelt(run: WoolRun): string | undefined {
  const energy = columnOf(run, "meter-furnace.energy.active.import");
  const melt = columnOf(run, "furnace.output.total");
  const kwhPerKg = growthOf(energy) / growthOf(melt);
  if (kwhPerKg < 0.8 || kwhPerKg > 1) return `I2 ${kwhPerKg} kWh/kg`;
  const hour = HOUR_S / run.everyS;
  const hourly: number[] = [];
  for (let n = 0; n + hour < melt.length; n += hour) {
    hourly.push(growthOf(energy, n, n + hour) / growthOf(melt, n, n + hour));
  }
  if (Math.max(...hourly) / Math.min(...hourly) < 1.01) return "I2 energy a tonne never changes";
  const lead = powerLeadMinutes(run);
  if (lead === undefined) return undefined;
  return lead < 20 || lead > 60 ? `I2 power leads melt by ${lead} min` : undefined;
}

/**
 * Minutes, of up to 90, by which power goes before melt, half-hour means. Undefined where the power hardly moved:
 * then there is nothing to follow.
 */
function powerLeadMinutes(run: WoolRun): number | undefined {
  const block = Math.round(1_800 / run.everyS);
  const step = Math.max(Math.round(300 / run.everyS), 1);
  const power = columnOf(run, "furnace.power.furnace");
  const melt = columnOf(run, "furnace.output.total");
  const [p, m]: [number[], number[]] = [[], []];
  for (let n = 0; n + block < power.length; n += step) {
    p.push(meanOf(power, n, n + block));
    m.push(growthOf(melt, n, n + block));
  }
  if (Math.min(...p) > 0.85 * mean(p)) return undefined;
  let best = { lag: 0, r: -1 };
  for (let lag = 0; lag <= (90 * 60) / (step * run.everyS); lag += 1) {
    const r = correlation(p, m, lag);
    if (r > best.r) best = { lag, r };
  }
  return (best.lag * step * run.everyS) / 60;
}

/** I3: melt follows blast and its oxygen; the top gas falls at every charge and at no other time. */
export function blastChemistry(run: WoolRun): string | undefined {
  const blast = columnOf(run, "cupola.flow.blast");
  const oxygen = columnOf(run, "cupola.flow.oxygen");
  const melt = columnOf(run, "cupola.output.total");
  const window = (2 * HOUR_S) / run.everyS;
  for (let n = 0; n + window < melt.length; n += window) {
    const nm3H = 0.2095 * meanOf(blast, n, n + window) + meanOf(oxygen, n, n + window);
    const kgPerNm3 = growthOf(melt, n, n + window) / (2 * nm3H);
    // 4.8 t/h at 1 877 Nm³/h of oxygen, ±8 % of wander.
    if (Math.abs(kgPerNm3 / (4_800 / 1_877) - 1) > 0.08) {
      return `I3 ${kgPerNm3} kg of melt a Nm³ of O₂`;
    }
  }
  return topGasProblem(run);
}

function topGasProblem(run: WoolRun): string | undefined {
  const gas = columnOf(run, "cupola.temperature.topgas");
  const charges = chargesOf(run);
  if (charges.length < 10) return `I3 only ${charges.length} charges`;
  const around = new Set<number>();
  let missed = 0;
  for (const n of charges) {
    for (let near = n - 12; near <= n + 12; near += 1) around.add(near);
    if (n < 6 || n + 6 > gas.length) continue;
    if (meanOf(gas, n - 6, n) - meanOf(gas, n, n + 6) < 20) missed += 1;
  }
  if (missed > 0) return `I3 ${missed} of ${charges.length} charges do not cool the top gas`;
  for (let n = 6; n + 6 < gas.length; n += 3) {
    if (around.has(n)) continue;
    const fall = meanOf(gas, n - 6, n) - meanOf(gas, n, n + 6);
    if (fall > 12) return `I3 the top gas falls by ${fall} °C without a charge`;
  }
  return undefined;
}

/** I4: the bath is slow, roof and shell slower; the shell only grows hotter over the campaign. */
export function furnaceInertia(run: WoolRun): string | undefined {
  const bath = columnOf(run, "furnace.temperature.bath");
  const tenMinutes = Math.round(600 / run.everyS);
  const half = Math.max(Math.round(tenMinutes / 2), 1);
  // Means of five minutes: the sensor alone moves by 0.1 °C a minute.
  for (let n = 0; n + tenMinutes + half <= bath.length; n += 1) {
    const later = meanOf(bath, n + tenMinutes, n + tenMinutes + half);
    const perMin = (later - meanOf(bath, n, n + half)) / 10;
    if (Math.abs(perMin) > 2) return `I4 the bath moves by ${perMin} °C a minute`;
  }
  if (new Set(bath).size < bath.length / 20) return "I4 the bath stands still";
  const blocks: number[] = [];
  for (let n = 0; n + half <= bath.length; n += half) blocks.push(meanOf(bath, n, n + half));
  const memory = correlation(blocks, blocks, 1);
  if (memory < 0.5) return `I4 the bath has no memory: ${memory}`;
  return ["furnace.temperature.shell.1", "furnace.temperature.shell.2"]
    .map((point) => shellProblem(run, point))
    .find((problem) => problem !== undefined);
}

function shellProblem(run: WoolRun, point: string): string | undefined {
  const shell = columnOf(run, point);
  const hour = Math.round(HOUR_S / run.everyS);
  const hourly: number[] = [];
  for (let n = 0; n + hour <= shell.length; n += hour) hourly.push(meanOf(shell, n, n + hour));
  if (hourly.some((value) => value >= 250)) return `I4 ${point} reaches ${Math.max(...hourly)} °C`;
  for (let n = 1; n < hourly.length; n += 1) {
    const change = (hourly[n] ?? 0) - (hourly[n - 1] ?? 0);
    if (Math.abs(change) > 6) return `I4 ${point} moves by ${change} °C an hour`;
  }
  const [first, last] = [mean(hourly.slice(0, 4)), mean(hourly.slice(-4))];
  return last < first - 3
    ? `I4 ${point} falls over the campaign: ${first} → ${last} °C`
    : undefined;
}
