// Parts that lines are made of: sub-meters, switched motors, orders, the laboratory's book, instruments.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Instruments, pv, setpoint } from "./instruments.ts";
import { LabBook } from "./lab-book.ts";
import { MainSupply } from "./main-supply.ts";
import { OrderBook } from "./order-book.ts";
import { EventBook } from "./plant-events.ts";
import { createRandom } from "./random.ts";
import { SubMeter } from "./sub-meter.ts";
import { SwitchedMotor } from "./switched-motor.ts";

const grid = { frequencyHz: 50.02, feederVoltageV: 231 };
const seeds = fc.integer({ min: 1, max: 9_000 });

test("a sub-meter counts what its loads draw, at the main panel's frequency within 0.01 Hz", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const random = createRandom(seed);
      const load = { kw: 120, kvar: 60 };
      const main = new MainSupply({
        random: random.fork("main"),
        grid,
        supplyOhm: 0.001,
        baseKw: 10,
        historyKwh: [0, 1],
      });
      const sub = new SubMeter({ random: random.fork("sub"), cableOhm: 0.01, historyKwh: [5, 6] });
      const before = sub.reading().importKwh;
      for (let n = 0; n < 600; n += 1) {
        main.step(1_000, [load, load]);
        sub.step(1_000, main.reading(), [load]);
      }
      const { activeW, reactiveVar, importKwh, frequencyHz, phases } = sub.reading();
      expect(activeW).toBeCloseTo(120_000, 3);
      expect(reactiveVar).toBeCloseTo(60_000, 3);
      expect(importKwh - before).toBeCloseTo(20, 6);
      expect(Math.abs(frequencyHz - 50.02)).toBeLessThanOrEqual(0.01);
      // 194 A over 0.01 ohm.
      expect(main.reading().phases[0].voltageV - phases[0].voltageV).toBeGreaterThan(1);
      expect(activeW).toBeLessThan(main.reading().activeW);
    }),
    { seed: 1, numRuns: 5 },
  );
});

test("a sub-meter goes on counting after a power cut", () => {
  const options = { cableOhm: 0.01, historyKwh: [5, 6] as const };
  const before = new SubMeter({ random: createRandom(1), ...options });
  const after = new SubMeter({ random: createRandom(2), ...options });
  after.restore(before.retained());
  expect(after.retained()).toEqual(before.retained());
  after.restore({});
  expect(after.retained()).toEqual(before.retained());
});

const motor = (seed: number, start: "direct" | "drive") =>
  new SwitchedMotor({
    random: createRandom(seed),
    ratedKw: 100,
    idleShare: 0.3,
    tauMs: 1_000,
    load: 0,
    start,
    on: false,
  });

test("X4: straight to the line it draws 3 to 7 times its rated current for 2 to 8 s, on a drive never", () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom(100, 1_000), (seed, dtMs) => {
      const ratedA = 100_000 / 0.86 / Math.sqrt(3) / 400;
      const currents = (start: "direct" | "drive") => {
        const each = motor(seed, start);
        each.step(dtMs, false, 1, 400);
        expect([each.kw, each.kvar, each.currentA]).toEqual([0, 0, 0]);
        return Array.from({ length: 20_000 / dtMs }, () => {
          each.step(dtMs, true, 0.9, 400);
          return each.currentA / ratedA;
        });
      };
      const direct = currents("direct");
      expect(Math.max(...direct)).toBeGreaterThan(3);
      expect(Math.max(...direct)).toBeLessThan(7);
      const rushS = (direct.filter((times) => times > 1.5).length * dtMs) / 1_000;
      expect(rushS).toBeGreaterThanOrEqual(2);
      expect(rushS).toBeLessThanOrEqual(8);
      expect(Math.max(...currents("drive"))).toBeLessThan(1.2);
    }),
    { seed: 2, numRuns: 6 },
  );
});

test("orders have numbers that never repeat, and every new one is another product", () => {
  const events = new EventBook(() => 0);
  const book = new OrderBook({
    random: createRandom(4),
    events,
    prefix: "T",
    products: [{ name: "a" }, { name: "b" }, { name: "c" }],
    quantity: [10, 20],
    unit: "MTQ",
    firstShare: 0.5,
  });
  expect(book.current().product.name).toBe("a");
  expect(book.remaining()).toBeGreaterThanOrEqual(5);
  const seen = [book.current()];
  book.begin();
  for (let n = 0; n < 20; n += 1) {
    book.add(book.remaining());
    seen.push(book.next());
    book.begin();
  }
  expect(new Set(seen.map(({ number }) => number)).size).toBe(21);
  for (const [n, order] of seen.entries()) expect(order.product).not.toBe(seen[n - 1]?.product);
  const written = events.take();
  expect(written.filter(({ kind }) => kind === "order-start")).toHaveLength(21);
  expect(written.filter(({ kind }) => kind === "order-end")).toHaveLength(20);
});

test("X7: the laboratory's specimens are hours apart, and results come later", () => {
  let now = 0;
  const events = new EventBook(() => now);
  const book = new LabBook({ random: createRandom(5), events, now: () => now, hours: [2, 4] });
  const specimen = () => [{ test: "density", value: 660, unit: "KMQ", minutes: 50 }];
  for (let n = 0; n < 24 * 60; n += 1) {
    now += 60_000;
    // Nothing is made from the eighth to the sixteenth hour.
    book.step(60_000, n < 480 || n > 960, "T-1", specimen);
  }
  const taken = events.take().flatMap((event) => (event.kind === "lab-sample" ? [event] : []));
  expect(taken.length).toBeGreaterThan(3);
  for (const [n, { at, takenAt }] of taken.entries()) {
    expect(at - takenAt).toBeGreaterThan(40 * 60_000);
    expect(takenAt - (taken[n - 1]?.takenAt ?? -2 * 3.6e6)).toBeGreaterThanOrEqual(2 * 3.6e6);
    const minute = takenAt / 60_000;
    expect(minute <= 480 || minute > 960).toBe(true);
  }
});

test("instruments are made of what the sheet says, and of nothing else", () => {
  const sheet = {
    "press.speed": pv("C16", [0, 800], 2, "1%", "R", "速度", "speed"),
    "press.speed.sp": setpoint("C16", [0, 800], "R", "速度设定", "speed setpoint"),
  };
  const instruments = new Instruments(createRandom(6), sheet);
  const input = instruments.input("press.speed", 0.5);
  const values = Array.from({ length: 4_000 }, () => {
    input.sample(300);
    return input.value();
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  expect(Math.abs(sd / 3 - 1)).toBeLessThan(0.05);
  expect((values[0] ?? 0) / (800 / 27_648)).toBeCloseTo(
    Math.round((values[0] ?? 0) / (800 / 27_648)),
    6,
  );
  for (const point of ["press.speed.sp", "press.torque"]) {
    expect(() => instruments.input(point)).toThrow(RangeError);
  }
});
