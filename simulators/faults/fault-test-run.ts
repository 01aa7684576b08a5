// What the tests of faults need: a deck made from entries as a scenario has them, over a truth that a test sets,
// driven through time by steps.

import { parse } from "yaml";
import type { PointValue } from "../plant/plant.ts";
import { createRandom } from "../plant/random.ts";
import type { ModbusHook, ModbusReply } from "../servers/modbus-hook.ts";
import type { Listener } from "./fault.ts";
import { FaultDeck } from "./fault-deck.ts";
import { faultSchema } from "./registry.ts";

export const RUN_BEGIN = Date.UTC(2026, 0, 5, 8);

export class FaultRun {
  readonly deck: FaultDeck;
  readonly truth = new Map<string, PointValue>();
  elapsedMs = 0;

  /** @param entries YAML in flow style. */
  constructor(
    entries: readonly string[],
    truth: Readonly<Record<string, PointValue>> = {},
    seed = 1,
  ) {
    for (const [point, value] of Object.entries(truth)) this.truth.set(point, value);
    this.deck = new FaultDeck(
      entries.map((entry) => faultSchema.parse(parse(entry))),
      { random: createRandom(seed), now: () => RUN_BEGIN + this.elapsedMs },
    );
  }

  /** Steps until so much time has passed since the start of the run. */
  to(elapsedMs: number, dtMs = 100): this {
    while (this.elapsedMs < elapsedMs) {
      this.elapsedMs += dtMs;
      this.deck.step(this.elapsedMs, dtMs, (point) => this.read(point));
    }
    return this;
  }

  shown(point: string): PointValue {
    return this.deck.shown(point, this.read(point));
  }

  number(point: string): number {
    const value = this.shown(point);
    if (typeof value !== "number") throw new TypeError(`${point} is ${value}`);
    return value;
  }

  read(point: string): PointValue {
    const value = this.truth.get(point);
    if (value === undefined) throw new RangeError(point);
    return value;
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = (text: string): Uint8Array => Buffer.from(text.replaceAll(" ", ""), "hex");

/** One exchange through a hook; replies as text: `transaction/unit/PDU in hex`, with `+ms` where late. */
export function exchange(
  hook: ModbusHook,
  asked: {
    readonly unit?: number;
    readonly transaction?: number;
    /** PDUs in hex. */
    readonly request?: string;
    readonly answer?: string;
  } = {},
): readonly string[] | "as it is" {
  const { unit = 1, transaction = 7, request = "03 0000 0001", answer = "03 02 002a" } = asked;
  const replies = hook.replies({
    unit,
    transaction,
    request: bytes(request),
    answer: bytes(answer),
  });
  return replies === undefined ? "as it is" : replies.map(text);
}

export function hookAt(run: FaultRun, listener: Listener = "modbus"): ModbusHook {
  return run.deck.hookFor(listener);
}

function text({ transaction, unit, pdu, afterMs }: ModbusReply): string {
  return `${transaction}/${unit}/${hex(pdu)}${afterMs === 0 ? "" : ` +${afterMs}`}`;
}
