// Which of the many readings of the same registers is meant. Pure: a sum of what speaks for a reading (it fits the
// declared range, looks like a quantity) less what would have to be changed for it. A help for a person who holds
// the reading against the machine's own display, never a decision.
import { toPlainNumber } from "#contracts/value.ts";
import type { Decoding } from "../driver.ts";
import type { Expectation } from "./expectation.ts";
import { isImplausible, rangeVerdict } from "./plausible.ts";

export type RankedDecoding = {
  /** The address as a configuration would write it, scale included. */
  readonly as: string;
  readonly value: number;
  /** What would have to be changed, zh · en; empty for the address as it stands. */
  readonly change: string;
  readonly score: number;
  /** Other addresses that read the same value. */
  readonly also: readonly string[];
};

/** value = raw · scale: those that makers use. */
const scales = [1, 0.1, 0.01, 0.001, 10, 100, 1000] as const;

const gains = { usual: 6, "in-range": 3, unknown: 0, "out-of-range": -9, implausible: -9 } as const;

/** Below this, or so much worse than the best, a reading is not shown. */
const leastScore = -3;
const worstBehind = 5;

/**
 * @param configured the scale that the address has now. @returns best first; equal ones in the order of `decodings`.
 */
export function rankDecodings(
  decodings: readonly Decoding[],
  expectation: Expectation,
  configured = 1,
): readonly RankedDecoding[] {
  const ranked = decodings
    .flatMap((decoding) =>
      scales.flatMap((scale) => scored(decoding, scale, expectation, configured)),
    )
    .sort((a, b) => b.score - a.score);
  const least = Math.max(leastScore, (ranked[0]?.score ?? 0) - worstBehind);
  return merged(ranked.filter(({ score }) => score >= least));
}

function scored(
  decoding: Decoding,
  scale: number,
  expectation: Expectation,
  configured: number,
): readonly RankedDecoding[] {
  const raw = toPlainNumber(decoding.value);
  if (raw === null || isImplausible(raw)) return [];
  // Nothing can be told from a zero, least of all its scale.
  if (raw === 0 && scale !== configured) return [];
  const value = scaledBy(raw, scale);
  const score =
    (raw === 0 ? 0 : gains[rangeVerdict(value, expectation)]) +
    looksOf(raw, value, decoding.as) -
    costOf(decoding, scale, configured);
  const as = scale === 1 ? decoding.as : `${decoding.as},scale=${scale}`;
  return [{ as, value, change: changeOf(decoding, scale, configured), score, also: [] }];
}

/** Dividing by a power of ten keeps the decimals that a binary 0.1 would blur. */
function scaledBy(raw: number, scale: number): number {
  return scale < 1 ? raw / Math.round(1 / scale) : raw * scale;
}

/** How much the number itself looks like a quantity. */
function looksOf(raw: number, value: number, as: string): number {
  if (raw === 0) return 0;
  const size = Math.abs(value);
  const ordinary = size >= 0.1 && size <= 1e6 ? 0.5 : 0;
  // Of all bit patterns of a float only one in eight has a size like this.
  if (/:float/.test(as)) return Math.abs(raw) >= 1e-3 && Math.abs(raw) <= 1e8 ? ordinary + 2 : -2;
  // Two unrelated registers taken for one integer make a huge one.
  return Math.abs(raw) > 1e7 ? ordinary - 2 : ordinary;
}

function costOf({ as, changes }: Decoding, scale: number, configured: number): number {
  const decades = Math.abs(Math.round(Math.log10(scale / configured)));
  // Documents count from 1, so one too high is common; one too low is rare.
  const shift = changes.shift === 0 ? 0 : changes.shift < 0 ? 1.5 : 2.5;
  // Few devices scale a float.
  const float = decades > 0 && /:float/.test(as) ? 1.5 : 0;
  const decimal = /:bcd/.test(as) ? 1 : 0;
  return (
    shift +
    float +
    decimal +
    decades * (scale > configured ? 1.5 : 1) +
    (changes.type ? 1.5 : 0) +
    (changes.order ? 1.5 : 0)
  );
}

function changeOf({ changes }: Decoding, scale: number, configured: number): string {
  const said = [
    changes.shift === 0
      ? ""
      : `地址 address ${changes.shift > 0 ? "+" : "−"}${Math.abs(changes.shift)}`,
    changes.type ? "类型 type" : "",
    changes.order ? "字序 order" : "",
    scale === configured ? "" : "倍率 scale",
  ];
  return said.filter((part) => part !== "").join(", ");
}

/** One line per value: an int16 and a uint16 of the same small number are told together. */
function merged(ranked: readonly RankedDecoding[]): readonly RankedDecoding[] {
  const lines = new Map<number, RankedDecoding>();
  for (const each of ranked) {
    const first = lines.get(each.value);
    if (first === undefined) lines.set(each.value, each);
    else lines.set(each.value, { ...first, also: [...first.also, each.as] });
  }
  return [...lines.values()];
}
