import { expect, test } from "vitest";
import type { RegisterDevice } from "../servers/register-device.ts";
import { createDustSystem } from "./dust-system.ts";
import { createEdgeBander, type EdgeBanderValues } from "./edge-bander.ts";

const values: EdgeBanderValues = {
  state: 3,
  fault: false,
  glueAlarm: true,
  feed: 20.01,
  glue: 189.4,
  glueSetpoint: 190,
  premill: 2.5,
  press: 3.6,
  heaterDuty: 71.25,
  panelsOut: 0x0001_2345,
  panelsIn: 0x0001_2347,
  edgeLength: 123_456.7,
};

function words(device: RegisterDevice, address: number, count: number): number[] {
  const answer = device.readHolding(address, count);
  if (typeof answer === "number") throw new Error(`exception ${answer} at ${address}`);
  return [...answer];
}

/** Decoded by hand: low word first. */
function swapped(device: RegisterDevice, address: number): Buffer {
  const [low = 0, high = 0] = words(device, address, 2);
  return Buffer.from([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}

function text(device: RegisterDevice, address: number, registers: number): string {
  return words(device, address, registers)
    .flatMap((word) => [word & 0xff, word >> 8])
    .filter((code) => code !== 0)
    .map((code) => String.fromCharCode(code))
    .join("");
}

test("each quantity stands at its address: words as usual, 32 bits with the low word first", () => {
  const bander = createEdgeBander(21, "SIM-EB-2401");
  bander.publish(values);
  const { device } = bander;
  expect(words(device, 0x0000, 2)).toEqual([3, 0b10]);
  expect(swapped(device, 0x0002).readFloatBE(0)).toBe(Math.fround(20.01));
  expect(words(device, 0x0004, 2)).toEqual([1894, 1900]);
  expect(swapped(device, 0x0006).readFloatBE(0)).toBe(2.5);
  expect(swapped(device, 0x0008).readFloatBE(0)).toBe(Math.fround(3.6));
  expect(words(device, 0x000a, 1)).toEqual([713]);
  expect(words(device, 0x0010, 4)).toEqual([0x2345, 0x0001, 0x2347, 0x0001]);
  expect(swapped(device, 0x0014).readUInt32BE(0)).toBe(1_234_567);
});

test("status bits tell fault and glue alarm apart", () => {
  const bander = createEdgeBander(21, "SIM-EB-2401");
  bander.publish({ ...values, fault: true, glueAlarm: false });
  expect(words(bander.device, 0x0001, 1)).toEqual([0b01]);
});

test("serial, model and firmware are texts with the first character in the low byte", () => {
  const { device } = createEdgeBander(22, "SIM-EB-2402");
  expect(words(device, 0x0100, 1)).toEqual(["S".charCodeAt(0) | ("I".charCodeAt(0) << 8)]);
  expect(text(device, 0x0100, 8)).toBe("SIM-EB-2402");
  expect(text(device, 0x0108, 8)).toBe("SIM-EB-DE20");
  expect(text(device, 0x0110, 4)).toBe("V2.3");
});

test("the PLC knows FC 03 only, no other address, and says that it is simulated", () => {
  const { device } = createEdgeBander(21, "SIM-EB-2401");
  expect(device.readInput(0, 1)).toBe(1);
  expect(device.readHolding(0x0020, 1)).toBe(2);
  expect(device.readHolding(0x001f, 2)).toBe(2);
  expect(device.identification?.vendorName).toBe("Lineproof simulator");
  expect(createDustSystem(31, "SIM-DUST-2401").device.identification?.vendorName).toBe(
    "Lineproof simulator",
  );
});

test("a counter beyond 32 bits stands at its limit", () => {
  const bander = createEdgeBander(21, "SIM-EB-2401");
  bander.publish({ ...values, panelsOut: 2 ** 33 });
  expect(words(bander.device, 0x0010, 2)).toEqual([0xffff, 0xffff]);
});

test("the dust extraction says fan power in 0.01 kW, filter pressure in Pa, and its serial number", () => {
  const dust = createDustSystem(31, "SIM-DUST-2401");
  dust.publish({ running: true, fanPower: 54.37, filterPressure: 1039, pulses: 70_000 });
  expect(words(dust.device, 0x0000, 3)).toEqual([1, 5437, 1039]);
  expect(words(dust.device, 0x0004, 2)).toEqual([70_000 & 0xffff, 1]);
  expect(text(dust.device, 0x0100, 8)).toBe("SIM-DUST-2401");
});
