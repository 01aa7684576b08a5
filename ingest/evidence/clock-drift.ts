// Drift of a gateway's clock against the host's, from arrivals: host time of arrival minus gateway time is the
// time on the way minus the gateway's offset. The time on the way is never negative and, of many deliveries,
// some meet an idle network: the smallest difference of each portion of time is nearly free of it (the lower
// envelope), and what is left moves by the clocks alone. Resends are not asked at all: they waited in the outbox.
// A straight line through the envelope (median of slopes, so that one bad portion does not turn it) is the drift.

/** The earliest arrival of a stretch of time: gateway time ms UTC, host time minus gateway time ms. */
export type Arrival = { readonly at: number; readonly delayMs: number };

const leastSpanMs = 60_000;
const portions = 12;
const leastPortions = 6;
/** The limit that is judged is 0.5 ‰ (policy G-06): what cannot be told to half of it is not told. */
const mostUncertainPerMille = 0.25;

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** The earliest arrival of each of `portions` equal parts of [first, last]. */
function lowerEnvelope(arrivals: readonly Arrival[], first: number, last: number): Arrival[] {
  const lowest = new Map<number, Arrival>();
  for (const arrival of arrivals) {
    const share = (arrival.at - first) / (last - first);
    const portion = Math.min(portions - 1, Math.floor(share * portions));
    const known = lowest.get(portion);
    if (known === undefined || arrival.delayMs < known.delayMs) lowest.set(portion, arrival);
  }
  return [...lowest.values()].sort((a, b) => a.at - b.at);
}

/**
 * ‰ (ms per s), positive when the gateway's clock runs fast; whole thousandths.
 * null when arrivals span less than a minute, leave half of it empty, or scatter too much to say: a step of
 * one of the clocks is no drift, and looks like scatter until the span is long enough to dwarf it.
 */
export function clockDriftPerMille(arrivals: readonly Arrival[]): number | null {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at } of arrivals) {
    if (at < first) first = at;
    if (at > last) last = at;
  }
  const span = last - first;
  // Not `<`: without any arrival the span is not a number.
  if (!(span >= leastSpanMs)) return null;
  const envelope = lowerEnvelope(arrivals, first, last);
  if (envelope.length < leastPortions) return null;
  const slopes = envelope.flatMap((a, i) =>
    envelope
      .slice(i + 1)
      .filter((b) => b.at > a.at)
      .map((b) => (b.delayMs - a.delayMs) / (b.at - a.at)),
  );
  const slope = quantile(slopes, 0.5);
  const level = quantile(
    envelope.map(({ at, delayMs }) => delayMs - slope * (at - first)),
    0.5,
  );
  const scatter = quantile(
    envelope.map(({ at, delayMs }) => Math.abs(delayMs - level - slope * (at - first))),
    0.75,
  );
  if ((2 * scatter * 1000) / span > mostUncertainPerMille) return null;
  // Adding zero keeps −0 out of what is shown and hashed.
  return Math.round(-slope * 1_000_000) / 1000 + 0;
}
