import fc from "fast-check";
import { expect, test } from "vitest";
import { type SequenceRange, SequenceRanges } from "./sequence-ranges.ts";

/** Ranges of a plain set, ascending. */
function rangesOf(set: ReadonlySet<number>): SequenceRange[] {
  const found: { from: number; to: number }[] = [];
  for (const at of [...set].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last?.to === at) last.to = at + 1;
    else found.push({ from: at, to: at + 1 });
  }
  return found;
}

test("behaves as a set of numbers", () => {
  const step = fc.record({
    add: fc.boolean(),
    from: fc.nat({ max: 60 }),
    length: fc.integer({ min: -2, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat({ max: 70 }), (steps, probe) => {
      const ranges = new SequenceRanges();
      const set = new Set<number>();
      for (const { add, from, length } of steps) {
        if (add) ranges.add(from, from + length);
        else ranges.remove(from, from + length);
        for (let at = from; at < from + length; at++) {
          if (add) set.add(at);
          else set.delete(at);
        }
        expect(ranges.toArray()).toEqual(rangesOf(set));
      }
      expect(ranges.count).toBe(set.size);
      expect(ranges.isEmpty).toBe(set.size === 0);
      expect(ranges.first).toEqual(rangesOf(set)[0]);
      let next = probe;
      while (set.has(next)) next += 1;
      expect(ranges.contiguousFrom(probe)).toBe(next);
      const absent = new Set(
        Array.from({ length: 80 - probe }, (_, i) => probe + i).filter((at) => !set.has(at)),
      );
      expect(ranges.missing(probe, 80)).toEqual(rangesOf(absent));
      expect(ranges.missing(probe, 80, 2)).toEqual(rangesOf(absent).slice(0, 2));
      for (let at = 0; at < 80; at++) expect(ranges.has(at)).toBe(set.has(at));
    }),
    { seed: 20261122, numRuns: 400 },
  );
});

test("numbers in order stay one range", () => {
  const ranges = new SequenceRanges();
  for (let at = 0; at < 10_000; at++) ranges.add(at, at + 1);
  expect(ranges.toArray()).toEqual([{ from: 0, to: 10_000 }]);
});

test("the constructor joins what touches and overlaps, in any order", () => {
  const ranges = new SequenceRanges([
    { from: 5, to: 7 },
    { from: 0, to: 5 },
    { from: 6, to: 9 },
    { from: 12, to: 12 },
  ]);
  expect(ranges.toArray()).toEqual([{ from: 0, to: 9 }]);
});

test("what is handed out is a copy", () => {
  const ranges = new SequenceRanges([{ from: 0, to: 2 }]);
  (ranges.toArray()[0] as { to: number }).to = 99;
  expect(ranges.toArray()).toEqual([{ from: 0, to: 2 }]);
});
