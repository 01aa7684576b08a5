// G-06 时钟: the largest offset of any gateway's clock in the window, and its drift (CEMS clock rule). A clock of
// which nobody knows the offset or the drift passes nothing.
import { formatValue } from "#contracts/measured-value.ts";
import { gatewayLogs, logName, type WindowLog } from "./gateway-logs.ts";
import { type Condition, type Measured, type MeasureInput, unmeasurable } from "./measure.ts";

function unknownOffset(names: readonly string[]): readonly Condition[] {
  if (names.length === 0) return [];
  const all = names.join(", ");
  return [
    { holds: null, words: { zh: `${all} 的时钟偏差未知`, en: `clock offset of ${all} unknown` } },
  ];
}

function driftCondition(log: WindowLog, maxDrift: number): Condition {
  const name = logName(log);
  if (log.clockDriftPerMille === null) {
    return {
      holds: null,
      words: { zh: `${name} 的时钟漂移未知`, en: `clock drift of ${name} unknown` },
    };
  }
  const drift = Math.abs(log.clockDriftPerMille);
  const shown = formatValue(drift, "‰", "<=").en;
  return {
    holds: drift <= maxDrift,
    words: {
      zh: `${name} 的时钟漂移 ${shown},须 ≤ ${maxDrift} ‰`,
      en: `clock of ${name} drifts ${shown}, needs ≤ ${maxDrift} ‰`,
    },
  };
}

export function measureClock({ criterion, lines, evidence }: MeasureInput): Measured {
  const { gateways, logs, silent } = gatewayLogs(lines, evidence.logs);
  const offsets = logs.flatMap(({ clockOffsetMs }) =>
    clockOffsetMs === null ? [] : [Math.abs(clockOffsetMs) / 1000],
  );
  if (offsets.length === 0) {
    return unmeasurable({
      zh: "网关时钟偏差未知",
      en: "clock offsets of the gateways are unknown",
    });
  }
  const maxDrift = criterion.parameters.maxDriftPerMille ?? 0.5;
  const value = Math.max(...offsets);
  const shown = formatValue(value, "seconds", "<=");
  const unknown = logs.filter(({ clockOffsetMs }) => clockOffsetMs === null).map(logName);
  return {
    value,
    possible: value,
    declared: null,
    conditions: [
      ...unknownOffset([...silent, ...unknown]),
      ...logs.map((log) => driftCondition(log, maxDrift)),
    ],
    summary: { zh: `网关时钟最大偏差 ${shown.zh}`, en: `largest clock offset ${shown.en}` },
    details: logs.map((log) => ({
      subject: logName(log),
      value: log.clockOffsetMs === null ? null : Math.abs(log.clockOffsetMs) / 1000,
      unit: "seconds",
      note: describeDrift(log.clockDriftPerMille),
    })),
    counts: { logs: logs.length, unknown: unknown.length + silent.length },
    gateways,
    factRevision: 0,
  };
}

function describeDrift(perMille: number | null) {
  if (perMille === null) return { zh: "漂移未知", en: "drift unknown" };
  const shown = formatValue(Math.abs(perMille), "‰", "<=").en;
  return { zh: `漂移 ${shown}`, en: `drift ${shown}` };
}
