// Orders, cabinets and parts through the cell, and what the books say of them: nothing is lost, nothing packed twice.

import { expect, test } from "vitest";
import type { PlantEvent } from "../plant-events.ts";
import { testCell } from "./test-cell.ts";

const HOURS = 8;
const cell = testCell(41);
const before = {
  good: cell.number("cnc-1.output.good"),
  parts: cell.number("cnc-1.output.total"),
  packed: cell.number("packer-1.output.total"),
};
const events: PlantEvent[] = [];
let mostOpen = 0;
const shown = new Map<string, boolean>();
const disagree: string[] = [];
cell.run(
  HOURS * 3_600_000,
  () => {
    for (const event of cell.plant.takeEvents()) {
      events.push(event);
      if (event.kind === "alarm") shown.set(`${event.equipment}.${event.alarm}`, event.active);
    }
    for (const [point, active] of shown) {
      if (cell.plant.value(point) !== active) disagree.push(point);
    }
    mostOpen = Math.max(mostOpen, cell.cell.machines().book.open().length);
  },
  1_000,
);
const ofKind = <Kind extends PlantEvent["kind"]>(kind: Kind) =>
  events.filter((event): event is PlantEvent & { kind: Kind } => event.kind === kind);
const batches = (equipment: string) =>
  ofKind("batch").filter((event) => event.equipment === equipment);

test("each part is packed once, in a carton of its cabinet and order", () => {
  const packed = batches("packer-1").flatMap(({ of, order }) => {
    const parts = `${of.partIds}`.split(" ");
    expect(parts).toHaveLength(Number(of.parts));
    for (const part of parts) {
      expect(part.startsWith(`${of.cabinet}-P`)).toBe(true);
      expect(`${of.cabinet}`.startsWith(`${order}-C`)).toBe(true);
    }
    for (const size of `${of.sizesMm}`.split(" ")) expect(size).toMatch(/^\d{2,4}x\d{2,4}x18$/);
    for (const edges of `${of.edges}`.split(" ")) expect(edges.split("/")).toHaveLength(4);
    return parts;
  });
  expect(new Set(packed).size).toBe(packed.length);
  expect(packed).toHaveLength(cell.number("packer-1.output.total") - before.packed);
});

test("an order ends when its last part is packed, spoilt parts made again; few are open", () => {
  const started = new Map(ofKind("order-start").map((event) => [event.order, event]));
  const ended = ofKind("order-end");
  expect(ended.length).toBeGreaterThan(10);
  for (const { order, made, at, product } of ended) {
    const start = started.get(order);
    if (start === undefined) continue;
    expect(made).toBe(start.quantity);
    expect(product).toBe(start.product);
    expect(at).toBeGreaterThan(start.at);
  }
  expect(new Set(ended.map(({ order }) => order)).size).toBe(ended.length);
  expect(cell.number("cnc-1.output.rejected")).toBeGreaterThan(0);
  expect(mostOpen).toBeLessThan(25);
});

test("sheets in the book are sheets on the counter, with one décor each but for parts made again", () => {
  const sheets = batches("cnc-1");
  const sum = (name: string): number =>
    sheets.reduce((total, { of }) => total + Number(of[name]), 0);
  // The sheet on the table at the beginning and that at the end are partly counted.
  expect(Math.abs(sum("parts") - (cell.number("cnc-1.output.total") - before.parts))).toBeLessThan(
    26,
  );
  expect(Math.abs(sum("good") - (cell.number("cnc-1.output.good") - before.good))).toBeLessThan(26);
  for (const { of } of sheets) {
    expect(Number(of.parts)).toBeGreaterThanOrEqual(12);
    expect(Number(of.parts)).toBeLessThanOrEqual(25);
    expect(Number(of.yieldPercent)).toBeGreaterThan(82);
    expect(Number(of.yieldPercent)).toBeLessThan(92);
  }
  const changes = ofKind("changeover-start");
  expect(changes.length).toBeGreaterThan(2);
  for (const { from, to } of changes) expect(from).not.toBe(to);
  expect(Math.abs(changes.length - ofKind("changeover-end").length)).toBeLessThanOrEqual(1);
});

test("X7: laboratory values are hours apart, written after they were taken, and like those of a good cell", () => {
  const limits: Readonly<Record<string, readonly [number, number]>> = {
    "dimension-deviation": [-0.25, 0.25],
    "diagonal-deviation": [-0.5, 0.5],
    "chipping-length": [0, 1],
    "glue-line": [0.05, 0.2],
    "peel-strength": [0.4, 0.8],
  };
  const samples = ofKind("lab-sample");
  for (const [name, [low, high]] of Object.entries(limits)) {
    const own = samples.filter(({ test: kind }) => kind === name);
    expect(own.length, name).toBeGreaterThanOrEqual(2);
    expect(own.length, name).toBeLessThanOrEqual(HOURS);
    for (const { value, takenAt, at } of own) {
      expect(value, name).toBeGreaterThanOrEqual(low);
      expect(value, name).toBeLessThanOrEqual(high);
      expect(at - takenAt).toBeGreaterThan(5 * 60_000);
    }
    own.slice(1).forEach(({ takenAt }, n) => {
      expect(takenAt - (own[n]?.takenAt ?? 0)).toBeGreaterThan(3_600_000);
    });
  }
});

test("an alarm comes before it goes, its point says the same, and several kinds occur", () => {
  const standing = new Map<string, boolean>();
  for (const { equipment, alarm, active } of ofKind("alarm")) {
    const name = `${equipment}.${alarm}`;
    expect(standing.get(name) ?? false, name).toBe(!active);
    standing.set(name, active);
  }
  expect(disagree).toEqual([]);
  expect([...standing.keys()]).toEqual(
    expect.arrayContaining(["cnc-1.alarm.vacuum", "edgebander-1.alarm.tape", "packer-1.alarm.jam"]),
  );
  // ISA-18.2: an operator of five machines is not flooded.
  expect(ofKind("alarm").length / 2 / HOURS).toBeLessThan(40);
});

test("states in the book follow each other", () => {
  const last = new Map<string, string>();
  for (const { equipment, from, to } of ofKind("state")) {
    expect(last.get(equipment) ?? from, equipment).toBe(from);
    expect(to).not.toBe(from);
    last.set(equipment, to);
  }
  expect(last.size).toBe(7);
});
