// Known traps: what technicians meet when they map registers. The registers are written by hand from IEEE 754 and
// two's complement, the decodings by the driver itself.
import { check, constantFrom, property, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { parseModbusAddress } from "../drivers/modbus/address.ts";
import { decodeRegisters } from "../drivers/modbus/decode.ts";
import { decodingsOf } from "../drivers/modbus/decodings.ts";
import type { Expectation } from "./expectation.ts";
import { rankDecodings } from "./rank-decodings.ts";

const phaseVoltage: Expectation = { name: "", unit: "VLT", range: [0, 400], usual: [[198, 236]] };
const temperature: Expectation = { name: "", unit: "CEL", range: [-50, 300], usual: [] };
const gridFrequency: Expectation = {
  name: "",
  unit: "HTZ",
  range: [0, 100],
  usual: [[49.5, 50.5]],
};
const nothing: Expectation = { name: "", usual: [] };

/** @param window registers from `start`, hexadecimal. */
function best(address: string, start: number, window: string, expectation: Expectation, scale = 1) {
  const bytes = Uint8Array.from(Buffer.from(window.replaceAll(" ", ""), "hex"));
  return rankDecodings(
    decodingsOf(parseModbusAddress(address), [{ start, bytes }]),
    expectation,
    scale,
  );
}

const first = (...args: Parameters<typeof best>) => best(...args)[0]?.as;

// 229.9 = 4365E666, 230.2 = 43663333, 228.4 = 43646666; 180.5 = 43348000; 50.01 = 42480A3D.
test("CDAB read as ABCD", () => {
  expect(first("holding:2:float32", 1, "0000 E666 4365 0000 0000 0000", phaseVoltage)).toBe(
    "holding:2:float32,unit=1,order=CDAB",
  );
  expect(first("holding:2:float32", 1, "0000 8000 4334 0000 0000 0000", temperature)).toBe(
    "holding:2:float32,unit=1,order=CDAB",
  );
  expect(first("input:70:float32", 69, "0000 0A3D 4248 0000 0000 0000", gridFrequency)).toBe(
    "input:70:float32,unit=1,order=CDAB",
  );
});

test("little endian, and bytes swapped in each word", () => {
  expect(first("holding:2:float32", 1, "0000 66E6 6543 0000 0000 0000", phaseVoltage)).toBe(
    "holding:2:float32,unit=1,order=DCBA",
  );
  expect(first("holding:2:float32", 1, "0000 6543 66E6 0000 0000 0000", phaseVoltage)).toBe(
    "holding:2:float32,unit=1,order=BADC",
  );
});

test("40001 taken for 1: the address is one too high; the twin with swapped words stays in sight", () => {
  const ranked = best("holding:1:float32", 0, "4365 E666 4366 3333 4364 6666", phaseVoltage);
  expect(ranked[0]?.as).toBe("holding:0:float32,unit=1");
  expect(ranked[0]?.value).toBeCloseTo(229.9, 4);
  expect(ranked[0]?.change).toContain("−1");
  expect(ranked.slice(1).map(({ as }) => as)).toContain("holding:1:float32,unit=1,order=CDAB");
});

test("one too high in a map of 16-bit registers: the neighbours show", () => {
  const values = best("holding:21:uint16", 20, "08FB 0000 0000 0000 0000 0000", phaseVoltage, 0.1);
  expect(values[0]).toMatchObject({ as: "holding:20:uint16,unit=1,scale=0.1", value: 229.9 });
});

test("an integer read as float, a float read as integer", () => {
  // 2299 as int32 is a denormal float: 3.2e-42.
  expect(first("holding:10:float32", 9, "0000 0000 08FB 0000 0000 0000", phaseVoltage)).toBe(
    "holding:10:int32,unit=1,scale=0.1",
  );
  expect(first("holding:10:int32", 9, "0000 4365 E666 0000 0000 0000", phaseVoltage)).toBe(
    "holding:10:float32,unit=1",
  );
});

test("a scale of 10 or 100 that the document did not tell", () => {
  expect(first("input:30:uint16", 29, "0000 08FB 0000 0000 0000 0000", phaseVoltage)).toBe(
    "input:30:uint16,unit=1,scale=0.1",
  );
  expect(first("input:30:uint16", 29, "0000 1389 0000 0000 0000 0000", gridFrequency)).toBe(
    "input:30:uint16,unit=1,scale=0.01",
  );
  // The template says 0.1, the controller is set to whole degrees.
  const whole = best(
    "holding:8192:int16",
    8191,
    "0000 00E6 0000 0000 0000 0000",
    { ...temperature, range: [150, 300] },
    0.1,
  );
  expect(whole[0]).toMatchObject({ as: "holding:8192:int16,unit=1", value: 230 });
});

test("negative temperatures: a signed number read as unsigned", () => {
  const ranked = best("holding:5:uint16", 4, "0000 FFCE 0000 0000 0000 0000", temperature, 0.1);
  expect(ranked[0]).toMatchObject({ as: "holding:5:int16,unit=1,scale=0.1", value: -5 });
});

test("a float without any range is found by its looks alone", () => {
  expect(first("holding:2:float32", 1, "0000 E666 4365 0000 0000 0000", nothing)).toBe(
    "holding:2:float32,unit=1,order=CDAB",
  );
});

test("what is right as it stands ranks first, and needs no change", () => {
  const ranked = best("input:0:float32", 0, "4365 E666 4366 3333 4364 6666", phaseVoltage);
  expect(ranked[0]).toMatchObject({ as: "input:0:float32,unit=1", change: "" });
});

test("from nothing but zeros nothing is told", () => {
  const ranked = best("holding:2:float32", 1, "0000 0000 0000 0000 0000 0000", phaseVoltage);
  expect(ranked).toHaveLength(1);
  expect(ranked[0]).toMatchObject({ value: 0, as: "holding:2:float32,unit=1" });
});

test("whatever the registers hold: each line that is shown can be pasted and reads the value it shows", () => {
  const holds = property(
    uint8Array({ minLength: 12, maxLength: 12 }),
    constantFrom("int16", "uint32", "float32", "float64"),
    constantFrom(nothing, phaseVoltage, temperature),
    (bytes, type, expectation) => {
      const asked = parseModbusAddress(`holding:1:${type}`);
      for (const { as, also, value } of rankDecodings(
        decodingsOf(asked, [{ start: 0, bytes }]),
        expectation,
      )) {
        for (const text of [as, ...also]) {
          const address = parseModbusAddress(text);
          expect(Number(decodeRegisters(address, bytes, address.address).value)).toBeCloseTo(
            value,
            9,
          );
        }
      }
    },
  );
  const { failed, counterexample, errorInstance } = check(holds, { seed: 5, numRuns: 300 });
  expect(failed, `${JSON.stringify(counterexample)} ${errorInstance}`).toBe(false);
});
