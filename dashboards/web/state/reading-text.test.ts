import { expect, test } from "vitest";
import { furnitureModel } from "../../fixtures/furniture-model.ts";
import { findSignal } from "./chosen-signals.ts";
import { shortNumber, shortText } from "./reading-text.ts";

const model = furnitureModel();
const signal = (key: string) => findSignal(model, key)!.signal;

test.each([
  [0, undefined, "0.000"],
  [9.99, undefined, "9.990"],
  [18.7, undefined, "18.70"],
  [230.44, undefined, "230.4"],
  [230.44, 1, "230"],
  [6550.4, undefined, "6\u202f550"],
  [-1_234_567, undefined, "−1\u202f234\u202f567"],
  [Number.POSITIVE_INFINITY, undefined, "Infinity"],
])("%d with resolution %s is %s", (value, resolution, text) => {
  expect(shortNumber(value, resolution)).toBe(text);
});

test("states speak in the machine's own words, a value without a word stands as it is", () => {
  expect(shortText(signal("cnc-1/state"), 3, "zh")).toBe("加工");
  expect(shortText(signal("cnc-1/state"), 3, "en")).toBe("Working");
  expect(shortText(signal("cnc-1/state"), 77, "zh")).toBe("77.00");
});

test("counters are whole, nothing read is a dash", () => {
  expect(shortText(signal("cnc-1/count.sheet"), 12, "zh")).toBe("12");
  expect(shortText(signal("cnc-1/count.sheet"), null, "zh")).toBe("—");
  expect(shortText(signal("cnc-1/fault"), true, "zh")).toBe("ON");
});
