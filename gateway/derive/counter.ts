// counter: a register that begins again at its modulus → a total that goes on. total = raw + wraps · modulus, in the
// unit of raw; the raw signal stays recorded beside it as the evidence.
//
// maxPerSecond says how fast it can count at most, which tells a wrap from a meter that was replaced or reset:
//   forward by no more than possible             it counted
//   forward over the modulus, likewise           it wrapped, once
//   anything else                                bad once; when the next scan confirms it, the total begins anew
//                                                with what the register shows, and that is said
//   so long without a reading that it could have gone round a whole time: begins anew, and said
// After a restart the last recorded total is the beginning, under the same rules; at most an hour old, because every
// signal is recorded in every UTC hour.
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

const schema = z.strictObject({
  id: idSchema,
  kind: z.literal("counter"),
  from: idSchema,
  /** The number at which it shows 0 again, in the unit of `from`. */
  modulus: z.number().positive(),
  /** In the unit of `from`. */
  maxPerSecond: z.number().positive(),
});
type Written = z.infer<typeof schema>;

/** Where the register stood. @property at monotonic ms. */
type Stand = { readonly raw: number; readonly at: number };

/** A device may show a little later what it counted a little earlier. */
const slackSeconds = 1;

class Counter implements Derivation {
  readonly #written: Written;
  readonly #context: DerivationContext;
  readonly #said: SaidOnce;
  #wraps = 0;
  #last: Stand | undefined;
  /** A stand that cannot follow the last one, and waits for the next scan. */
  #doubted: Stand | undefined;

  constructor(written: Written, context: DerivationContext) {
    this.#written = written;
    this.#context = context;
    this.#said = new SaidOnce(context.log);
  }

  derive([input]: readonly Reading[], at: number): DerivedValue {
    const stand = { raw: Number(input?.value), at };
    const { modulus } = this.#written;
    if (!(stand.raw >= 0 && stand.raw < modulus)) return this.#outOfRange(stand.raw);
    this.#last ??= this.#recalled(input?.sourceTime ?? 0, at);
    if (this.#last !== undefined && !this.#follows(this.#last, stand)) {
      const doubted = this.#doubted;
      this.#doubted = stand;
      const lost = this.#mayHaveGoneRound(this.#last, at);
      if (!lost && (doubted === undefined || this.#steps(doubted, stand) === undefined)) {
        return { kind: "null", value: null, status: status.badWaitingForInitialData };
      }
      this.#beginAnew(this.#last, stand.raw, lost);
    }
    this.#doubted = undefined;
    this.#last = stand;
    return { kind: "double", value: this.#total(stand.raw), status: status.good };
  }

  /** True when it counted, or wrapped, from one stand to the next. */
  #follows(last: Stand, next: Stand): boolean {
    const steps = this.#steps(last, next);
    if (steps === undefined) return false;
    this.#wraps += steps;
    return true;
  }

  /** Wraps in between, 0 or 1; undefined when it cannot have come from there. */
  #steps(last: Stand, next: Stand): 0 | 1 | undefined {
    const possible = this.#possible(last, next.at);
    if (possible >= this.#written.modulus) return undefined;
    const forward = next.raw - last.raw;
    if (forward >= 0) return forward <= possible ? 0 : undefined;
    return forward + this.#written.modulus <= possible ? 1 : undefined;
  }

  #mayHaveGoneRound(last: Stand, at: number): boolean {
    return this.#possible(last, at) >= this.#written.modulus;
  }

  #possible(last: Stand, at: number): number {
    return this.#written.maxPerSecond * ((at - last.at) / 1000 + slackSeconds);
  }

  #recalled(sourceTime: number, at: number): Stand | undefined {
    const recalled = this.#context.recall();
    if (recalled === undefined) return undefined;
    const { modulus } = this.#written;
    this.#wraps = Math.floor(recalled.value / modulus);
    // A clock that went back in between says nothing of the time that passed.
    const elapsed = sourceTime - recalled.sourceTime;
    const ago = elapsed < 0 ? Number.POSITIVE_INFINITY : elapsed;
    return { raw: recalled.value - this.#wraps * modulus, at: at - ago };
  }

  #beginAnew(last: Stand, raw: number, lost: boolean): void {
    const total = this.#total(last.raw);
    this.#wraps = 0;
    const { name, log } = this.#context;
    log(
      lost
        ? `${name}: 中断太久,可能已转过整圈,累计从 ${raw} 重新开始(此前 ${total})· so long without a reading that it may have gone round: the total begins anew at ${raw} (before: ${total})`
        : `${name}: 读数跳变且不是翻转(换表或清零?),累计从 ${raw} 重新开始(此前 ${total})· a jump that is no wrap (replaced or reset?): the total begins anew at ${raw} (before: ${total})`,
    );
  }

  /** Without the noise that a sum of decimals has. */
  #total(raw: number): number {
    return Number((raw + this.#wraps * this.#written.modulus).toPrecision(15));
  }

  #outOfRange(raw: number): DerivedValue {
    this.#said.say(
      "modulus",
      `${this.#context.name}: 读到 ${raw},不在 0 到 modulus ${this.#written.modulus} 之间,请核对 modulus · ${raw} is not within 0 and the modulus: check it`,
    );
    return { kind: "null", value: null, status: status.badOutOfRange };
  }
}

export const counter = derivationKind("counter", schema, (written) => ({
  from: [written.from],
  datatype: datatypes.Double,
  checkInputs: ([input], intervalMs, tell) => {
    needNumber(input, "from", tell);
    const { maxPerSecond, modulus } = written;
    if (maxPerSecond * ((2 * (intervalMs ?? 0)) / 1000 + slackSeconds) < modulus) return;
    tell(
      ["maxPerSecond"],
      `两次扫描之间可能转过整圈,分不清翻转;请缩短扫描间隔或核对 modulus · it may go round between two scans: scan more often, or check modulus`,
    );
  },
  recalls: true,
  start: (context) => new Counter(written, context),
}));
