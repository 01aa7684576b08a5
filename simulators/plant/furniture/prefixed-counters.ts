// Counters of a part of the cell under its name among all counters of the cell: `<part>/<counter>`.

import type { Counters } from "./woodworking-unit.ts";

export function prefixed(prefix: string, counters: Counters): Counters {
  return Object.fromEntries(
    Object.entries(counters).map(([name, value]) => [`${prefix}/${name}`, value]),
  );
}

/** Those of the part, without its name; what is no number is left out. */
export function unprefixed(prefix: string, counters: Counters): Counters {
  return Object.fromEntries(
    Object.entries(counters).flatMap(([name, value]) =>
      name.startsWith(`${prefix}/`) && Number.isFinite(value)
        ? [[name.slice(prefix.length + 1), value] as const]
        : [],
    ),
  );
}
