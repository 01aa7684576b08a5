import { expect, test } from "vitest";
import { controllerPoints, publishDevice } from "./test-device.ts";
import { yudianAi } from "./yudian-ai.ts";

// dPt → raw number of 228.74 °C by the rule of the reference: divide by 10^dPt, with 128 added by 10 once more.
test.each([
  [0, 229],
  [1, 2287],
  [128, 2287],
  [129, 22_874],
])("dPt %i: the process value is %i", (dPt, raw) => {
  const { holding } = publishDevice(yudianAi(dPt), controllerPoints);
  expect(holding(0x4a, 1).readInt16BE()).toBe(raw);
  expect(holding(0x0c, 1).readInt16BE()).toBe(dPt);
});

test("parameter codes are register numbers; output and alarm share 0x4C", () => {
  const { holding, show, device } = publishDevice(yudianAi(1), controllerPoints);
  expect(holding(0x00, 1).readInt16BE()).toBe(2300);
  expect(holding(0x03, 1).readInt16BE()).toBe(100);
  expect(holding(0x4b, 1).readInt16BE()).toBe(2300);
  expect(holding(0x4c, 1).readUInt16BE()).toBe(46);
  show({ ...controllerPoints, "output.heating": 100, "alarm.1": true, "temperature.pv": -5 });
  expect(holding(0x4c, 1).readUInt16BE()).toBe(0x0464);
  expect(holding(0x4a, 1).readInt16BE()).toBe(-50);
  expect(device.readHolding(0x0f, 1)).toBe(2);
});

test("hundredths end at 327.67 and stand there", () => {
  const { holding } = publishDevice(yudianAi(129), { ...controllerPoints, "temperature.pv": 400 });
  expect(holding(0x4a, 1).readInt16BE()).toBe(32_767);
});
