// The derived signals of one scan group: after every scan, their readings from those of their inputs.
// The source time is the oldest of the inputs, the quality the worst; with a bad input nothing is computed.
import { qualityOf } from "#contracts/quality.ts";
import type { Clock } from "#contracts/time.ts";
import type { Plan, Reading } from "../driver.ts";
import type { CheckedDerivation, Derivation, DerivationContext } from "./derivation.ts";

export type GroupSignal = { readonly id: string; readonly derived?: CheckedDerivation };

type Started = { readonly derivation: Derivation; readonly inputs: readonly number[] };

const severity = { good: 0, uncertain: 1, bad: 2 } as const;

export class DerivedReadings {
  readonly #clock: Clock;
  readonly #started: readonly Started[];

  /** @param signals of the group, those that are read first; what a derivation is computed from stands above it. */
  constructor(
    signals: readonly GroupSignal[],
    contextOf: (signal: string) => DerivationContext,
    clock: Clock,
  ) {
    const places = new Map(signals.map(({ id }, i) => [id, i]));
    this.#clock = clock;
    this.#started = signals.flatMap(({ id, derived }) =>
      derived === undefined
        ? []
        : [
            {
              derivation: derived.start(contextOf(id)),
              inputs: derived.from.map((from) => places.get(from) ?? -1),
            },
          ],
    );
  }

  /** A plan of what is read → a plan of all signals of the group. What was learnt of earlier scans stays. */
  after(plan: Plan): Plan {
    if (this.#started.length === 0) return plan;
    return {
      read: async () => this.#append(await plan.read()),
      askedAgainAt: (index) => plan.askedAgainAt?.(index),
    };
  }

  #append(read: readonly Reading[]): readonly Reading[] {
    const readings = [...read];
    const at = this.#clock.monotonic();
    for (const { derivation, inputs } of this.#started) {
      const from = inputs.flatMap((i) => readings[i] ?? []);
      readings.push(derive(derivation, from, at));
    }
    return readings;
  }
}

function derive(derivation: Derivation, inputs: readonly Reading[], at: number): Reading {
  const oldest = Math.min(...inputs.map(({ sourceTime }) => sourceTime));
  const asked = inputs.some((input) => input.asked);
  const worst = inputs.reduce((a, b) => (severityOf(b.status) > severityOf(a.status) ? b : a));
  if (qualityOf(worst.status) === "bad") {
    return { kind: "null", value: null, status: worst.status, sourceTime: oldest, asked };
  }
  const derived = derivation.derive(inputs, at);
  return {
    kind: derived.kind,
    value: derived.value,
    status: severityOf(derived.status) < severityOf(worst.status) ? worst.status : derived.status,
    sourceTime: derived.sourceTime ?? oldest,
    asked,
  };
}

function severityOf(status: number): number {
  return severity[qualityOf(status)];
}
