// D01 恒值: the value of a sensor stood unchanged while its machine was producing and was being read (CEMS
// abnormal-data list item 21; alarm set of environmental platforms). Nothing that is measured is exactly constant.
//
// What is proven. A run of n equal scans lasted n × scan interval; that they were n scans proves that the polls were
// alive. Its place in the hour is one of the fact's constant stretches; time in a stretch in which the machine is not
// known to have been producing is taken off. So the run stood for at least the remainder while producing.
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
import { productionEquipment } from "#contracts/line-model.ts";
import { formatSpan } from "#contracts/measured-value.ts";
import { scannedSignals } from "../observation/machine-signals.ts";
import { type MachineStates, statesOf, stateTime } from "../observation/machine-states.ts";
import type { RequiredSignal } from "../observation/required-signals.ts";
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
  windowTo: number,
): Standing | null {
  const runMs = Math.min(fact.longestEqualRun * intervalMs, hourMs);
  // Every stretch that is long enough could be where the run was: the least favourable one counts.
  const feasible = constantStretches(fact).filter(
    ({ from, to }) => (to - from) * 60_000 >= runMs - intervalMs,
  );
  const standings = feasible.map((stretch): Standing => {
    const idleMs = notProducingMs(stretch, fact.hour, states, windowTo);
    return { ms: runMs - idleMs, value: stretch.value };
  });
  if (standings.length === 0 || standings.some(({ value }) => isClamped(value, signal)))
    return null;
  return standings.reduce((least, each) => (each.ms < least.ms ? each : least));
}

function notProducingMs(
  { from, to }: Stretch,
  hour: number,
  states: MachineStates,
  windowTo: number,
): number {
  const start = hour + from * 60_000;
  // Of the running minute only what has passed.
  const end = Math.max(start, Math.min(hour + to * 60_000, windowTo));
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
      const standing = standingWhileProducing(fact, required, states, to);
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
