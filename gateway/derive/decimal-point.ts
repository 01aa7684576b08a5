// decimal-point: a raw number whose decimals stand in another register of the same scan, which somebody may turn at
// the instrument while the line runs. In the scan that first sees other decimals, value and decimals may be of two
// moments: that one reading is bad. (Where both lie in one request, as planned blocks mostly do, they never are.)
import { z } from "zod";
import { status } from "#contracts/quality.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { idSchema } from "../config/schema.ts";
import type { Reading } from "../driver.ts";
import {
  type Derivation,
  type DerivationContext,
  type DerivedValue,
  derivationKind,
  needNumber,
} from "./derivation.ts";
import { SaidOnce } from "./said-once.ts";
import { undeclared } from "./state-code.ts";

const decimalsSchema = z.number().int().min(0).max(9);

const schema = z.strictObject({
  id: idSchema,
  kind: z.literal("decimal-point"),
  from: idSchema,
  /** The signal that says how many decimals `from` has. */
  decimals: idSchema,
  /** More than these are no decimals but a misread register. */
  max: decimalsSchema.default(4),
  /** From this register value on, it counts from there and has so many decimals more (Yudian: 128, 1). */
  more: z.strictObject({ at: z.number().int().min(1), decimals: decimalsSchema }).optional(),
});
type Written = z.infer<typeof schema>;

class DecimalPoint implements Derivation {
  readonly #written: Written;
  readonly #context: DerivationContext;
  readonly #said: SaidOnce;
  #before: number | undefined;

  constructor(written: Written, context: DerivationContext) {
    this.#written = written;
    this.#context = context;
    this.#said = new SaidOnce(context.log);
  }

  derive([raw, register]: readonly Reading[]): DerivedValue {
    const decimals = this.#decimalsOf(Number(register?.value));
    const before = this.#before;
    this.#before = decimals;
    if (decimals === undefined) {
      this.#said.say(
        String(register?.value),
        `${this.#context.name}: 小数位寄存器读到 ${register?.value},不可能,读数无效 · the decimal register reads ${register?.value}, which cannot be: the reading is bad`,
      );
      return undeclared;
    }
    if (before !== undefined && before !== decimals) {
      this.#context.log(
        `${this.#context.name}: 小数位由 ${before} 改为 ${decimals} · decimals changed from ${before} to ${decimals}`,
      );
      return { kind: "null", value: null, status: status.badWaitingForInitialData };
    }
    return { kind: "double", value: Number(raw?.value) / 10 ** decimals, status: status.good };
  }

  #decimalsOf(register: number): number | undefined {
    const { max, more } = this.#written;
    const beyond = more !== undefined && register >= more.at;
    const decimals = beyond ? register - more.at + more.decimals : register;
    return Number.isInteger(decimals) && decimals >= 0 && decimals <= max ? decimals : undefined;
  }
}

export const decimalPoint = derivationKind("decimal-point", schema, (written) => ({
  from: [written.from, written.decimals],
  datatype: datatypes.Double,
  checkInputs: ([raw, register], _intervalMs, tell) => {
    needNumber(raw, "from", tell);
    needNumber(register, "decimals", tell);
  },
  start: (context) => new DecimalPoint(written, context),
}));
