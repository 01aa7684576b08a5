// The good readings of a plan, in columns that are filled again at every scan: what lives from scan to scan makes no
// objects. A Reading of it is a window on its place.
import { status } from "#contracts/quality.ts";
import type { Value, ValueKind } from "#contracts/value.ts";
import type { Reading } from "../../driver.ts";
import { ValueColumn } from "../../value-column.ts";
import type { Decoded } from "./decode.ts";

class Columns {
  readonly kinds: ValueKind[];
  readonly values: ValueColumn;
  readonly statuses: Uint32Array;
  readonly sourceTimes: Float64Array;

  constructor(size: number) {
    this.kinds = new Array<ValueKind>(size).fill("null");
    this.values = new ValueColumn(size);
    this.statuses = new Uint32Array(size).fill(status.badWaitingForInitialData);
    this.sourceTimes = new Float64Array(size);
  }
}

class Place implements Reading {
  readonly #columns: Columns;
  readonly #index: number;

  constructor(columns: Columns, index: number) {
    this.#columns = columns;
    this.#index = index;
  }
  get kind(): ValueKind {
    return this.#columns.kinds[this.#index] ?? "null";
  }
  get value(): Value {
    return this.#columns.values.get(this.#index);
  }
  get status(): number {
    return this.#columns.statuses[this.#index] ?? 0;
  }
  get sourceTime(): number {
    return this.#columns.sourceTimes[this.#index] ?? 0;
  }
  get asked(): boolean {
    return true;
  }
}

export class KeptReadings {
  readonly #columns: Columns;
  readonly #places: readonly Reading[];

  constructor(size: number) {
    const columns = new Columns(size);
    this.#columns = columns;
    this.#places = Array.from({ length: size }, (_, index) => new Place(columns, index));
  }

  /** @returns the reading of this place, valid until it is filled again. Throws RangeError outside. */
  fill(index: number, { kind, value, status }: Decoded, sourceTime: number): Reading {
    const place = this.#places[index];
    if (place === undefined) throw new RangeError(`no reading ${index}`);
    const columns = this.#columns;
    columns.kinds[index] = kind;
    columns.values.set(index, value);
    columns.statuses[index] = status;
    columns.sourceTimes[index] = sourceTime;
    return place;
  }
}
