// G-07 质量标记: every scan that arrived in scheduled hours carries a flag N F M S D C T B (a raw OPC UA status always
// stands beside it). All signals of the lines count, required or not; an hour without a fact hides its scans, so that
// nobody knows.
import { formatValue } from "#contracts/measured-value.ts";
import { flags } from "#contracts/quality.ts";
import { listNames, nameOf } from "../line-names.ts";
import { scannedSignals } from "../observation/machine-signals.ts";
import { gatewaysOf, type RequiredSignal } from "../observation/required-signals.ts";
import { type Measured, type MeasureInput, toRatio, unmeasurable } from "./measure.ts";

function countFlags({ observation }: MeasureInput, signal: RequiredSignal) {
  const facts = observation.facts.get(signal.key);
  const sum = { signal, received: 0, flagged: 0, withoutFact: 0 };
  for (const { hour } of observation.hours) {
    const fact = facts?.get(hour);
    if (fact === undefined) {
      sum.withoutFact += 1;
      continue;
    }
    let flagged = 0;
    for (const flag of flags) flagged += fact.byFlag[flag];
    sum.received += fact.received;
    sum.flagged += Math.min(fact.received, flagged);
  }
  return sum;
}

export function measureQualityFlags(input: MeasureInput): Measured {
  const { lines, observation } = input;
  const machines = lines.flatMap((line) => line.equipment);
  const rows = machines
    .flatMap((machine) => scannedSignals(machine).map((signal) => ({ machine, signal })))
    .map(({ machine, signal }) => ({ machine, ...countFlags(input, signal) }));
  const received = rows.reduce((sum, row) => sum + row.received, 0);
  const flagged = rows.reduce((sum, row) => sum + row.flagged, 0);
  if (received === 0) {
    return unmeasurable({ zh: "观察期内没有收到样本", en: "no samples received in the window" });
  }
  const value = toRatio(flagged, received);
  const percent = formatValue(value, "ratio");
  const bare = rows.filter((row) => row.flagged < row.received);
  const blind = rows.filter((row) => row.withoutFact > 0).length;
  const named = listNames(
    bare.map(({ machine, signal }) =>
      nameOf(lines, { equipment: machine.id, signal: signal.signal.id }),
    ),
  );
  return {
    value,
    possible: value,
    declared: null,
    conditions: [
      {
        holds: blind === 0 ? true : null,
        words: {
          zh: `${blind} 个信号缺少部分时段的事实`,
          en: `${blind} signal(s) lack facts of some hours`,
        },
      },
    ],
    summary: {
      zh: `收到 ${received} 次,带标记 ${percent.zh}`,
      en: `${received} scans received, ${percent.en} carry a flag`,
    },
    ...(bare.length === 0
      ? {}
      : { remark: { zh: `无标记:${named.zh}`, en: `without flag: ${named.en}` } }),
    details: bare.map(({ signal, received: all, flagged: own }) => ({
      subject: signal.key,
      value: toRatio(own, all),
      unit: "ratio",
      note: { zh: `收到 ${all} 次,带标记 ${own} 次`, en: `${all} received, ${own} with a flag` },
    })),
    counts: { received, flagged, signalsWithoutFacts: blind },
    gateways: gatewaysOf(rows.map((row) => row.signal)),
    factRevision: observation.revisionOf(rows.map((row) => row.signal)),
  };
}
