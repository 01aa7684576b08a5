import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { status } from "#contracts/quality.ts";
import type { ScanRecord } from "#contracts/record.ts";
import { ManualClock } from "#contracts/time.ts";
import type { EquipmentConfig } from "../config/equipment.ts";
import type { AnyDriver, Reading } from "../driver.ts";
import { GatewayError } from "../errors.ts";
import { Poller } from "./poller.ts";

const begin = Date.UTC(2026, 0, 5, 8, 0, 0);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A driver whose link and values a test sets. Addresses are names of values. */
class Plant {
  readonly clock = new ManualClock(begin);
  readonly values = new Map<unknown, Partial<Reading>>();
  refusing = false;
  cut = false;
  opened = 0;
  closed = 0;
  opening: number[] = [];

  readonly driver: AnyDriver = {
    kind: "plant",
    protocol: "modbus",
    sharedKeys: [],
    parseEndpoint: (value) => value,
    parseAddress: (value) => value,
    datatypeOf: () => 10,
    open: async () => {
      this.opening.push(this.clock.monotonic());
      if (this.refusing) throw new GatewayError("GATEWAY_LINK_REFUSED", "nobody listens");
      this.opened += 1;
      return {
        plan: (addresses) => ({ read: async () => this.#read(addresses) }),
        identify: async () => [["vendorName", "plant"]] as const,
        close: async () => {
          this.closed += 1;
        },
      };
    },
  };

  #read(addresses: readonly unknown[]): readonly Reading[] {
    if (this.cut) throw new GatewayError("GATEWAY_LINK_LOST", "cable pulled");
    return addresses.map((address) => ({
      kind: "double",
      value: 0,
      status: status.good,
      sourceTime: this.clock.now(),
      asked: true,
      ...this.values.get(address),
    }));
  }

  async pass(ms: number): Promise<void> {
    for (let i = 0; i < ms; i += 10) {
      this.clock.advance(10);
      await vi.advanceTimersByTimeAsync(10);
    }
  }
}

type Event = ScanRecord | string;

function machine(id: string, groups: Record<string, readonly string[]>, intervalMs = 1_000) {
  return {
    id,
    connection: "bus",
    scanGroups: Object.entries(groups).map(([group, signals]) => ({
      id: group,
      intervalMs,
      signals: signals.map((signal) => ({
        id: signal,
        address: `${id}.${signal}`,
        datatype: 10,
        deadband: 0,
      })),
    })),
  } satisfies EquipmentConfig;
}

function rig(...equipment: EquipmentConfig[]) {
  const plant = new Plant();
  const events: Event[] = [];
  const returned: string[] = [];
  const poller = new Poller({
    connections: [{ id: "bus", driver: "plant", endpoint: {} }],
    equipment,
    drivers: { plant: plant.driver },
    clock: plant.clock,
    dataDir: "/nowhere",
    log: () => undefined,
    random: () => 0,
    onRecord: (record) => events.push(record),
    onEquipment: (id, state) => events.push(`${id} ${state}`),
    onReturn: (id) => returned.push(id),
  });
  const records = () => events.filter((event) => typeof event !== "string");
  return { plant, events, returned, records, poller };
}

const brief = (event: Event) =>
  typeof event === "string"
    ? event
    : `${event.equipment}/${event.scanGroup} ${event.samples.map(({ signal, value, flag }) => `${signal}=${value}${flag}`).join()}`;

test("every completed scan is a record, and up is announced before the first", async () => {
  const { plant, events, poller } = rig(machine("m", { fast: ["a", "b"] }));
  poller.start();
  await plant.pass(10);
  plant.values.set("m.b", { value: 5 });
  await plant.pass(3_000);
  expect(events.map(brief)).toEqual([
    "m up",
    "m/fast a=0N,b=0N",
    "m/fast b=5N",
    "m/fast ",
    "m/fast ",
  ]);
  await poller.stop();
  expect(plant).toMatchObject({ opened: 1, closed: 1 });
});

test("a lost link makes one record that all is bad, then none until something was read again", async () => {
  const { plant, events, records, poller } = rig(machine("m", { fast: ["a", "b"] }));
  poller.start();
  await plant.pass(1_010);
  plant.cut = true;
  plant.refusing = true;
  await plant.pass(60_000);
  plant.cut = false;
  plant.refusing = false;
  await plant.pass(40_000);
  expect(events.slice(0, 8).map(brief)).toEqual([
    "m up",
    "m/fast a=0N,b=0N",
    "m/fast ",
    "m/fast a=nullB,b=nullB",
    "m down",
    "m up",
    "m/fast a=0N,b=0N",
    "m/fast ",
  ]);
  const [, , lost, back] = records();
  expect(lost?.samples[0]).toMatchObject({
    kind: "null",
    status: status.badCommunication,
    sourceTime: lost?.gatewayTime,
  });
  // No record stands between the turn to bad and the first fresh reading.
  expect(back!.gatewayTime - lost!.gatewayTime).toBeGreaterThanOrEqual(60_000);
  for (const { sourceTime } of back!.samples) expect(sourceTime).toBe(back!.gatewayTime);
  await poller.stop();
});

test("attempts back off from half a second to fifteen with the least jitter, and start anew after a read", async () => {
  const { plant, poller } = rig(machine("m", { fast: ["a"] }, 100));
  plant.refusing = true;
  poller.start();
  await plant.pass(60_000);
  const pauses = plant.opening.slice(1).map((at, i) => at - plant.opening[i]!);
  // An attempt comes with the first tick after its pause.
  expect(pauses.map((ms) => Math.floor(ms / 500) * 500)).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
  ]);
  plant.refusing = false;
  await plant.pass(15_000);
  expect(poller.status().equipment[0]?.state).toBe("up");
  plant.opening.length = 0;
  plant.cut = true;
  await plant.pass(100);
  plant.cut = false;
  const lostAt = plant.clock.monotonic();
  await plant.pass(1_000);
  expect(plant.opening).toHaveLength(1);
  expect(plant.opening[0]! - lostAt).toBeLessThanOrEqual(500);
  await poller.stop();
});

test("a start without a device records once that all is bad and says once that it is down", async () => {
  const { plant, events, poller } = rig(machine("m", { fast: ["a"] }));
  plant.refusing = true;
  poller.start();
  await plant.pass(30_000);
  expect(events.map(brief)).toEqual(["m/fast a=nullB", "m down"]);
  expect(poller.status().equipment[0]).toMatchObject({ state: "down", reason: "nobody listens" });
  expect(poller.status().connections[0]).toMatchObject({ state: "waiting", opened: 0 });
  await poller.stop();
});

test("a scan in which nothing was asked makes no record, even in a new hour", async () => {
  const { plant, records, poller } = rig(machine("m", { fast: ["a"] }));
  poller.start();
  await plant.pass(10);
  const bad = { kind: "null", value: null, status: status.badTimeout } as const;
  plant.values.set("m.a", { ...bad, asked: true, sourceTime: plant.clock.now() });
  await plant.pass(1_000);
  plant.values.set("m.a", { ...bad, asked: false, sourceTime: plant.clock.now() });
  const before = records().length;
  plant.clock.jump(3_600_000);
  await plant.pass(5_000);
  expect(records()).toHaveLength(before);
  plant.values.delete("m.a");
  await plant.pass(1_000);
  expect(records().at(-1)?.samples).toMatchObject([{ signal: "a", value: 0, flag: "N" }]);
  await poller.stop();
});

test("a group that is not asked, because another one found the unit silent, does not stay good", async () => {
  const { plant, events, records, poller } = rig(machine("m", { fast: ["a"], slow: ["b"] }));
  poller.start();
  await plant.pass(1_010);
  const silent = { kind: "null", value: null, status: status.badTimeout } as const;
  plant.values.set("m.a", silent).set("m.b", { ...silent, asked: false });
  await plant.pass(5_000);
  const told = records().filter(({ scanGroup }) => scanGroup === "slow");
  expect(told.map(brief).at(-1)).toBe("m/slow b=nullB");
  expect(told.filter(({ samples }) => samples[0]?.value === null)).toHaveLength(1);
  expect(events.at(-1)).not.toBe("m up");
  expect(poller.status().equipment[0]?.state).toBe("down");
  expect(poller.signals("m")).toMatchObject([{ quality: "bad" }, { quality: "bad" }]);
  expect(poller.signals("nobody")).toBeUndefined();
  await poller.stop();
});

test("one address that stays bad beside others read does not repeat itself", async () => {
  const { plant, events, poller } = rig(machine("m", { fast: ["a", "b"] }));
  const refused = {
    kind: "null",
    value: null,
    status: status.badConfiguration,
    asked: false,
  } as const;
  plant.values.set("m.b", refused);
  poller.start();
  await plant.pass(1_010);
  expect(events.map(brief)).toEqual(["m up", "m/fast a=0N,b=nullB", "m/fast "]);
  expect(poller.status().equipment[0]?.state).toBe("degraded");
  await poller.stop();
});

test("a silent unit takes its own equipment down and no other", async () => {
  const { plant, events, poller } = rig(
    machine("m", { fast: ["a"] }),
    machine("n", { fast: ["a"] }),
  );
  poller.start();
  await plant.pass(10);
  plant.values.set("m.a", { kind: "null", value: null, status: status.badTimeout });
  await plant.pass(3_000);
  expect(events.filter((event) => typeof event === "string")).toEqual(["m up", "n up", "m down"]);
  plant.values.delete("m.a");
  await plant.pass(1_000);
  expect(events.filter((event) => typeof event === "string").at(-1)).toBe("m up");
  await poller.stop();
});

test("a record that is refused stops nothing", async () => {
  const plant = new Plant();
  let offered = 0;
  const poller = new Poller({
    connections: [{ id: "bus", driver: "plant", endpoint: {} }],
    equipment: [machine("m", { fast: ["a"] })],
    drivers: { plant: plant.driver },
    clock: plant.clock,
    dataDir: "/nowhere",
    log: () => undefined,
    random: () => 0,
    onRecord: () => {
      offered += 1;
      throw new Error("disk full");
    },
    onEquipment: () => undefined,
  });
  poller.start();
  await plant.pass(3_010);
  expect(offered).toBe(4);
  await poller.stop();
});

test("after a record that never reached the log the next one of its group carries every signal", async () => {
  const plant = new Plant();
  const kept: string[] = [];
  const fate = ["kept", "refused", "kept", "dropped", "kept", "kept"];
  const poller = new Poller({
    connections: [{ id: "bus", driver: "plant", endpoint: {} }],
    equipment: [machine("m", { fast: ["a", "b"] })],
    drivers: { plant: plant.driver },
    clock: plant.clock,
    dataDir: "/nowhere",
    log: () => undefined,
    random: () => 0,
    onRecord: (record) => {
      const now = fate.shift();
      if (now === "refused") throw new Error("no canonical bytes");
      if (now === "dropped") poller.forget(record);
      else kept.push(brief(record));
    },
    onEquipment: () => undefined,
  });
  poller.start();
  await plant.pass(500);
  // The change of a is read once only, in the record that is lost.
  plant.values.set("m.a", { value: 1 });
  await plant.pass(2_000);
  plant.values.set("m.a", { value: 2 });
  await plant.pass(3_000);
  expect(kept).toEqual(["m/fast a=0N,b=0N", "m/fast a=1N,b=0N", "m/fast a=2N,b=0N", "m/fast "]);
  await poller.stop();
});

test("identification goes over the shared connection", async () => {
  const { plant, poller } = rig(machine("m", { fast: ["a"] }));
  expect(await poller.identify("bus")).toEqual([["vendorName", "plant"]]);
  expect(await poller.identify("nothing")).toBeUndefined();
  await poller.stop();
  expect(await poller.identify("bus")).toBeUndefined();
  expect(plant).toMatchObject({ opened: 1, closed: 1 });
});

test("an unknown driver is refused by name", () => {
  expect(
    () =>
      new Poller({
        connections: [{ id: "bus", driver: "s7", endpoint: {} }],
        equipment: [],
        drivers: {},
        clock: new ManualClock(0),
        dataDir: "/nowhere",
        log: () => undefined,
        random: () => 0,
        onRecord: () => undefined,
        onEquipment: () => undefined,
      }),
  ).toThrow(
    expect.objectContaining({
      code: "GATEWAY_DRIVER_UNKNOWN",
      detail: { connection: "bus", driver: "s7" },
    }),
  );
});

test("a machine all of whose addresses were gone and are back is told, without having been down", async () => {
  const { plant, events, returned, poller } = rig(
    machine("m", { fast: ["a", "b"] }),
    machine("n", { fast: ["a"] }),
  );
  const gone = { kind: "null", value: null, status: status.badConfiguration } as const;
  poller.start();
  await plant.pass(1_010);
  plant.values.set("m.a", gone);
  await plant.pass(2_000);
  plant.values.delete("m.a");
  await plant.pass(2_000);
  expect(returned).toEqual([]);
  plant.values.set("m.a", gone).set("m.b", gone);
  await plant.pass(1_000);
  // Set aside: a scan that asks nothing.
  plant.values.set("m.a", { ...gone, asked: false }).set("m.b", { ...gone, asked: false });
  await plant.pass(3_000);
  plant.values.delete("m.b");
  await plant.pass(2_000);
  expect(returned).toEqual(["m"]);
  expect(events.filter((event) => typeof event === "string")).toEqual(["m up", "n up"]);
  await poller.stop();
});
