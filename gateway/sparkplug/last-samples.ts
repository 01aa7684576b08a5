// The newest sample of every signal of one equipment that is in the log, or in the part of it that is still held.
// In columns: samples themselves live as long as their record is on its way.
import { type Flag, flags } from "#contracts/quality.ts";
import type { Sample } from "#contracts/record.ts";
import { valueKinds } from "#contracts/value.ts";
import { ValueColumn } from "../value-column.ts";

const numbersOfKinds = new Map(valueKinds.map((kind, i) => [kind, i + 1]));
const numbersOfFlags = new Map(flags.map((flag, i) => [flag, i]));

export class LastSamples {
  /** 0: nothing is known; else the place of the kind in valueKinds, from 1. */
  readonly #kinds: Uint8Array;
  readonly #values: ValueColumn;
  readonly #sourceTimes: Float64Array;
  readonly #statuses: Uint32Array;
  readonly #flags: Uint8Array;

  constructor(size: number) {
    this.#kinds = new Uint8Array(size);
    this.#values = new ValueColumn(size);
    this.#sourceTimes = new Float64Array(size);
    this.#statuses = new Uint32Array(size);
    this.#flags = new Uint8Array(size);
  }

  has(index: number): boolean {
    return (this.#kinds[index] ?? 0) > 0;
  }

  /** Every place has a sample. */
  get complete(): boolean {
    return !this.#kinds.includes(0);
  }

  set(index: number, { kind, value, sourceTime, status, flag }: Sample): void {
    this.#kinds[index] = numbersOfKinds.get(kind) ?? 0;
    this.#values.set(index, value);
    this.#sourceTimes[index] = sourceTime;
    this.#statuses[index] = status;
    this.#flags[index] = numbersOfFlags.get(flag) ?? 0;
  }

  /** @param signal id of the signal in this place */
  get(index: number, signal: string): Sample | undefined {
    const kind = valueKinds[(this.#kinds[index] ?? 0) - 1];
    if (kind === undefined) return undefined;
    const flag: Flag = flags[this.#flags[index] ?? 0] ?? "N";
    return {
      signal,
      sourceTime: this.#sourceTimes[index] ?? 0,
      kind,
      value: this.#values.get(index),
      status: this.#statuses[index] ?? 0,
      flag,
    };
  }
}
