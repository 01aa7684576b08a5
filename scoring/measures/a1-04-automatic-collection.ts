// A1-04 自动采集率, ACR = count(q in Q: automatic, S-flag share ≤ 10 %) ÷ count(Q) (GB/T 37393-2019 §6.1-b).
// Q is the locked list of required signals. A signal of class LAB is never automatic, nor is one of which
// nothing good arrived in the window. Hours without a fact could hide manual values: where they matter
// the signal is neither proven automatic nor proven manual.
import type { Line } from "#contracts/line-model.ts";
import { formatValue } from "#contracts/measured-value.ts";
import { listComma, listNames } from "../line-names.ts";
import type { Delivery } from "../observation/delivery.ts";
import {
  gatewaysOf,
  type RequiredSignal,
  requiredSignals,
} from "../observation/required-signals.ts";
import { joinWords, noWords, type Words } from "../words.ts";
import { type Measured, type MeasureInput, toRatio, unmeasurable } from "./measure.ts";

type Row = {
  readonly required: RequiredSignal;
  readonly delivery: Delivery;
  readonly finding: Finding;
};

type Finding = "automatic" | "unknown" | "manual" | "silent" | "lab";

/** GB/T 37393-2019 §6.1-b read with HJ 212-2017; a policy may set its own. */
const defaultMaxManualRatio = 0.1;

const words: { readonly [F in Finding]: Words } = {
  automatic: { zh: "自动采集", en: "automatic" },
  unknown: {
    zh: "部分时段没有事实,手工占比无法判定",
    en: "hours without facts: manual share unknown",
  },
  manual: { zh: "手工录入值占比过高", en: "too large a share entered by hand" },
  silent: { zh: "观察期内没有收到有效数据", en: "nothing good received in the window" },
  lab: { zh: "人工化验或录入信号", en: "a manual (LAB) signal" },
};

function findOf({ signal }: RequiredSignal, delivery: Delivery, maxManualRatio: number): Finding {
  if (signal.class === "LAB") return "lab";
  const { good, received, manual, withoutFact } = delivery;
  if (good === 0 || received === 0) return "silent";
  if (toRatio(manual, received) > maxManualRatio) return "manual";
  const worst = toRatio(manual + withoutFact, received + withoutFact);
  return worst > maxManualRatio ? "unknown" : "automatic";
}

/** `未计入:码垛打包机 7 项(观察期内没有收到有效数据)`; nothing when all are automatic. */
function describeOthers(lines: readonly Line[], rows: readonly Row[]): Words {
  const named = lines
    .flatMap((line) => line.equipment)
    .flatMap(({ id, name }): Words[] => {
      const own = rows.filter(
        ({ required, finding }) => required.key.startsWith(`${id}/`) && finding !== "automatic",
      );
      if (own.length === 0) return [];
      const reasons = new Set(own.map(({ finding }) => finding));
      const why = joinWords(
        [...reasons].map((finding) => words[finding]),
        listComma,
      );
      return [
        {
          zh: `${name.zh} ${own.length} 项(${why.zh})`,
          en: `${own.length} of ${name.en} (${why.en})`,
        },
      ];
    });
  if (named.length === 0) return noWords;
  const all = listNames(named);
  return { zh: `未计入:${all.zh}`, en: `not counted: ${all.en}` };
}

export function measureAutomaticCollection(input: MeasureInput): Measured {
  const { criterion, lines, observation } = input;
  const signals = requiredSignals(lines);
  if (signals.length === 0) {
    return unmeasurable({
      zh: "线体模型没有必采信号",
      en: "the line model has no required signals",
    });
  }
  const maxManualRatio = criterion.parameters.maxManualRatio ?? defaultMaxManualRatio;
  const rows = signals.map((required): Row => {
    const delivery = observation.deliveryOf(required);
    return { required, delivery, finding: findOf(required, delivery, maxManualRatio) };
  });
  const count = (finding: Finding) => rows.filter((row) => row.finding === finding).length;
  const [all, automatic, unknown] = [signals.length, count("automatic"), count("unknown")];
  const claimed = signals.filter(
    ({ signal }) => signal.source !== undefined && signal.class !== "LAB",
  );
  const value = toRatio(automatic, all);
  const percent = formatValue(value, "ratio");
  return {
    value,
    possible: toRatio(automatic + unknown, all),
    declared: toRatio(claimed.length, all),
    summary: joinWords(
      [
        {
          zh: `必采信号 ${all} 项中 ${automatic} 项自动采集,占 ${percent.zh}`,
          en: `${automatic} of ${all} required signals are collected automatically, ${percent.en}`,
        },
        unknown === 0
          ? noWords
          : {
              zh: `另有 ${unknown} 项因部分时段没有事实而无法判定`,
              en: `${unknown} more cannot be told for hours without facts`,
            },
      ],
      { zh: ",", en: ", " },
    ),
    remark: describeOthers(lines, rows),
    details: rows.map(({ required, delivery, finding }) => ({
      subject: required.key,
      value: delivery.received === 0 ? null : toRatio(delivery.manual, delivery.received),
      unit: "ratio",
      note: words[finding],
    })),
    counts: {
      required: all,
      automatic,
      unknown,
      manual: count("manual"),
      silent: count("silent"),
      lab: count("lab"),
    },
    gateways: gatewaysOf(signals.filter(({ signal }) => signal.class !== "LAB")),
    factRevision: Math.max(...rows.map((row) => row.delivery.revision)),
  };
}
