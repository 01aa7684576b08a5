// The contract of a derived signal: computed in the gateway from other signals of the same equipment and scan, and
// recorded beside them. Never evidence by itself: what it was computed from stands in the same record.
// Every kind passes the suite in derivations.test.ts.
import type { z } from "zod";
import { checkSchema } from "#contracts/schema-problems.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import type { Value, ValueKind } from "#contracts/value.ts";
import type { Reading } from "../driver.ts";

export type DerivedValue = {
  readonly kind: ValueKind;
  /** Null with a bad status. */
  readonly value: Value;
  readonly status: number;
  /** ms UTC: when it was true, where that is not when the inputs were read. Never later than that. */
  readonly sourceTime?: number;
};

/** One derived signal while the gateway runs; it keeps what it has to know of earlier scans. */
export interface Derivation {
  /**
   * @param inputs in the order of `from`; none of them is bad.
   * @param at monotonic ms.
   */
  derive(inputs: readonly Reading[], at: number): DerivedValue;
}

/** A value of the signal that stands in the log. */
export type Recalled = {
  readonly value: number;
  /** ms UTC. */
  readonly sourceTime: number;
};

export type DerivationContext = {
  /** `equipment/signal`, for messages. */
  readonly name: string;
  /** For people. */
  readonly log: (message: string) => void;
  /** The signal's own last good value from before the start; undefined when there is none. */
  readonly recall: () => Recalled | undefined;
};

export type Tell = (keys: readonly PropertyKey[], message: string) => void;

/** What is known of an input before anything is read. */
export type InputFacts = {
  readonly id: string;
  /** Sparkplug datatype number. */
  readonly datatype: number;
};

export type CheckedDerivation = {
  /** The declaration with its defaults: by this two of them are compared. */
  readonly written: unknown;
  /** Signals that it is computed from, in the order in which derive() takes them. */
  readonly from: readonly string[];
  /** Sparkplug datatype number of what it yields. */
  readonly datatype: number;
  /** Tells what does not fit. @param intervalMs of the scan group; undefined where none is chosen yet. */
  readonly checkInputs: (
    inputs: readonly InputFacts[],
    intervalMs: number | undefined,
    tell: Tell,
  ) => void;
  /** It goes on from its last recorded value after a restart. */
  readonly recalls?: true;
  readonly start: (context: DerivationContext) => Derivation;
};

export interface DerivationKind {
  readonly kind: string;
  /** Checks one declaration as it is written; undefined after problems were told. */
  check(written: unknown, tell: Tell): CheckedDerivation | undefined;
}

/** @param of makes the derivation from its declaration, which the schema has accepted; tells what it contradicts. */
export function derivationKind<Written extends { readonly kind: string }>(
  kind: Written["kind"],
  schema: z.ZodType<Written>,
  of: (written: Written, tell: Tell) => Omit<CheckedDerivation, "written">,
): DerivationKind {
  return {
    kind,
    check: (written, tell) => {
      const checked = checkSchema(schema, written);
      if (checked.ok) return { ...of(checked.value, tell), written: checked.value };
      for (const { keys, message } of checked.problems) tell(keys, message);
      return undefined;
    },
  };
}

const numbers: ReadonlySet<number> = new Set([
  datatypes.Int8,
  datatypes.Int16,
  datatypes.Int32,
  datatypes.Int64,
  datatypes.UInt8,
  datatypes.UInt16,
  datatypes.UInt32,
  datatypes.UInt64,
  datatypes.Float,
  datatypes.Double,
]);

export function needNumber(input: InputFacts | undefined, key: PropertyKey, tell: Tell): void {
  if (input === undefined || numbers.has(input.datatype)) return;
  tell([key], `${input.id} 不是数字 · ${input.id} is not a number`);
}

export function needBoolean(input: InputFacts | undefined, key: PropertyKey, tell: Tell): void {
  if (input === undefined || input.datatype === datatypes.Boolean) return;
  tell([key], `${input.id} 不是开关量 · ${input.id} is not a boolean`);
}
