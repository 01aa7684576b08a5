import { expect, test } from "vitest";
import { plainMachine } from "./plain.ts";
import { pictures } from "./registry.ts";
import { type Drawing, drawingHeight, plateHeight, plateWidth, type Slot } from "./shape.ts";

const drawings: [string, Drawing][] = [
  ["plain", plainMachine],
  ...pictures.flatMap(({ profile, stages }) =>
    Object.entries(stages).map(([id, drawing]): [string, Drawing] => [`${profile}/${id}`, drawing]),
  ),
];

/** A plate with its label above. */
function boxOf({ x, y, label }: Slot) {
  const top = label === undefined ? y : y - 11;
  return { left: x, right: x + plateWidth, top, bottom: y + plateHeight };
}

test("each profile has one picture", () => {
  const profiles = pictures.map(({ profile }) => profile);
  expect(profiles).toEqual(["wood-panel", "custom-furniture", "insulation"]);
});

test.each(drawings)("%s stays inside its frame", (_, { width, shapes, slots }) => {
  for (const slot of slots) {
    const { left, right, top, bottom } = boxOf(slot);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(width);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(bottom).toBeLessThanOrEqual(drawingHeight);
  }
  for (const shape of shapes) {
    if (shape.kind === "path") {
      expect(shape.d).toMatch(/^M/);
      expect(shape.d).not.toMatch(/NaN|undefined/);
    } else if (shape.kind === "rect") {
      expect(shape.x).toBeGreaterThanOrEqual(0);
      expect(shape.x + shape.w).toBeLessThanOrEqual(width);
      expect(shape.y + shape.h).toBeLessThanOrEqual(drawingHeight);
    } else {
      expect(shape.x - shape.r).toBeGreaterThanOrEqual(0);
      expect(shape.x + shape.r).toBeLessThanOrEqual(width);
    }
  }
});

test.each(drawings)("no plate of %s covers another", (_, { slots }) => {
  const boxes = slots.map(boxOf);
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1)) {
      const apart =
        a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
      expect(apart, JSON.stringify([a, b])).toBe(true);
    }
  });
});
