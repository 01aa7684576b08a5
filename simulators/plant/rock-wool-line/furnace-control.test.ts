// The life of a furnace over months, its crew seeing what it should.
import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { FurnaceControl } from "./furnace-control.ts";
import { stateWords } from "./wool-state.ts";

const MINUTE_MS = 60_000;
const signs = { lit: () => true, ready: () => true, drained: () => true };

/** Phases in order, each with its minutes. */
function live(control: FurnaceControl, days: number) {
  const phases: { readonly phase: string; minutes: number }[] = [];
  for (let n = 0; n < days * 1_440; n += 1) {
    control.step(MINUTE_MS, signs, "work");
    const phase = stateWords(control.phase()).en;
    const last = phases.at(-1);
    if (last?.phase === phase) last.minutes += 1;
    else phases.push({ phase, minutes: 1 });
  }
  return phases;
}

test.each([1, 2, 3, 4, 5])(
  "seed %d: campaigns of ten days and more, then tapping, relining, ignition with dry-out",
  (seed) => {
    const control = new FurnaceControl(createRandom(seed), true);
    const before = control.campaign();
    const phases = live(control, 70);
    const [first, ...rest] = phases;
    expect(first?.phase).toBe("producing");
    // Warm it is some days old.
    expect(first?.minutes).toBeGreaterThan(10 * 1_440);
    const words = rest.map(({ phase }) => phase);
    expect(words.slice(0, 7)).toEqual([
      "slag tapping",
      "stopped",
      "maintenance",
      "stopped",
      "ignition",
      "heating",
      "melt lead-in",
    ]);
    const later = rest.filter(({ phase }, n) => phase === "producing" && n < rest.length - 1);
    expect(later.length).toBeGreaterThan(0);
    for (const { minutes } of later) expect(minutes).toBeGreaterThan(10 * 1_440);
    expect(control.campaign()).not.toBe(before);
  },
);

test("off shift and on holidays it is held, an ordered stop ends it, a break does not touch it", () => {
  const control = new FurnaceControl(createRandom(1), true);
  expect(control.duty("off-shift")).toBe("hold");
  expect(control.duty("holiday")).toBe("hold");
  expect(control.duty("break")).toBe("run");
  control.step(MINUTE_MS, signs, "ordered-stop");
  expect(stateWords(control.phase()).en).toBe("slag tapping");
});
