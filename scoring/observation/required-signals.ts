// The required signals Q of one or more lines, locked in the line model: the denominator of the ratios
// of collection and transmission. Order is that of the model, so that sums are the same every time.
import type { Equipment, Line, Signal } from "#contracts/line-model.ts";

export type RequiredSignal = {
  /** `equipment/signal`. */
  readonly key: string;
  readonly signal: Signal;
  readonly intervalMs: number;
};

function intervalOf(machine: Equipment, signal: Signal): number | undefined {
  return machine.scanGroups.find((group) => group.id === signal.scanGroup)?.intervalMs;
}

export function requiredSignals(lines: readonly Line[]): readonly RequiredSignal[] {
  return lines
    .flatMap((line) => line.equipment)
    .flatMap((machine) =>
      machine.signals.flatMap((signal) => {
        const intervalMs = intervalOf(machine, signal);
        // A line model whose scan group is undefined does not pass its schema.
        if (!signal.required || intervalMs === undefined) return [];
        return [{ key: `${machine.id}/${signal.id}`, signal, intervalMs }];
      }),
    );
}

/** Gateways on which these signals depend, sorted. */
export function gatewaysOf(signals: readonly RequiredSignal[]): readonly string[] {
  return [...new Set(signals.map(({ signal }) => signal.gateway))].sort();
}
