import { expect, test } from "vitest";
import { gasMeter } from "./gas-meter.ts";
import { publishDevice } from "./test-device.ts";

const points = {
  "gas.flow": 78.25,
  "gas.total": 415_000.37,
  "gas.pressure": 121,
  "gas.temperature": -3.5,
};

test("flow, total in hundredths and the serial number stand at their addresses", () => {
  const meter = publishDevice(gasMeter, points, { serial: "SIM-GAS-2601" });
  for (const read of [meter.input, meter.holding]) {
    const bytes = read(0, 8);
    expect(bytes.readFloatBE(0)).toBe(78.25);
    expect(bytes.readUInt32BE(4)).toBe(41_500_037);
    expect(bytes.readFloatBE(8)).toBe(121);
    expect(bytes.readFloatBE(12)).toBe(-3.5);
    expect(read(0x10, 8).toString("latin1")).toBe("SIM-GAS-2601\0\0\0\0");
  }
});

test("there is nothing else, and without a serial number no plate", () => {
  const { device } = publishDevice(gasMeter, points, { serial: "SIM-GAS-2601" });
  expect(device.readInput(8, 1)).toBe(2);
  expect(device.readInput(0x0f, 2)).toBe(2);
  expect(device.readInput(0x10, 9)).toBe(2);
  expect(publishDevice(gasMeter, points).device.readInput(0x10, 8)).toBe(2);
});

test.each(["SIM-GAS-2601-TOO-LONG", "仪表"])("the plate refuses %s", (serial) => {
  expect(() => gasMeter.create({ unit: 2, serial })).toThrow(
    expect.objectContaining({ code: "SIMULATORS_VALUE_UNENCODABLE" }),
  );
});
