// No value with a fresh time leaves the gateway without a fresh read, and nothing stays good silently, whatever
// a driver does: hangs for ever, answers late after its link was given up, fills the same objects again,
// returns old readings, returns too few, asks nothing, never opens.
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { qualityOf, status } from "#contracts/quality.ts";
import type { ScanRecord } from "#contracts/record.ts";
import { ManualClock } from "#contracts/time.ts";
import type { EquipmentConfig } from "#gateway/config/equipment.ts";
import type { AnyDriver, Reading } from "#gateway/driver.ts";
import { GatewayError } from "#gateway/errors.ts";
import { Poller } from "#gateway/poll/poller.ts";
import { lasting } from "../kit/lasting.ts";

const begin = Date.UTC(2026, 0, 5, 8, 0, 0);
const intervalMs = 200;
const limitMs = 1_000;
const stepMs = 20;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const behaviours = [
  "fresh",
  "hang",
  "late",
  "same-objects",
  "old",
  "too-few",
  "unasked",
  "unasked-good",
  "fails",
  "throws-text",
] as const;
type Behaviour = (typeof behaviours)[number];

type Mutable = { -readonly [Key in keyof Reading]: Reading[Key] };

/** A driver that does what it is told, and remembers when it really gave what. */
class UnreliableDriver {
  readonly clock = new ManualClock(begin);
  behaviour: Behaviour = "fresh";
  opens: "at-once" | "never" = "at-once";
  closes: "at-once" | "never" = "at-once";
  /** Readings that were given to the gateway while their connection was its own, by time. */
  readonly given = new Map<number, readonly Reading[]>();
  lastGivenAt = Number.NEGATIVE_INFINITY;
  opened = 0;
  #live = 0;
  #value = 0;
  #old: readonly Reading[] | undefined;
  readonly #own: Mutable[] = [this.#reading(), this.#reading()];

  readonly driver: AnyDriver = {
    kind: "unreliable",
    protocol: "modbus",
    sharedKeys: [],
    parseEndpoint: (value) => value,
    parseAddress: (value) => value,
    datatypeOf: () => 10,
    open: async () => {
      if (this.opens === "never") return new Promise(() => undefined);
      this.opened += 1;
      const connection = this.opened;
      this.#live = connection;
      return {
        limitMs,
        plan: () => ({ read: () => this.#read(connection) }),
        identify: async () => [],
        close: async () => {
          if (this.#live === connection) this.#live = 0;
          if (this.closes === "never") await new Promise(() => undefined);
        },
      };
    },
  };

  #reading(): Mutable {
    this.#value += 1;
    return {
      kind: "double",
      value: this.#value,
      status: status.good,
      sourceTime: this.clock.now(),
      asked: true,
    };
  }

  #give(connection: number, readings: readonly Reading[]): readonly Reading[] {
    if (this.#live === connection) {
      this.given.set(
        this.clock.now(),
        readings.map((reading) => ({ ...reading })),
      );
      this.lastGivenAt = this.clock.monotonic();
    }
    return readings;
  }

  async #read(connection: number): Promise<readonly Reading[]> {
    const bad = { kind: "null", value: null, status: status.badTimeout } as const;
    switch (this.behaviour) {
      case "fresh":
        this.#old = this.#give(connection, [this.#reading(), this.#reading()]);
        return this.#old;
      case "hang":
        return new Promise(() => undefined);
      case "late":
        await lasting(3_000);
        return this.#give(connection, [this.#reading(), this.#reading()]);
      case "same-objects":
        for (const own of this.#own) Object.assign(own, this.#reading());
        return this.#give(connection, this.#own);
      case "old":
        return this.#give(connection, this.#old ?? [this.#reading(), this.#reading()]);
      case "too-few":
        return [this.#reading()];
      case "unasked":
        return [0, 1].map(() => ({ ...this.#reading(), ...bad, asked: false }));
      case "unasked-good":
        return [0, 1].map(() => ({ ...this.#reading(), asked: false }));
      case "fails":
        throw new GatewayError("GATEWAY_LINK_LOST", "cable pulled");
      case "throws-text":
        throw "not even an error";
    }
  }
}

const equipment: EquipmentConfig = {
  id: "m",
  connection: "bus",
  scanGroups: [
    {
      id: "fast",
      intervalMs,
      signals: ["a", "b"].map((id) => ({ id, address: id, datatype: 10, deadband: 0 })),
    },
  ],
};

function rig() {
  const plant = new UnreliableDriver();
  const records: ScanRecord[] = [];
  const lines: string[] = [];
  const events: string[] = [];
  /** Whether the log says of a signal that it can be used. */
  const usable = new Map<string, boolean>();
  const poller = new Poller({
    connections: [{ id: "bus", driver: "unreliable", endpoint: {} }],
    equipment: [equipment],
    drivers: { unreliable: plant.driver },
    clock: plant.clock,
    dataDir: "/nowhere",
    log: (line) => lines.push(line),
    random: () => 0,
    onRecord: (record) => {
      records.push(record);
      for (const { signal, status: code } of record.samples) {
        usable.set(signal, qualityOf(code) !== "bad");
      }
    },
    onEquipment: (_, state) => events.push(state),
  });
  const pass = async (ms: number, look?: () => void) => {
    for (let i = 0; i < ms; i += stepMs) {
      plant.clock.advance(stepMs);
      await vi.advanceTimersByTimeAsync(stepMs);
      look?.();
    }
  };
  return { plant, records, lines, events, usable, poller, pass };
}

/** Every usable sample is to the bit what was read at the record's own time, over the link that then was. */
function expectGenuine(records: readonly ScanRecord[], plant: UnreliableDriver): void {
  for (const { gatewayTime, samples } of records) {
    const isClaim = samples.length === 0 || samples.some(({ status: code }) => code === 0);
    const given = plant.given.get(gatewayTime);
    expect(isClaim && given === undefined).toBe(false);
    for (const { signal, status: code, value, sourceTime } of samples) {
      if (qualityOf(code) === "bad") continue;
      const reading = given?.[signal === "a" ? 0 : 1];
      expect({ value, sourceTime }).toEqual({
        value: reading?.value,
        sourceTime: reading?.sourceTime,
      });
    }
  }
}

test("whatever a driver does, a record holds what was read at its time, and nothing stays good unread", async () => {
  const phase = fc.record({
    behaviour: fc.constantFrom(...behaviours),
    opens: fc.constantFrom("at-once" as const, "at-once" as const, "never" as const),
    closes: fc.constantFrom("at-once" as const, "never" as const),
    ms: fc.integer({ min: 5, max: 150 }).map((steps) => steps * stepMs),
  });
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(phase, { minLength: 4, maxLength: 8 }), async (phases) => {
      const { plant, records, usable, poller, pass } = rig();
      poller.start();
      const look = () => {
        const silentMs = plant.clock.monotonic() - plant.lastGivenAt;
        // 3 scans and 1 s, or twice the 3 s that this driver takes at its slowest.
        const slowest = Math.max(3 * intervalMs, 2 * 3_000) + 1_000;
        const isStale = silentMs > slowest + stepMs && [...usable.values()].includes(true);
        expect(isStale, `good for ${silentMs} ms without a reading`).toBe(false);
      };
      for (const { ms, ...how } of phases) {
        Object.assign(plant, how);
        seen.add(how.behaviour);
        await pass(ms, look);
      }
      expectGenuine(records, plant);
      // Mended without a restart, however it was left.
      Object.assign(plant, { behaviour: "fresh", opens: "at-once" });
      await pass(2_000);
      const left = poller.status().connections[0]?.state;
      if (left === "open") expect(poller.status().equipment[0]?.state).toBe("up");
      const stopped = poller.stop();
      await pass(5_000);
      await stopped;
    }),
    { seed: 20_261_122, numRuns: 30, endOnFailure: true },
  );
  expect([...seen].sort()).toEqual([...behaviours].sort());
});

test("a read that hangs is noticed within 3 scans and 1 s, recorded as bad once and mended by a new link", async () => {
  const { plant, records, lines, events, poller, pass } = rig();
  poller.start();
  await pass(1_000);
  plant.behaviour = "hang";
  const hungAt = plant.clock.now();
  await pass(3 * intervalMs + 1_000);
  const [bad, ...more] = records.filter(({ samples }) => samples[0]?.value === null);
  expect(more).toEqual([]);
  expect(bad?.samples.map(({ status: code, flag }) => [code, flag])).toEqual([
    [status.badTimeout, "B"],
    [status.badTimeout, "B"],
  ]);
  expect(bad!.gatewayTime - hungAt).toBeLessThanOrEqual(3 * intervalMs + 1_000);
  expect(poller.status().equipment[0]).toMatchObject({ state: "down", stalls: 1 });
  expect(poller.status().equipment[0]?.reason).toContain("fast");
  expect(lines.filter((line) => line.startsWith("m: [GATEWAY_SCAN_STALLED]"))).toHaveLength(1);
  plant.behaviour = "fresh";
  await pass(limitMs + 3_000);
  expect(plant.opened).toBe(2);
  expect(poller.status().equipment[0]).toMatchObject({ state: "up", stalls: 1 });
  expect(events).toEqual(["up", "down", "up"]);
  await poller.stop();
});

test("the late answer of a read that was given up is nobody's", async () => {
  const { plant, records, poller, pass } = rig();
  poller.start();
  await pass(1_000);
  plant.behaviour = "late";
  await pass(400);
  // The next link stays dead, so that whatever comes now comes of the old one.
  plant.behaviour = "hang";
  const before = records.length;
  await pass(10_000);
  expect(plant.opened).toBeGreaterThan(1);
  const values = records.slice(before).flatMap(({ samples }) => samples.map(({ value }) => value));
  expect(values).toEqual([null, null]);
  await poller.stop();
});

test("a connection that never opens is given up too, ever more rarely, and mended when it would open", async () => {
  const { plant, poller, pass } = rig();
  plant.opens = "never";
  poller.start();
  await pass(70_000);
  expect(poller.status().equipment[0]).toMatchObject({ state: "down", stalls: 1 });
  plant.opens = "at-once";
  // The attempt under way is given up like the first.
  await pass(70_000);
  expect(poller.status().equipment[0]?.state).toBe("up");
  await poller.stop();
});

test("after 10 min of scans that ask nothing the link is opened anew", async () => {
  const { plant, poller, pass } = rig();
  poller.start();
  await pass(1_000);
  plant.behaviour = "unasked";
  await pass(599_000);
  expect(plant.opened).toBe(1);
  await pass(10_000);
  expect(plant.opened).toBe(2);
  expect(poller.status().equipment[0]?.stalls).toBe(1);
  await poller.stop();
});

test("a gateway that stood still blames nobody, makes nothing up and says so", async () => {
  const { plant, records, lines, poller, pass } = rig();
  poller.start();
  await pass(1_000);
  const before = records.length;
  // SIGSTOP for a minute: time goes on, nothing runs.
  plant.clock.advance(60_000);
  await pass(1_000);
  const after = records.slice(before);
  expect(after.length).toBeLessThanOrEqual(1_000 / intervalMs + 1);
  expect(after[0]!.gatewayTime - records[before - 1]!.gatewayTime).toBeGreaterThanOrEqual(60_000);
  const { standstills, equipment: machines, lateness } = poller.status();
  expect(standstills.count).toBe(1);
  expect(standstills.ms).toBeGreaterThan(59_000);
  expect(machines[0]).toMatchObject({ state: "up", stalls: 0 });
  expect(lateness.max).toBeGreaterThan(59_000);
  expect(lateness.p50).toBeLessThanOrEqual(intervalMs);
  expect(lines.filter((line) => line.includes("stood still"))).toHaveLength(1);
  expectGenuine(records, plant);
  await poller.stop();
});

test("stopping a gateway whose driver hangs is bounded", async () => {
  const { plant, poller, pass } = rig();
  poller.start();
  await pass(500);
  Object.assign(plant, { behaviour: "hang", closes: "never" });
  await pass(500);
  let stopped = false;
  void poller.stop().then(() => {
    stopped = true;
  });
  await pass(5_000);
  expect(stopped).toBe(true);
});
