// A1-03 and B1-01 已验证联网率, NR_verified = count(e in L: valid-minute ratio ≥ 90 % over scheduled time, identity
// bound, no open clue of severity ≥ 2) ÷ count(L). L is all production equipment of the line model, so a machine
// that never speaks stays in the denominator. The strictest reading of a machine's ratio: that of its worst
// required signal, or where it has none of its worst signal. The firm's own figure stands beside it.
import type { Equipment } from "#contracts/line-model.ts";
import { formatValue } from "#contracts/measured-value.ts";
import { productionEquipment } from "#contracts/production-equipment.ts";
import type { VerdictDetail } from "#contracts/verdict.ts";
import { holdingClues } from "../judge-clues.ts";
import { listComma, listNames } from "../line-names.ts";
import { deviceIdentities } from "../observation/device-identities.ts";
import { defaultMinValidMinuteRatio } from "../observation/live-signals.ts";
import { scannedSignals } from "../observation/machine-signals.ts";
import type { Observation } from "../observation/observation.ts";
import { gatewaysOf, type RequiredSignal } from "../observation/required-signals.ts";
import { joinWords, noWords, type Words } from "../words.ts";
import { describeIdentity } from "./identity-words.ts";
import { type Measured, type MeasureInput, toRatio, unmeasurable } from "./measure.ts";

/** `certain`: false for good, whatever missing evidence would say. */
type Objection = { readonly certain: boolean; readonly words: Words };

type Row = {
  readonly machine: Equipment;
  readonly ratio: number | null;
  readonly objections: readonly Objection[];
};

/** Required signals, or all where none is required. */
function judgedSignals(machine: Equipment): readonly RequiredSignal[] {
  const all = scannedSignals(machine);
  const required = all.filter(({ signal }) => signal.required);
  return required.length > 0 ? required : all;
}

function worstOf(observation: Observation, signals: readonly RequiredSignal[]) {
  const rows = signals.map((signal) => {
    const { scheduled, covered, withoutFact } = observation.coveredBy(signal);
    if (scheduled === 0) return { signal, ratio: 0, best: 1 };
    const best = toRatio(covered + withoutFact, scheduled);
    return { signal, ratio: toRatio(covered, scheduled), best };
  });
  const lowest = rows.reduce((low, row) => (row.ratio < low.ratio ? row : low));
  return { ...lowest, best: Math.min(...rows.map((row) => row.best)) };
}

function objectToDelivery(
  observation: Observation,
  signals: readonly RequiredSignal[],
  minRatio: number,
): { readonly ratio: number | null; readonly objections: readonly Objection[] } {
  if (signals.length === 0) {
    const words = { zh: "线体模型没有信号", en: "no signals in the line model" };
    return { ratio: null, objections: [{ certain: true, words }] };
  }
  const { signal, ratio, best } = worstOf(observation, signals);
  if (ratio >= minRatio) return { ratio, objections: [] };
  if (best >= minRatio) {
    const words = { zh: "部分时段没有事实", en: "hours without facts" };
    return { ratio, objections: [{ certain: false, words }] };
  }
  if (signals.every((each) => observation.coveredBy(each).covered === 0)) {
    const words = { zh: "未接通", en: "not connected" };
    return { ratio, objections: [{ certain: true, words }] };
  }
  const percent = formatValue(ratio, "ratio");
  const { name } = signal.signal;
  const words = {
    zh: `${name.zh}有效分钟 ${percent.zh}`,
    en: `valid minutes of ${name.en} ${percent.en}`,
  };
  return { ratio, objections: [{ certain: true, words }] };
}

function objectToClues(input: MeasureInput, machine: Equipment): readonly Objection[] {
  const own = holdingClues(input.evidence, input.lines).filter(
    ({ about }) => about.equipment === machine.id,
  );
  if (own.length === 0) return [];
  const signals = own.map(({ detector, about }): Words => {
    const name = machine.signals.find(({ id }) => id === about.signal)?.name;
    const whose = name ?? noWords;
    return joinWords([whose, { zh: detector, en: detector }], { zh: " ", en: " " });
  });
  const what = listNames(
    signals.filter((one, i) => signals.findIndex(({ en }) => en === one.en) === i),
  );
  return [{ certain: true, words: { zh: `疑点未结:${what.zh}`, en: `open clue: ${what.en}` } }];
}

function detailOf({ machine, ratio, objections }: Row): VerdictDetail {
  const words = objections.map((each) => each.words);
  const note =
    words.length === 0
      ? { zh: "已验证联网", en: "verified as networked" }
      : joinWords([{ zh: "不计入", en: "not counted" }, ...words], { zh: ";", en: "; " });
  return { subject: machine.id, value: ratio, unit: "ratio", note };
}

/** `未计入:打包机(未接通)、冲天炉(疑点未结:熔体温度 D01)`; nothing when all are counted. */
function describeMissing(rows: readonly Row[]): Words {
  const missing = rows.filter((row) => row.objections.length > 0);
  if (missing.length === 0) return noWords;
  const names = listNames(
    missing.map(({ machine, objections }) => {
      const why = joinWords(
        objections.map((each) => each.words),
        listComma,
      );
      return { zh: `${machine.name.zh}(${why.zh})`, en: `${machine.name.en} (${why.en})` };
    }),
  );
  return { zh: `未计入:${names.zh}`, en: `not counted: ${names.en}` };
}

export function measureVerifiedNetworking(input: MeasureInput): Measured {
  const { criterion, lines, observation, evidence } = input;
  const machines = productionEquipment(lines);
  if (machines.length === 0) {
    return unmeasurable({
      zh: "线体模型没有生产设备",
      en: "the line model has no production equipment",
    });
  }
  const minRatio = criterion.parameters.minValidMinuteRatio ?? defaultMinValidMinuteRatio;
  const identities = deviceIdentities(evidence);
  const rows = machines.map((machine): Row => {
    const { ratio, objections } = objectToDelivery(observation, judgedSignals(machine), minRatio);
    const identity = identities.of(machine);
    const stranger: readonly Objection[] =
      identity.kind === "bound" || ratio === 0 || ratio === null
        ? []
        : [
            {
              certain: identity.kind !== "unread",
              words: describeIdentity(identity, evidence.lineModel.lines),
            },
          ];
    const clues = objectToClues(input, machine);
    return { machine, ratio, objections: [...objections, ...stranger, ...clues] };
  });
  const all = machines.length;
  const verified = rows.filter(({ objections }) => objections.length === 0).length;
  const possible = rows.filter(({ objections }) => objections.every((one) => !one.certain)).length;
  const value = toRatio(verified, all);
  const percent = formatValue(value, "ratio");
  const signals = machines.flatMap(judgedSignals);
  return {
    value,
    possible: toRatio(possible, all),
    unknown: {
      zh: "有设备的身份未读到或部分时段没有事实,结论可能因此改变",
      en: "identities that were not read or hours without facts could change the result",
    },
    certain: {
      value: toRatio(Math.max(0, verified - identities.unread), all),
      words: {
        zh: `${identities.unread} 台设备未读到身份,序列号是否唯一不能确定`,
        en: `identity of ${identities.unread} machine(s) not read, so serials may not be unique`,
      },
    },
    declared: toRatio(machines.filter((machine) => machine.digital).length, all),
    summary: {
      zh: `生产设备 ${all} 台中 ${verified} 台已验证联网,占 ${percent.zh}`,
      en: `${verified} of ${all} production machines are verified as networked, ${percent.en}`,
    },
    remark: describeMissing(rows),
    details: rows.map(detailOf),
    counts: { machines: all, verified, possible, unread: identities.unread },
    gateways: gatewaysOf(signals),
    factRevision: observation.revisionOf(signals),
  };
}
