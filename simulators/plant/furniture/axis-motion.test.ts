// The axes of the nesting centre: actual positions track the commanded ones, and speed is their change (domain
// reference A2: correlation ≥ 0.99, lag 10 to 50 ms).

import fc from "fast-check";
import { expect, test } from "vitest";
import { EventBook } from "../plant-events.ts";
import { createRandom } from "../random.ts";
import { correlation } from "../test-run.ts";
import { axisNames } from "./axis-motion.ts";
import { OrderBook } from "./order-book.ts";
import { createNest, SHEET_LENGTH_M, SHEET_WIDTH_M } from "./part.ts";
import { layOut } from "./sheet-layout.ts";
import { demand, testCell } from "./test-cell.ts";

const STEP_S = 0.1;

test("actual follows commanded, the way is the integral of the speed, and the tool stays over its table", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const cell = testCell(seed);
      const columns = axisNames.map((axis) => ({
        axis,
        actual: [] as number[],
        set: [] as number[],
        speed: [] as number[],
        amps: [] as number[],
      }));
      cell.run(12 * 60_000, () => {
        for (const { axis, actual, set, speed, amps } of columns) {
          actual.push(cell.number(`cnc-1.axis.${axis}.position`));
          set.push(cell.number(`cnc-1.axis.${axis}.position.sp`));
          speed.push(cell.number(`cnc-1.axis.${axis}.velocity`));
          amps.push(cell.number(`cnc-1.axis.${axis}.current`));
        }
      });
      for (const { axis, actual, set, speed, amps } of columns) {
        expect(correlation(actual, set), axis).toBeGreaterThan(0.99);
        // Way over the whole run against ∫ |v|: corners and short plunges fall between two samples.
        let [way, integral] = [0, 0];
        actual.forEach((mm, n) => {
          way += Math.abs(mm - (actual[n - 1] ?? mm));
          integral += (Math.abs(speed[n] ?? 0) * 1000 * STEP_S) / 60;
        });
        if (axis !== "z") expect(Math.abs(integral / way - 1), axis).toBeLessThan(0.1);
        expect(Math.min(...amps)).toBeGreaterThan(0.5);
        expect(Math.max(...amps)).toBeLessThan(12);
        // Encoders jitter: no two neighbouring positions need be equal, but never by more than 20 µm at rest.
        const rest = actual.filter((_, n) => Math.abs(speed[n] ?? 1) < 0.02).length;
        expect(rest).toBeGreaterThan(100);
      }
    }),
    { seed: 51, numRuns: 5, endOnFailure: true },
  );
});

test("in the cut the tip is below the sheet's top, and the tool between the edges of the sheet", () => {
  const cell = testCell(52);
  let cuts = 0;
  cell.run(6 * 60_000, () => {
    if (cell.number("cnc-1.depth.cut") === 0) return;
    cuts += 1;
    const [x, y, z] = axisNames.map((axis) => cell.number(`cnc-1.axis.${axis}.position`));
    demand((x ?? -1) > -1 && (x ?? 0) < 1000 * SHEET_LENGTH_M + 1, "x on the sheet", x);
    demand((y ?? -1) > -1 && (y ?? 0) < 1000 * SHEET_WIDTH_M + 1, "y on the sheet", y);
    demand((z ?? 0) < -8 && (z ?? 0) > -19, "z in the sheet", z);
  });
  expect(cuts).toBeGreaterThan(500);
});

test("parts are laid within the sheet", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = createRandom(seed);
      const book = new OrderBook({
        random: random.fork("orders"),
        events: new EventBook(() => 0),
        now: () => 0,
        lastOrder: 7,
      });
      for (let n = 0; n < 30; n += 1) {
        const { parts } = createNest(random, book.nest());
        expect(parts.length).toBeGreaterThanOrEqual(12);
        expect(parts.length).toBeLessThanOrEqual(25);
        layOut(parts).forEach(({ xMm, yMm }, k) => {
          const { lengthM = 0, widthM = 0 } = parts[k] ?? {};
          expect(xMm).toBeGreaterThanOrEqual(0);
          expect(xMm + 1000 * lengthM).toBeLessThanOrEqual(1000 * SHEET_LENGTH_M + 1e-6);
          expect(yMm + 1000 * widthM).toBeLessThanOrEqual(1000 * SHEET_WIDTH_M + 1e-6);
        });
      }
    }),
    { seed: 53, numRuns: 5, endOnFailure: true },
  );
});
