import { expect, test } from "vitest";
import { IdentityChanges, type IdentityMemory } from "./changes.ts";

class Memory implements IdentityMemory {
  text: string | undefined;
  saves = 0;
  load = () => this.text;
  save(text: string): void {
    this.text = text;
    this.saves += 1;
  }
}

function rig(memory = new Memory()) {
  const told: string[] = [];
  return { memory, told, changes: new IdentityChanges(memory, (message) => told.push(message)) };
}

test("another serial is told once, with both; the first one and the same again are not", () => {
  const { changes, told, memory } = rig();
  changes.heard("equipment", "press", [["serial", "A1"]]);
  changes.heard("equipment", "press", [["serial", "A1"]]);
  expect(told).toEqual([]);
  expect(memory.saves).toBe(1);
  changes.heard("equipment", "press", [["serial", "B2"]]);
  changes.heard("equipment", "press", [["serial", "B2"]]);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("A1 → B2");
  expect(told[0]).toContain("another device?");
});

test("a device swapped while the gateway was off is told after the restart", () => {
  const { changes, memory } = rig();
  changes.heard("connection", "plc", [
    ["certificate", "aa"],
    ["mac", "00:30:de:00:00:01"],
  ]);
  const { changes: later, told } = rig(memory);
  later.heard("connection", "plc", [
    ["certificate", "bb"],
    ["mac", "00:30:de:00:00:02"],
  ]);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("aa → bb");
  expect(told[0]).toContain("00:30:de:00:00:01 → 00:30:de:00:00:02");
});

test("another firmware alone is an update", () => {
  const { changes, told } = rig();
  changes.heard("equipment", "press", [
    ["firmware", "V2.8"],
    ["serial", "A1"],
  ]);
  changes.heard("equipment", "press", [
    ["firmware", "V2.9"],
    ["serial", "A1"],
  ]);
  expect(told[0]).toContain("updated?");
});

test("what is not said takes nothing back: the next serial is compared with the last that was said", () => {
  const { changes, told } = rig();
  changes.heard("equipment", "press", [["serial", "A1"]]);
  changes.heard("equipment", "press", [["serial", ""]]);
  changes.heard("equipment", "press", []);
  expect(told).toEqual([]);
  changes.heard("equipment", "press", [["serial", "B2"]]);
  expect(told[0]).toContain("A1 → B2");
});

test("a damaged memory is none; one that cannot be written is told and stops nothing", () => {
  const memory = new Memory();
  memory.text = "{";
  memory.save = () => {
    throw new Error("ENOSPC");
  };
  const { changes, told } = rig(memory);
  changes.heard("equipment", "press", [["serial", "A1"]]);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("ENOSPC");
});
