import { expect, test } from "vitest";
import type { RegisterDevice } from "../servers/register-device.ts";
import { dustSystem } from "./dust-system.ts";
import { edgeBander } from "./edge-bander.ts";
import { publishDevice } from "./test-device.ts";

const values = {
  state: 3,
  fault: false,
  "alarm.glue": true,
  "speed.feed": 20.01,
  "temperature.glue": 189.4,
  "temperature.glue.sp": 190,
  "current.premill": 2.5,
  "pressure.press": 3.6,
  "output.heating": 71.25,
  "output.total": 0x0001_2345,
  "pieces.in": 0x0001_2347,
  "length.edge": 123_456.7,
  "alarm.tape": false,
  "alarm.air": false,
  "temperature.roller": 187.9,
  "current.trim": 3.25,
  "weight.glue": 8.76,
  "consumption.glue": 181.4,
  "weight.glue.used": 70_000.5,
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
  const { device } = publishDevice(edgeBander, values);
  expect(words(device, 0x0000, 2)).toEqual([3, 0b10]);
  expect(swapped(device, 0x0002).readFloatBE(0)).toBe(Math.fround(20.01));
  expect(words(device, 0x0004, 2)).toEqual([1894, 1900]);
  expect(swapped(device, 0x0006).readFloatBE(0)).toBe(2.5);
  expect(swapped(device, 0x0008).readFloatBE(0)).toBe(Math.fround(3.6));
  expect(words(device, 0x000a, 1)).toEqual([713]);
  expect(words(device, 0x0010, 4)).toEqual([0x2345, 0x0001, 0x2347, 0x0001]);
  expect(swapped(device, 0x0014).readUInt32BE(0)).toBe(1_234_567);
  expect(words(device, 0x000b, 1)).toEqual([1879]);
  expect(swapped(device, 0x000c).readFloatBE(0)).toBe(3.25);
  expect(words(device, 0x000e, 2)).toEqual([876, 1814]);
  expect(swapped(device, 0x0016).readUInt32BE(0)).toBe(7_000_050);
});

test("status bits tell fault and alarms apart", () => {
  const { device } = publishDevice(edgeBander, { ...values, fault: true, "alarm.glue": false });
  expect(words(device, 0x0001, 1)).toEqual([0b01]);
  const others = { ...values, "alarm.glue": false, "alarm.tape": true, "alarm.air": true };
  expect(words(publishDevice(edgeBander, others).device, 0x0001, 1)).toEqual([0b1100]);
});

test("serial, model and firmware are texts with the first character in the low byte", () => {
  const { device } = publishDevice(edgeBander, values, { serial: "SIM-EB-2402" });
  expect(words(device, 0x0100, 1)).toEqual(["S".charCodeAt(0) | ("I".charCodeAt(0) << 8)]);
  expect(text(device, 0x0100, 8)).toBe("SIM-EB-2402");
  expect(text(device, 0x0108, 8)).toBe("SIM-EB-DE20");
  expect(text(device, 0x0110, 4)).toBe("V2.3");
});

test("the PLC knows FC 03 only and no other address", () => {
  const { device } = publishDevice(edgeBander, values);
  expect(device.readInput(0, 1)).toBe(1);
  expect(device.readHolding(0x0020, 1)).toBe(2);
  expect(device.readHolding(0x001f, 2)).toBe(2);
});

test("a counter begins again at 0 after 32 bits", () => {
  const { device, show } = publishDevice(edgeBander, { ...values, "output.total": 2 ** 32 - 1 });
  expect(words(device, 0x0010, 2)).toEqual([0xffff, 0xffff]);
  show({ ...values, "output.total": 2 ** 32 + 2 });
  expect(words(device, 0x0010, 2)).toEqual([2, 0]);
});

test("the dust extraction says fan power in 0.01 kW, filter pressure in Pa, and its serial number", () => {
  const { device } = publishDevice(
    dustSystem,
    {
      running: true,
      "alarm.filter": true,
      "power.fan": 54.37,
      "pressure.filter": 1039,
      "count.pulse": 70_000,
    },
    { serial: "SIM-DUST-2401" },
  );
  expect(words(device, 0x0000, 3)).toEqual([0b11, 5437, 1039]);
  expect(words(device, 0x0004, 2)).toEqual([70_000 & 0xffff, 1]);
  expect(text(device, 0x0100, 8)).toBe("SIM-DUST-2401");
});
