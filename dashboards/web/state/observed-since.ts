// From when on silence of a machine is missing data. Before anything of a site was read there is nothing to miss;
// once one machine is read, every machine of the list is expected.

/** Machines of a site that is switched on are first read within this time of each other, ms. */
const togetherMs = 60_000;

/** How far back the first data of a site is looked for, ms. */
export const lookBackMs = 86_400_000;

/** Earliest beginning of any of these, ms UTC; null where there is none. */
export function firstOf(intervals: Iterable<{ readonly from: number }>): number | null {
  let first: number | null = null;
  for (const { from } of intervals) if (first === null || from < first) first = from;
  return first;
}

/**
 * @param own first data of the machine, ms UTC, null when there is none. @param site first data of any machine.
 * @returns null when nothing of the site was ever read.
 */
export function observedSince(own: number | null, site: number | null): number | null {
  if (own === null || site === null) return site;
  return own - site <= togetherMs ? own : site;
}
