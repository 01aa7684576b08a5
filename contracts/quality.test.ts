import { expect, test } from "vitest";
import { flagOfStatus, isGood, qualityOf, status, statusOfModbusException } from "./quality.ts";

test("the two top bits of a status are its severity; uncertain is not good", () => {
  const cases: [number, string][] = [
    [0x00000000, "good"],
    [0x3fffffff, "good"],
    [0x40000000, "uncertain"],
    [status.uncertainLastUsable, "uncertain"],
    [0x7fffffff, "uncertain"],
    [0x80000000, "bad"],
    [0xbfffffff, "bad"],
    [0xc0000000, "bad"],
    [0xffffffff, "bad"],
  ];
  for (const [code, quality] of cases) {
    expect(qualityOf(code), code.toString(16)).toBe(quality);
    expect(isGood(code)).toBe(quality === "good");
  }
});

test("codes of OPC UA Part 6 Annex A.2", () => {
  expect(status).toMatchObject({
    badCommunication: 0x80050000,
    badTimeout: 0x800a0000,
    badWaitingForInitialData: 0x80320000,
    badOutOfRange: 0x803c0000,
    badNotSupported: 0x803d0000,
    badNotConnected: 0x808a0000,
    badDecoding: 0x80070000,
    badDeviceFailure: 0x808b0000,
    badSensorFailure: 0x808c0000,
  });
});

test("a Modbus exception stands in the low byte of an unsigned, bad status", () => {
  const cases: [number, number][] = [
    [1, 0x803d0001],
    [2, 0x80890002],
    [3, 0x80890003],
    [4, 0x808b0004],
    [5, 0x80040005],
    [6, 0x80040006],
    [8, 0x808b0008],
    [10, 0x808a000a],
    [11, 0x808a000b],
    [0xff, 0x808b00ff],
  ];
  for (const [exception, code] of cases) {
    expect(statusOfModbusException(exception), String(exception)).toBe(code);
    expect(qualityOf(code)).toBe("bad");
  }
});

test("the flag that a status alone implies", () => {
  expect(flagOfStatus(status.good)).toBe("N");
  expect(flagOfStatus(status.uncertainLastUsable)).toBe("N");
  expect(flagOfStatus(status.badOutOfRange)).toBe("T");
  expect(flagOfStatus(statusOfModbusException(4))).toBe("D");
  expect(flagOfStatus(status.badSensorFailure)).toBe("D");
  expect(flagOfStatus(statusOfModbusException(2))).toBe("B");
  expect(flagOfStatus(status.badTimeout)).toBe("B");
});
