// enumeration: what a machine calls its states → the state codes of the line model.
// A raw value that is not listed is bad, and said once in words: it is never taken for the nearest one.
import { z } from "zod";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { idSchema } from "../config/schema.ts";
import type { Reading } from "../driver.ts";
import {
  type Derivation,
  type DerivationContext,
  type DerivedValue,
  derivationKind,
} from "./derivation.ts";
import { SaidOnce } from "./said-once.ts";
import { stateNameSchema, stateOf, stateSchema, undeclared } from "./state-code.ts";

const schema = z.strictObject({
  id: idSchema,
  kind: z.literal("enumeration"),
  from: idSchema,
  states: z
    .array(
      z.strictObject({
        /** As the machine says it. */
        raw: z.union([z.number().int(), z.boolean(), z.string()]),
        state: stateSchema,
        name: stateNameSchema,
      }),
    )
    .min(1),
});

class Enumeration implements Derivation {
  readonly #states: ReadonlyMap<unknown, number>;
  readonly #context: DerivationContext;
  readonly #said: SaidOnce;

  constructor(states: ReadonlyMap<unknown, number>, context: DerivationContext) {
    this.#states = states;
    this.#context = context;
    this.#said = new SaidOnce(context.log);
  }

  derive([input]: readonly Reading[]): DerivedValue {
    const raw = input?.value;
    const code = this.#states.get(raw);
    if (code !== undefined) return stateOf(code);
    this.#said.say(
      String(raw),
      `${this.#context.name}: 原始值 ${raw} 不在对照表里,读数无效,请在 states 里补上 · raw value ${raw} is not listed, the reading is bad: add it to states`,
    );
    return undeclared;
  }
}

export const enumeration = derivationKind("enumeration", schema, ({ from, states }, tell) => {
  const codes = new Map<unknown, number>();
  states.forEach(({ raw, state }, i) => {
    if (codes.has(raw)) tell(["states", i, "raw"], `原始值重复 · duplicate raw value ${raw}`);
    codes.set(raw, state);
  });
  return {
    from: [from],
    datatype: datatypes.Int32,
    checkInputs: () => undefined,
    start: (context) => new Enumeration(codes, context),
  };
});
