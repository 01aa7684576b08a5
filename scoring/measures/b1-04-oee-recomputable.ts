// B1-04 OEE 可复算: share of shifts in which the OEE shown differs from the OEE worked out again by at most 2 percentage
// points (OEE_diff). Shifts come from the calendar, each line's own: those that lie wholly in the window. A shift in
// which none was shown does not agree; one that cannot be worked out is unknown; one that was planned down has none.
// Of several products nobody knows from telemetry which one ran, so their ideal rates cannot be told apart; nor can the
// shares of several machines that each show an OEE in the line's one rate.
import type { Equipment, Line } from "#contracts/line-model.ts";
import { formatValue } from "#contracts/measured-value.ts";
import type { VerdictDetail } from "#contracts/verdict.ts";
import { listComma, listNames } from "../line-names.ts";
import { stateSignalOf } from "../observation/machine-signals.ts";
import { gatewaysOf } from "../observation/required-signals.ts";
import {
  counterFor,
  hasFacts,
  type ShiftOee,
  shownOee,
  signalFor,
  workOutOee,
} from "../observation/shift-oee.ts";
import { type Shift, shiftsInside } from "../observation/shifts.ts";
import { joinWords, type Words } from "../words.ts";
import { type Measured, type MeasureInput, toRatio, unmeasurable } from "./measure.ts";

type Finding = "agrees" | "differs" | "not-shown" | "unknown" | "none";

type Row = {
  readonly line: Line;
  readonly shift: Shift;
  readonly finding: Finding;
  /** Percentage points; null where there is no difference to tell. */
  readonly points: number | null;
  readonly note: Words;
};

type Limits = { readonly maxPoints: number; readonly minKnownRatio: number };

const whyUnknown: { readonly [W in Extract<ShiftOee, { kind: "unknown" }>["why"]]: Words } = {
  facts: { zh: "部分时段没有事实", en: "hours without facts" },
  states: { zh: "状态不全", en: "states not known well enough" },
  counters: { zh: "计数不全", en: "counts not known well enough" },
  contradiction: {
    zh: "合格数多于总数,计数自相矛盾",
    en: "more good than made: the counts contradict each other",
  },
};

/** Shown low and high are of one minute: the one further away decides. */
function pointsBetween(shown: { low: number; high: number }, oee: number): number {
  const apart = Math.max(Math.abs(shown.low - oee), Math.abs(shown.high - oee));
  return toRatio(apart * 100, 1);
}

function judgeShift(
  { observation: { facts } }: MeasureInput,
  line: Line,
  machine: Equipment,
  shift: Shift,
  { maxPoints, minKnownRatio }: Limits,
): Row {
  const row = (finding: Finding, points: number | null, note: Words): Row => ({
    line,
    shift,
    finding,
    points,
    note,
  });
  const perHour = line.idealRates[0]?.perHour ?? Number.NaN;
  const again = workOutOee(facts, machine, shift, perHour, minKnownRatio);
  if (again.kind === "unknown") return row("unknown", null, whyUnknown[again.why]);
  if (again.kind === "planned-down") {
    return row("none", null, { zh: "整班计划停机,没有 OEE", en: "planned down, no OEE" });
  }
  const signal = signalFor(machine, "oee");
  if (signal === undefined) {
    return row("not-shown", null, { zh: "没有显示 OEE", en: "no OEE shown" });
  }
  if (!hasFacts(facts, signal.key, shift)) return row("unknown", null, whyUnknown.facts);
  const shown = shownOee(facts, signal, shift, maxPoints / 100, minKnownRatio);
  if (shown === null) return row("not-shown", null, { zh: "没有显示 OEE", en: "no OEE shown" });
  const points = pointsBetween(shown, again.oee);
  const [a, b] = [shown.high, again.oee].map((ratio) => formatValue(ratio, "ratio"));
  const tooFast = again.effectiveness > 1 + maxPoints / 100;
  return row(points <= maxPoints ? "agrees" : "differs", points, {
    zh: `显示 ${a?.zh},复算 ${b?.zh}${tooFast ? ";快于理想节拍,请核对理想产能" : ""}`,
    en: `shown ${a?.en}, worked out ${b?.en}${tooFast ? "; faster than the ideal rate, check it" : ""}`,
  });
}

/** Why a line has no OEE that could be worked out; null when it has. */
function findObstacle(line: Line): Words | null {
  const { zh, en } = line.name;
  const showing = line.equipment.filter((each) => signalFor(each, "oee") !== undefined);
  if (showing.length > 1) {
    return {
      zh: `${zh}有 ${showing.length} 台设备各显示 OEE,而产线只有一个理想产能`,
      en: `${showing.length} machines of ${en} each show an OEE, but the line has one ideal rate`,
    };
  }
  if (line.idealRates.length === 0) {
    return { zh: `${zh}没有理想产能`, en: `${en} has no ideal rate` };
  }
  if (line.idealRates.length > 1) {
    return {
      zh: `${zh}有多种产品,遥测分不清哪一班做哪一种`,
      en: `${en} makes several products; telemetry does not tell which one ran`,
    };
  }
  return findOtherUnit(line);
}

/** An ideal rate in sheets says nothing of parts. */
function findOtherUnit(line: Line): Words | null {
  const machine = machineOf(line);
  const rate = line.idealRates[0]?.unit;
  const counter = machine === undefined ? undefined : counterFor(machine, "output.good");
  if (counter === undefined || counter.signal.unit === rate) return null;
  const { unit } = counter.signal;
  return {
    zh: `${line.name.zh}的理想产能以 ${rate} 计,合格品计数以 ${unit} 计`,
    en: `the ideal rate of ${line.name.en} is in ${rate}, its count of good output in ${unit}`,
  };
}

/** The machine whose OEE is asked for; a line without one shows none. */
function machineOf(line: Line): Equipment | undefined {
  const showing = line.equipment.find((machine) => signalFor(machine, "oee") !== undefined);
  return showing ?? line.equipment.find((each) => counterFor(each, "output.good") !== undefined);
}

function detailOf({ line, shift, points, note }: Row): VerdictDetail {
  return { subject: `${line.id}/${shift.date}/${shift.id}`, value: points, unit: "pp", note };
}

export function measureOeeRecomputable(input: MeasureInput): Measured {
  const { criterion, lines, evidence, observation } = input;
  const obstacle = lines.map(findObstacle).find((words) => words !== null);
  if (obstacle != null) return unmeasurable(obstacle);
  const limits: Limits = {
    maxPoints: criterion.parameters.maxDifferencePoints ?? 2,
    minKnownRatio: criterion.parameters.minKnownStateRatio ?? 0.99,
  };
  const machines = lines.flatMap((line) => {
    const machine = machineOf(line);
    return machine === undefined ? [] : [{ line, machine }];
  });
  const without = lines.filter((line) => machineOf(line) === undefined);
  if (without.length > 0) {
    const names = listNames(without.map((line) => line.name));
    return unmeasurable({
      zh: `${names.zh}既没有 OEE 也没有合格品计数`,
      en: `${names.en}: neither OEE nor a count of good output`,
    });
  }
  const shifts = shiftsInside(evidence.lineModel, evidence.window);
  const rows = machines.flatMap(({ line, machine }) =>
    shifts.map((shift) => judgeShift(input, line, machine, shift, limits)),
  );
  const count = (finding: Finding) => rows.filter((row) => row.finding === finding).length;
  const asked = rows.length - count("none");
  if (asked === 0) {
    return unmeasurable({
      zh: "观察期内没有完整的班次",
      en: "no whole shift lies in the window",
    });
  }
  const [agrees, unknown] = [count("agrees"), count("unknown")];
  const value = toRatio(agrees, asked);
  const percent = formatValue(value, "ratio");
  const worst = Math.max(0, ...rows.flatMap(({ points }) => points ?? []));
  const read = machines.flatMap(({ machine }) =>
    [
      signalFor(machine, "oee"),
      counterFor(machine, "output.total"),
      counterFor(machine, "output.good"),
      stateSignalOf(machine),
    ].flatMap((signal) => signal ?? []),
  );
  return {
    value,
    possible: toRatio(agrees + unknown, asked),
    unknown: describeUnknown(rows),
    declared: null,
    summary: {
      zh: `${asked} 个班次中 ${agrees} 个的 OEE 相差不超过 ${limits.maxPoints} 个百分点,占 ${percent.zh}`,
      en: `OEE of ${agrees} of ${asked} shifts within ${limits.maxPoints} points, ${percent.en}`,
    },
    remark: describeWorst(worst, count("not-shown")),
    details: rows.map(detailOf),
    counts: {
      shifts: asked,
      agrees,
      differs: count("differs"),
      notShown: count("not-shown"),
      unknown,
    },
    gateways: gatewaysOf(read),
    factRevision: observation.revisionOf(read),
  };
}

/** `2 个班次无法复算(计数不全,无法复算)`: how many, and each cause once. */
function describeUnknown(rows: readonly Row[]): Words {
  const unknown = rows.filter(({ finding }) => finding === "unknown");
  const causes = new Map(unknown.map(({ note }) => [note.en, note]));
  const why = joinWords([...causes.values()], listComma);
  return {
    zh: `${unknown.length} 个班次无法复算(${why.zh})`,
    en: `${unknown.length} shift(s) cannot be worked out again (${why.en})`,
  };
}

function describeWorst(points: number, notShown: number): Words {
  const shown = formatValue(points, "pp", "<=").en;
  if (notShown > 0) {
    return { zh: `${notShown} 个班次没有显示 OEE`, en: `no OEE shown in ${notShown} shift(s)` };
  }
  return { zh: `最大相差 ${shown}`, en: `largest difference ${shown}` };
}
