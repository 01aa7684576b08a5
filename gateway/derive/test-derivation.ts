// For tests of derived signals: readings by hand, and one derivation run scan by scan.
import { status } from "#contracts/quality.ts";
import type { Value } from "#contracts/value.ts";
import type { Reading } from "../driver.ts";
import { checkDerivation } from "./declared-derivation.ts";
import type { DerivedValue, Recalled } from "./derivation.ts";

/** 2026-01-05 08:00:00 UTC. */
export const startTime = Date.UTC(2026, 0, 5, 8);

export function reading(value: Value, more: Partial<Reading> = {}): Reading {
  return {
    kind: typeof value === "boolean" ? "boolean" : typeof value === "string" ? "string" : "int",
    value,
    status: status.good,
    sourceTime: startTime,
    asked: true,
    ...more,
  };
}

/** What a declaration is refused for, as `path: message`. */
export function problemsOf(written: Record<string, unknown>): string[] {
  const told: string[] = [];
  checkDerivation({ id: "d", ...written }, (keys, message) =>
    told.push(`${keys.join(".")}: ${message}`),
  );
  return told;
}

/** One derivation while it runs; throws when the declaration is refused. */
export class Running {
  readonly said: string[] = [];
  readonly #derive: (inputs: readonly Reading[], at: number) => DerivedValue;

  constructor(written: Record<string, unknown>, recalled?: Recalled) {
    const checked = checkDerivation({ id: "d", ...written }, (keys, message) => {
      throw new Error(`${keys.join(".")}: ${message}`);
    });
    if (checked === undefined) throw new Error("refused");
    const derivation = checked.start({
      name: "m/d",
      log: (message) => this.said.push(message),
      recall: () => recalled,
    });
    this.#derive = (inputs, at) => derivation.derive(inputs, at);
  }

  /** @param at monotonic ms; the wall clock goes with it. */
  at(at: number, ...values: readonly Value[]): DerivedValue {
    return this.#derive(
      values.map((value) => reading(value, { sourceTime: startTime + at })),
      at,
    );
  }

  value(at: number, ...values: readonly Value[]): Value {
    return this.at(at, ...values).value;
  }
}
