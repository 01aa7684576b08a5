// D01 恒值: the value of a sensor stood unchanged while its machine was producing and was being read (CEMS
// abnormal-data list item 21; alarm set of environmental platforms). Nothing that is measured is exactly constant.
//
// What is proven. A run of n equal scans lasted n × scan interval; that they were n scans proves that the polls were
// alive. Its place in the hour is one of the fact's constant stretches; time in a stretch in which the machine is not
// known to have been producing is taken off. So the run stood for at least the remainder while producing. A run that
// of less than two minutes need not hold a whole minute, so it may lie outside every stretch (a few scans of the running
// minute are one too): of that all time of the hour is taken off in which the machine was not producing. A run that
// fits into no stretch came with several samples a scan and says nothing of time: then the whole minutes that held one
// value are the proof, so that sending a value twice hides nothing.
// Edges of hours. Facts are hourly and a run is cut there: what stood 40 minutes across an edge is seen as 20 and 20
// and not raised at 1800 s, what stood 60 minutes is seen whichever way it is cut. No run is put together over an
// edge, because the fact does not say that it touched it. A limit above 3600 s can never be reached.
//
// Guards. Required signals only: list Q is what the evaluator countersigned as evidence, with class and resolution; a
// helper value such as a controller's output may saturate for hours. Class PV only: set points, counters, states,
// calculated and laboratory values stand still by nature. No state known, no clue. A signal whose declared resolution
// (or deadband) is coarser than `maxResolutionRatio` of its range hides the noise that is missed here; real quantised
// sensors repeat 17 to 32 times where noisy ones repeat 8 times at most, which `minEqualScans` covers for slow signals
// too. What is not declared is taken as fine. Zero and the ends of the range are clamped readings (an empty belt, a
// pump that is off while the line fills): D04 and D05 of the catalogue ask after them, not D01; a run that may have
// stood there is not raised.
import { type Fact, hourMs } from "#contracts/fact.ts";
import type { Equipment, Signal } from "#contracts/line-model.ts";
import { formatSpan } from "#contracts/measured-value.ts";
import { productionEquipment } from "#contracts/production-equipment.ts";
import { scannedSignals } from "../observation/machine-signals.ts";
import { type MachineStates, statesOf, stateTime } from "../observation/machine-states.ts";
import { hasMinute } from "../observation/minute-mask.ts";
import type { RequiredSignal } from "../observation/required-signals.ts";
import type { Window } from "../observation/scheduled-hours.ts";
import type { Words } from "../words.ts";
import { constantStretches, type Stretch } from "./constant-minutes.ts";
import { type Detector, type DetectorInput, parameterOf, type Sighting } from "./detector.ts";

const innocent: readonly Words[] = [
  {
    zh: "仪表分辨率或变送器滤波过粗,台账未写明",
    en: "the instrument's resolution or filter is coarser than the list says",
  },
  {
    zh: "调节器把该量控制得很稳:看其输出是否在动",
    en: "a tight control loop: see whether its output moves",
  },
  {
    zh: "仪表在检修、标定或保持输出,未标 M 或 C",
    en: "the instrument was under maintenance, calibrated or held, without flag M or C",
  },
];

/** Coarser than the ratio of its range: its steps hide noise. */
function isCoarse({ resolution, deadband, range }: Signal, maxRatio: number): boolean {
  const step = Math.max(resolution ?? 0, deadband);
  return range !== undefined && step > maxRatio * (range[1] - range[0]);
}

type Limits = {
  readonly minConstantMs: number;
  readonly minEqualScans: number;
  readonly maxResolutionRatio: number;
};

type Minutes = Pick<Stretch, "from" | "to">;

type Standing = { readonly ms: number; readonly value: number };

/** Nothing to measure, or a transmitter at its stop. */
function isClamped(value: number, { range }: Signal): boolean {
  return value === 0 || (range !== undefined && (value <= range[0] || value >= range[1]));
}

/** How long the longest run surely stood while the machine was producing; null when too short to ask. */
function standingWhileProducing(
  fact: Fact,
  { signal, intervalMs }: RequiredSignal,
  states: MachineStates,
  window: Window,
): Standing | null {
  const runMs = Math.min(fact.longestEqualRun * intervalMs, hourMs);
  // Every stretch that is long enough could be where the run was: the least favourable one counts.
  const feasible = constantStretches(fact).filter(
    ({ from, to }) => (to - from) * 60_000 >= runMs - intervalMs,
  );
  if (feasible.length === 0) return standingInMinutes(fact, signal, states, window);
  const isAnywhere = runMs < 2 * 60_000 + intervalMs;
  const standings = feasible.map((stretch): Standing => {
    const place = isAnywhere ? scannedMinutes(fact) : stretch;
    const idleMs = notProducingMs(place, fact.hour, states, window);
    return { ms: runMs - idleMs, value: stretch.value };
  });
  if (standings.some(({ value }) => isClamped(value, signal))) return null;
  return standings.reduce((least, each) => (each.ms < least.ms ? each : least));
}

/** From the first to the last minute with a good scan. */
function scannedMinutes({ validMinutes }: Fact): Minutes {
  const minutes = Array.from({ length: 60 }, (_, minute) => hasMinute(validMinutes, minute));
  return { from: Math.max(0, minutes.indexOf(true)), to: minutes.lastIndexOf(true) + 1 };
}

/** The longest of the stretches by their whole minutes, each of which is proven by itself. */
function standingInMinutes(
  fact: Fact,
  signal: Signal,
  states: MachineStates,
  window: Window,
): Standing | null {
  const standings = constantStretches(fact)
    .filter(({ value }) => !isClamped(value, signal))
    .map(({ whole, value }): Standing => {
      const start = Math.max(fact.hour + whole.from * 60_000, window.from);
      const end = Math.min(fact.hour + whole.to * 60_000, window.to);
      return { ms: end - start - notProducingMs(whole, fact.hour, states, window), value };
    });
  const [first, ...others] = standings;
  if (first === undefined) return null;
  return others.reduce((most, each) => (each.ms > most.ms ? each : most), first);
}

function notProducingMs(
  { from, to }: Minutes,
  hour: number,
  states: MachineStates,
  window: Window,
): number {
  // Of the first minute only what was observed, of the running one only what has passed.
  const start = Math.max(hour + from * 60_000, window.from);
  const end = Math.max(start, Math.min(hour + to * 60_000, window.to));
  const { known } = stateTime(states, start, end);
  return Math.max(0, end - start - (known.get("producing") ?? 0));
}

function lookAtSignal(
  { evidence, facts }: DetectorInput,
  machine: Equipment,
  required: RequiredSignal,
  states: MachineStates,
  limits: Limits,
): readonly Sighting[] {
  const { from, to } = evidence.window;
  const { key, signal } = required;
  const seen = [...(facts.get(key)?.values() ?? [])]
    .filter(({ hour }) => hour + hourMs > from && hour < to)
    .sort((a, b) => a.hour - b.hour)
    .filter(({ longestEqualRun }) => longestEqualRun >= limits.minEqualScans)
    .flatMap((fact) => {
      const standing = standingWhileProducing(fact, required, states, { from, to });
      if (standing === null || standing.ms < limits.minConstantMs) return [];
      return [{ hour: fact.hour, ...standing }];
    });
  const [first] = seen;
  if (first === undefined) return [];
  const longest = seen.reduce((most, each) => (each.ms > most.ms ? each : most));
  return [
    {
      about: { equipment: machine.id, signal: signal.id },
      hour: first.hour,
      reason: describe(machine, signal, longest, seen.length),
      innocent,
    },
  ];
}

function describe(machine: Equipment, signal: Signal, longest: Standing, hours: number): Words {
  const span = formatSpan(longest.ms);
  const more = {
    zh: hours > 1 ? `,共 ${hours} 个小时如此` : "",
    en: hours > 1 ? `, in ${hours} hours` : "",
  };
  return {
    zh: `${machine.name.zh}生产时,${signal.name.zh}停在 ${longest.value} 达 ${span.zh}${more.zh},而读取一直正常`,
    en: `while ${machine.name.en} was producing, ${signal.name.en} stood at ${longest.value} for ${span.en}${more.en}, read all the time`,
  };
}

function look(input: DetectorInput): readonly Sighting[] {
  const { rule, evidence, facts } = input;
  const limits: Limits = {
    minConstantMs: parameterOf(rule, "minConstantSeconds") * 1000,
    minEqualScans: parameterOf(rule, "minEqualScans"),
    maxResolutionRatio: parameterOf(rule, "maxResolutionRatio"),
  };
  return productionEquipment(evidence.lineModel.lines).flatMap((machine) => {
    const states = statesOf(machine, facts);
    if (states === null) return [];
    return scannedSignals(machine)
      .filter(({ signal }) => signal.required && signal.class === "PV")
      .filter(({ signal }) => !isCoarse(signal, limits.maxResolutionRatio))
      .flatMap((signal) => lookAtSignal(input, machine, signal, states, limits));
  });
}

/** Capped at 2: it holds a criterion, it never refers. */
export const constantValue: Detector = {
  maxSeverity: 2,
  parameters: ["minConstantSeconds", "minEqualScans", "maxResolutionRatio"],
  look,
};
