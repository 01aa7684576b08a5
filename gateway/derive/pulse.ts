// pulse: pulses · constant → a quantity (kWh, m³, pieces). From a number that counts them, or, with `edges`, from a
// contact whose rising edges are counted at the scans. Edges while nothing is read are not seen: the quantity is then
// a lower bound. After a restart it goes on from the last recorded quantity.
import { z } from "zod";
import { status } from "#contracts/quality.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { idSchema } from "../config/schema.ts";
import type { Reading } from "../driver.ts";
import { type Scaling, scaled, scalingOf } from "../drivers/scale.ts";
import {
  type Derivation,
  type DerivationContext,
  type DerivedValue,
  derivationKind,
  needBoolean,
  needNumber,
} from "./derivation.ts";

const schema = z.strictObject({
  id: idSchema,
  kind: z.literal("pulse"),
  from: idSchema,
  /** Quantity of one pulse, in the unit of this signal. */
  perPulse: z.number().positive(),
  edges: z
    .strictObject({
      /** The shortest time that the contact stays closed, and open. */
      shortestMs: z.number().positive(),
    })
    .optional(),
});

class CountedPulses implements Derivation {
  readonly #scaling: Scaling;

  constructor(scaling: Scaling) {
    this.#scaling = scaling;
  }

  derive([input]: readonly Reading[]): DerivedValue {
    const count = input?.value;
    if (typeof count !== "number" && typeof count !== "bigint") {
      return { kind: "null", value: null, status: status.badConfiguration };
    }
    return { kind: "double", value: scaled(count, this.#scaling), status: status.good };
  }
}

class RisingEdges implements Derivation {
  readonly #scaling: Scaling;
  readonly #perPulse: number;
  readonly #context: DerivationContext;
  #count: number | undefined;
  #closed: boolean | undefined;

  constructor(scaling: Scaling, perPulse: number, context: DerivationContext) {
    this.#scaling = scaling;
    this.#perPulse = perPulse;
    this.#context = context;
  }

  derive([input]: readonly Reading[]): DerivedValue {
    this.#count ??= this.#begin();
    const closed = input?.value === true;
    if (closed && this.#closed === false) this.#count += 1;
    this.#closed = closed;
    return { kind: "double", value: scaled(this.#count, this.#scaling), status: status.good };
  }

  #begin(): number {
    const { log, name, recall } = this.#context;
    const recalled = recall();
    if (recalled !== undefined) return Math.round(recalled.value / this.#perPulse);
    log(
      `${name}: 日志里没有它以前的值,从 0 开始计数 · the log tells no earlier value of it: counting begins at 0`,
    );
    return 0;
  }
}

export const pulse = derivationKind("pulse", schema, ({ from, perPulse, edges }) => ({
  from: [from],
  ...(edges === undefined ? {} : { recalls: true }),
  datatype: datatypes.Double,
  checkInputs: ([input], intervalMs, tell) => {
    if (edges === undefined) return needNumber(input, "from", tell);
    needBoolean(input, "from", tell);
    if (intervalMs === undefined || intervalMs * 2 <= edges.shortestMs) return;
    tell(
      ["edges", "shortestMs"],
      `扫描间隔 ${intervalMs} ms 太慢,会漏脉冲:不得超过 ${edges.shortestMs / 2} ms,或用带计数的模块 · scanning every ${intervalMs} ms would miss pulses: at most ${edges.shortestMs / 2} ms, or take a module that counts`,
    );
  },
  start: (context) => {
    const scaling = scalingOf(perPulse, 0);
    return edges === undefined
      ? new CountedPulses(scaling)
      : new RisingEdges(scaling, perPulse, context);
  },
}));
