import { expect, test } from "vitest";
import { laneBoxes } from "./trend-lanes.ts";

test("lanes follow one another without overlap and stay in their box", () => {
  for (const count of [1, 2, 3, 4]) {
    const units = Array.from({ length: count }, (_, i) => `u${i}`);
    const box = { width: 360, height: 300 };
    const lanes = laneBoxes(units, box);
    lanes.forEach((lane, i) => {
      expect(lane.left + lane.width).toBeLessThan(box.width);
      expect(lane.top + lane.height).toBeLessThan(box.height);
      const above = lanes[i - 1];
      if (above !== undefined) expect(lane.top).toBeGreaterThan(above.top + above.height);
    });
  }
});
