// Evidence logs of the gateways that the line model names, as the gates look at them. Every gateway of the lines needs
// one that has records in the window: the list comes from the model, so a missing log is missing, not fine.
import type { LogEvidence } from "#contracts/evidence.ts";
import type { Line } from "#contracts/line-model.ts";
import { scannedSignals } from "../observation/machine-signals.ts";
import { gatewaysOf } from "../observation/required-signals.ts";

export type WindowLog = LogEvidence & {
  readonly windowRange: NonNullable<LogEvidence["windowRange"]>;
};

export type GatewayLogs = {
  readonly gateways: readonly string[];
  /** With records in the window, by id. */
  readonly logs: readonly WindowLog[];
  /** Gateways without any such log. */
  readonly silent: readonly string[];
};

function hasRecords(log: LogEvidence): log is WindowLog {
  return log.windowRange !== null && log.windowRange.from < log.windowRange.to;
}

export function gatewayLogs(lines: readonly Line[], all: readonly LogEvidence[]): GatewayLogs {
  const gateways = gatewaysOf(lines.flatMap((line) => line.equipment).flatMap(scannedSignals));
  const logs = all
    .filter(hasRecords)
    .filter(({ gateway }) => gateways.includes(gateway))
    .sort((a, b) => (a.log < b.log ? -1 : 1));
  const silent = gateways.filter((gateway) => logs.every((log) => log.gateway !== gateway));
  return { gateways, logs, silent };
}

/** A short name of a log for people: its gateway and the first digits of its id. */
export function logName({ gateway, log }: LogEvidence): string {
  return `${gateway}/${log.slice(0, 8)}`;
}
