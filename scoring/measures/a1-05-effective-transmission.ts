// A1-05 传输有效率, TER over W = (received ÷ expected) × (good ÷ received) = good ÷ expected, summed over the
// required signals; 0 when nothing was received (CEMS transmission rule). Expected comes from the schedule,
// also for time when the gateway is off or when there is no fact. Samples flagged F, M or C leave the
// denominator only with a ticket; there are no tickets yet, so they stay, as D and B always do.
// LAB signals are reported by people and have no scan to transmit: A1-04 counts them against the firm.
import type { Equipment, Line } from "#contracts/line-model.ts";
import { formatValue } from "#contracts/measured-value.ts";
import type { Delivery } from "../observation/delivery.ts";
import {
  gatewaysOf,
  type RequiredSignal,
  requiredSignals,
} from "../observation/required-signals.ts";
import { noWords, type Words } from "../words.ts";
import { type Measured, type MeasureInput, toRatio, unmeasurable } from "./measure.ts";

function effective({ good, expected }: Pick<Delivery, "good" | "expected">): number {
  return expected === 0 ? 0 : toRatio(good, expected);
}

/** Scans as whole numbers, never more than there were. */
function wholeScans(count: number): number {
  return Math.floor(count + 1e-6);
}

function describe({ expected, received, good }: Delivery): Words {
  const [asked, came, valid] = [expected, received, good].map(wholeScans);
  return {
    zh: `应收 ${asked} 次,收到 ${came} 次,有效 ${valid} 次`,
    en: `${asked} scans expected, ${came} received, ${valid} good`,
  };
}

function total(deliveries: readonly Delivery[]): Delivery {
  const sum = { expected: 0, received: 0, good: 0, manual: 0, withoutFact: 0, revision: 0 };
  for (const one of deliveries) {
    sum.expected += one.expected;
    sum.received += one.received;
    sum.good += one.good;
    sum.manual += one.manual;
    sum.withoutFact += one.withoutFact;
    sum.revision = Math.max(sum.revision, one.revision);
  }
  return sum;
}

type Row = { readonly required: RequiredSignal; readonly delivery: Delivery };

/**
 * The machine that delivered least, where it is below the bar and there are others to compare it with: what to look
 * at first.
 */
function describeWorst(lines: readonly Line[], rows: readonly Row[], bar: number): Words {
  const machines = lines.flatMap((line) => line.equipment);
  const shares = machines.flatMap((machine: Equipment) => {
    const own = rows.filter(({ required }) => required.key.startsWith(`${machine.id}/`));
    if (own.length === 0) return [];
    const sum = total(own.map((row) => row.delivery));
    return [{ machine, share: effective(sum), isSilent: sum.good === 0 }];
  });
  const [first, ...others] = shares;
  if (first === undefined || others.length === 0) return noWords;
  const worst = others.reduce((low, each) => (each.share < low.share ? each : low), first);
  if (worst.share >= bar) return noWords;
  const { name } = worst.machine;
  if (worst.isSilent) {
    return { zh: `最差:${name.zh},没有有效数据`, en: `worst: ${name.en}, nothing good received` };
  }
  const percent = formatValue(worst.share, "ratio");
  return { zh: `最差:${name.zh} ${percent.zh}`, en: `worst: ${name.en} ${percent.en}` };
}

export function measureEffectiveTransmission({
  criterion,
  lines,
  observation,
}: MeasureInput): Measured {
  const signals = requiredSignals(lines).filter(({ signal }) => signal.class !== "LAB");
  if (signals.length === 0) {
    return unmeasurable({
      zh: "线体模型没有须传输的必采信号",
      en: "the line model has no required signals to transmit",
    });
  }
  const rows = signals.map((required) => ({
    required,
    delivery: observation.deliveryOf(required),
  }));
  const sum = total(rows.map((row) => row.delivery));
  if (sum.expected === 0) {
    return unmeasurable({
      zh: "观察期内没有排产时间",
      en: "there is no scheduled time in the window",
    });
  }
  const value = effective(sum);
  const percent = formatValue(value, "ratio");
  const scans = describe(sum);
  return {
    value,
    possible: value,
    declared: null,
    summary: {
      zh: `${scans.zh},传输有效率 ${percent.zh}`,
      en: `${scans.en}: effective transmission ${percent.en}`,
    },
    remark: describeWorst(lines, rows, criterion.threshold?.value ?? 1),
    details: rows.map(({ required, delivery }) => ({
      subject: required.key,
      value: effective(delivery),
      unit: "ratio",
      note: describe(delivery),
    })),
    counts: {
      signals: signals.length,
      expected: wholeScans(sum.expected),
      received: wholeScans(sum.received),
      good: wholeScans(sum.good),
      withoutFact: wholeScans(sum.withoutFact),
    },
    gateways: gatewaysOf(signals),
    factRevision: sum.revision,
  };
}
