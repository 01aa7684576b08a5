import { expect, test } from "vitest";
import { createGasMeter } from "./gas-meter.ts";

function words(
  answer: ReturnType<ReturnType<typeof createGasMeter>["device"]["readInput"]>,
): Buffer {
  if (typeof answer === "number") throw new Error(`exception ${answer}`);
  return Buffer.from([...answer].flatMap((word) => [word >> 8, word & 0xff]));
}

test("flow, total in hundredths and the serial number stand at their addresses", () => {
  const meter = createGasMeter(2, "SIM-GAS-2601");
  meter.publish({ flowNm3H: 78.25, totalNm3: 415_000.37, pressureKpa: 121, temperatureC: -3.5 });
  for (const read of [meter.device.readInput, meter.device.readHolding]) {
    const bytes = words(read(0, 8));
    expect(bytes.readFloatBE(0)).toBe(78.25);
    expect(bytes.readUInt32BE(4)).toBe(41_500_037);
    expect(bytes.readFloatBE(8)).toBe(121);
    expect(bytes.readFloatBE(12)).toBe(-3.5);
    expect(words(read(0x10, 8)).toString("latin1")).toBe("SIM-GAS-2601\0\0\0\0");
  }
});

test("there is nothing else, and it says that it is simulated", () => {
  const { device } = createGasMeter(2, "SIM-GAS-2601");
  expect(device.readInput(8, 1)).toBe(2);
  expect(device.readInput(0x0f, 2)).toBe(2);
  expect(device.readInput(0x10, 9)).toBe(2);
  expect(device.identification?.vendorName).toBe("Lineproof simulator");
});

test.each(["SIM-GAS-2601-TOO-LONG", "仪表"])("a nameplate refuses %s", (serial) => {
  expect(() => createGasMeter(2, serial)).toThrow(RangeError);
});
