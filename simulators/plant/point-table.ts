// The points of a line by name, and the counters that its stations keep: what every Plant offers of them.

import type { PointValue } from "./plant.ts";

export type Points = Readonly<Record<string, () => PointValue>>;

export interface Retaining {
  retained(): Readonly<Record<string, number>>;
  restore(counters: Readonly<Record<string, number>>): void;
}

export class PointTable {
  readonly names: readonly string[];
  readonly #readers: ReadonlyMap<string, () => PointValue>;

  /**
   * Points are called `<equipment>.<point>`.
   * @param serials serial number by equipment, shown as `<equipment>.serial`.
   */
  constructor(
    stations: Readonly<Record<string, Points>>,
    serials: Readonly<Record<string, string>> = {},
  ) {
    const named = Object.entries(stations).flatMap(([equipment, points]) =>
      Object.entries(points).map(([name, read]) => [`${equipment}.${name}`, read] as const),
    );
    const numbered = Object.entries(serials).map(
      ([equipment, serial]) => [`${equipment}.serial`, () => serial] as const,
    );
    const entries: readonly (readonly [string, () => PointValue])[] = [...named, ...numbered];
    this.#readers = new Map(entries);
    this.names = [...this.#readers.keys()];
  }

  /** Throws RangeError for a name that is not a point. */
  value(point: string): PointValue {
    const read = this.#readers.get(point);
    if (read === undefined) throw new RangeError(`没有测点 ${point} · no point ${point}`);
    return read();
  }
}

/** Counters of all parts, each under the name of its part. */
export function gatherRetained(parts: Readonly<Record<string, Retaining>>): Record<string, number> {
  const gathered: Record<string, number> = {};
  for (const [part, retaining] of Object.entries(parts)) {
    for (const [name, value] of Object.entries(retaining.retained())) {
      gathered[`${part}/${name}`] = value;
    }
  }
  return gathered;
}

/** Gives every part its counters back; what belongs to no part, or is no number, is ignored. */
export function spreadRetained(
  parts: Readonly<Record<string, Retaining>>,
  counters: Readonly<Record<string, number>>,
): void {
  for (const [part, retaining] of Object.entries(parts)) {
    const own = Object.entries(counters).flatMap(([name, value]) =>
      name.startsWith(`${part}/`) && Number.isFinite(value)
        ? [[name.slice(part.length + 1), value] as const]
        : [],
    );
    retaining.restore(Object.fromEntries(own));
  }
}
