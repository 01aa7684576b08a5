// A cassette that is being played: which row stands, the same for every listener. In step mode a row goes on when
// everything that a Modbus reader could ask of it was read, by whatever way.

import type { Clock } from "#contracts/time.ts";
import type { PointValue } from "../plant/plant.ts";
import type { Playback, PlaybackProgress } from "../replay/playback.ts";
import type { RegisterRows } from "../replay/replay-device.ts";
import { countRegisters } from "../replay/replay-device.ts";
import { StepPlayback } from "../replay/step-playback.ts";
import { TimedPlayback } from "../replay/timed-playback.ts";
import type { Cassette, PointType } from "./cassette.ts";

export interface TapeOptions {
  readonly mode: "step" | "timed";
  /** First row that is played, from 0. Default 0. */
  readonly offset?: number;
  /** At most this many rows. Default all. */
  readonly rows?: number;
  /** Timed mode: cassette seconds per second. Default 1. */
  readonly speed?: number;
  readonly clock: Clock;
}

export class Tape {
  readonly cassette: Cassette;
  readonly playback: Playback;
  readonly #places: ReadonlyMap<string, number>;
  /** Place among the columns of registers, by place of the point; text has no registers. */
  readonly #columns: readonly (number | undefined)[];

  /** Timed playing begins now. The options fit the cassette (replay/open-replay.ts checks them). */
  constructor(cassette: Cassette, options: TapeOptions) {
    const { mode, offset: first = 0, rows = Infinity, speed = 1, clock } = options;
    const end = Math.min(cassette.rows.length, first + rows);
    const { points } = cassette.header;
    this.cassette = cassette;
    this.#places = new Map(points.map(({ point }, place) => [point, place]));
    let column = 0;
    this.#columns = points.map(({ type }) => (type === "string" ? undefined : column++));
    this.playback =
      mode === "step"
        ? new StepPlayback(first, end, countRegisters({ columns: { length: column } }))
        : new TimedPlayback(
            cassette.rows.slice(first, end).map(({ offsetMs }) => ({ stampMs: offsetMs })),
            first,
            speed,
            clock,
          );
  }

  progress(): PlaybackProgress {
    return this.playback.progress();
  }

  /** What the standing row says; undefined while none stands. Throws RangeError for a name that is no point. */
  peek(point: string): PointValue | undefined {
    const place = this.#places.get(point);
    if (place === undefined) throw new RangeError(`没有测点 ${point} · no point ${point}`);
    const { row } = this.playback.progress();
    return row === undefined ? undefined : this.cassette.rows[row]?.values[place];
  }

  /** The same, and the row counts as read there. */
  read(point: string): PointValue | undefined {
    const value = this.peek(point);
    const column = this.#columns[this.#places.get(point) ?? -1];
    if (value !== undefined && column !== undefined) this.playback.noteRead(2 + 2 * column, 2);
    return value;
  }

  /** The row number, and it counts as read. */
  readRow(): number | undefined {
    const { row } = this.playback.progress();
    if (row !== undefined) this.playback.noteRead(0, 2);
    return row;
  }

  /** Numbers and Booleans, for a Modbus device. */
  registerRows(): RegisterRows {
    const { header, rows } = this.cassette;
    const shown = header.points.flatMap(({ point, type }, place) =>
      type === "string" ? [] : [{ point, place }],
    );
    return {
      columns: shown.map(({ point }) => point),
      valuesOf: (row) => shown.map(({ place }) => Number(rows[row]?.values[place])),
    };
  }
}

/**
 * What a server is given where no row stands: not of the point's type, so that it says that there is no value
 * (OPC UA: BadNoData) instead of an old one.
 */
export function noValue(type: PointType): PointValue {
  return type === "number" ? "" : Number.NaN;
}
