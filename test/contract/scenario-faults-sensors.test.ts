// Faults of sensors in a scenario: the same wrong value on Modbus and OPC UA at once, nothing wrong before, after and
// beside, and a truth that says what is hidden. A healthy plant with the same seed, on Modbus, says what is right.
import { expect, test } from "vitest";
import { actingSeconds, FaultyScenario, lookIn, type Truth } from "./faulty-scenario.ts";
import { ModbusPeer } from "./modbus-peer.ts";

const halls = (entries: readonly string[]): string => `
  - id: faulty
    line: press-hall
    seed: 7
    listen: { modbus: { port: 0 }, opcua: { port: 0 } }
    opcua: { securityModes: [None], pki: FOLDER/pki, acceptUnknownClients: true }
    faults:
${entries.map((entry) => `      - { ${entry} }`).join("\n")}
  - { id: healthy, line: press-hall, seed: 7, listen: { modbus: { port: 0 } } }
`;

/** A point on Modbus. */
interface OnModbus {
  readonly unit: number;
  readonly pdu: readonly number[];
  /** What one count of an int16 register is; undefined: float32. */
  readonly count?: number;
  /** How far it may be from the same on OPC UA. */
  readonly near: number;
}

const meter = (address: number, near = 0): OnModbus => ({
  unit: 1,
  pdu: [4, 0, address, 0, 2],
  near,
});
const zone = (unit: number): OnModbus => ({
  unit,
  pdu: [3, 0x20, 0, 0, 1],
  count: 0.1,
  // Half a count, and what a float32 is off by.
  near: 0.05 + 1e-4,
});
const onModbus: Readonly<Record<string, OnModbus>> = {
  "meter-main.power.active": meter(0x34),
  "meter-main.voltage.l1": meter(0x00),
  "meter-main.current.l1": meter(0x06),
  // A counter: arithmetic of its end may cost the last bits, far below its step of 0.001 kWh.
  "meter-main.energy.active.import": meter(0x48, 1e-6),
  "zone-1.temperature.pv": zone(11),
  "zone-2.temperature.pv": zone(12),
};
const points = Object.keys(onModbus);

function sourceOf(point: string): OnModbus {
  const source = onModbus[point];
  if (source === undefined) throw new Error(`no register for ${point}`);
  return source;
}

async function readModbus(peer: ModbusPeer, point: string): Promise<number> {
  const { unit, pdu, count } = sourceOf(point);
  const answer = Buffer.from(await peer.ask(unit, pdu), "hex");
  return count === undefined ? answer.readFloatBE(2) : answer.readInt16BE(2) * count;
}

/** One point at one second: both wires of the faulty plant, and the healthy one. */
interface Reading {
  readonly modbus: number;
  readonly opcua: number;
  readonly right: number;
}

/** By point, then by second. */
async function readSeconds(run: FaultyScenario, to: number): Promise<Map<string, Reading[]>> {
  const faulty = await ModbusPeer.open(run.place("faulty", "modbus"));
  const healthy = await ModbusPeer.open(run.place("healthy", "modbus"));
  const sheet = new Map(points.map((point): [string, Reading[]] => [point, []]));
  await run.session("faulty", async (session) => {
    for (let second = 0; second <= to; second += 1) {
      run.to(second * 1_000);
      for (const point of points) {
        const { value, sourceTime } = await lookIn(session, point);
        expect(sourceTime).toBe(run.now);
        sheet.get(point)?.push({
          modbus: await readModbus(faulty, point),
          opcua: Number(value),
          right: await readModbus(healthy, point),
        });
      }
    }
  });
  return sheet;
}

type Expectation = (
  shown: number,
  now: { right: number; atBegin: number; seconds: number },
) => void;

const sensorFaults: Readonly<Record<string, { entry: string; shows: Expectation }>> = {
  "meter-main.power.active": {
    entry: "kind: sensor-stuck",
    shows: (shown, { atBegin }) => expect(shown).toBe(atBegin),
  },
  "meter-main.voltage.l1": {
    entry: "kind: sensor-noise, sigma: 20",
    shows: (shown, { right }) => {
      expect(shown).not.toBe(right);
      expect(Math.abs(shown - right)).toBeLessThan(5 * 20);
    },
  },
  "meter-main.current.l1": {
    entry: "kind: sensor-spikes, perHour: 36000, size: 500, lasts: 5s",
    shows: (shown, { right, seconds }) => {
      // On average after 100 ms, so in the seconds after the first one it stands.
      if (seconds === 0) return;
      expect(Math.abs(shown - right)).toBeGreaterThan(249.9);
      expect(Math.abs(shown - right)).toBeLessThan(500.1);
    },
  },
  "meter-main.energy.active.import": {
    entry: "kind: meter-rollover, left: 0.01, limit: 1000",
    shows: (shown, { right, atBegin }) =>
      expect(shown).toBeCloseTo((1_000 - 0.01 + (right - atBegin)) % 1_000, 2),
  },
  "zone-1.temperature.pv": {
    entry: "kind: sensor-drift, perHour: 36000",
    shows: (shown, { right, seconds }) =>
      expect(Math.abs(shown - (right + 10 * seconds))).toBeLessThanOrEqual(0.1001),
  },
  "zone-2.temperature.pv": {
    entry: "kind: wire-break, range: [0, 400]",
    // Lowest count of the underrange: -4864 of 27648 counts of 400 K.
    shows: (shown) => expect(shown).toBeCloseTo((-4864 / 27648) * 400, 1),
  },
};

test("sensor faults show the same on Modbus and OPC UA, and the truth says what they hide", async () => {
  const run = await FaultyScenario.start(
    halls(
      points.map(
        (point) => `${sensorFaults[point]?.entry}, point: ${point}, after: 2s, for: 3s, every: 10s`,
      ),
    ),
  );
  const sheet = await readSeconds(run, 16);
  const truth = await run.truth();
  const acting = [2, 3, 4, 12, 13, 14];
  for (const [point, readings] of sheet) {
    for (const [second, reading] of readings.entries()) {
      expectNear(point, reading.modbus, reading.opcua);
      const begin = acting.includes(second) ? 2 + 10 * Math.floor(second / 10) : undefined;
      if (begin === undefined)
        expect([point, second, reading.modbus]).toEqual([point, second, reading.right]);
      else {
        const atBegin = readings[begin]?.right ?? Number.NaN;
        const now = { right: reading.right, atBegin, seconds: second - begin };
        sensorFaults[point]?.shows(reading.modbus, now);
      }
    }
    expectToldDeviations(truth, point, readings);
    const kind = /kind: ([a-z-]+)/.exec(sensorFaults[point]?.entry ?? "")?.[1] ?? "";
    expect(truth.changes.filter(([, , what]) => what.endsWith(` ${kind} ${point}`))).toEqual([
      [2_000, "faulty", `begin ${kind} ${point}`],
      [5_000, "faulty", `end ${kind} ${point}`],
      [12_000, "faulty", `begin ${kind} ${point}`],
      [15_000, "faulty", `end ${kind} ${point}`],
    ]);
    expect(actingSeconds(truth, "faulty", kind)).toEqual(acting);
  }
  const energy = sheet.get("meter-main.energy.active.import")?.slice(2, 5);
  expect(energy?.map(({ modbus }) => modbus > 999)).toEqual([true, expect.any(Boolean), false]);
});

function expectNear(point: string, one: number, other: number): void {
  expect(Math.abs(one - other), point).toBeLessThanOrEqual(sourceOf(point).near);
}

/** Second by second: where the wire is wrong, and only there, what is and what is shown. */
function expectToldDeviations(
  { states }: Truth,
  point: string,
  readings: readonly Reading[],
): void {
  for (const { ms, plant, deviations } of states) {
    const reading = readings[ms / 1_000];
    const told = deviations[point];
    if (reading === undefined) throw new Error(`${ms} ms was not read`);
    if (plant === "healthy") expect(told).toBeUndefined();
    else if (told === undefined) expect(reading.modbus).toBe(reading.right);
    else {
      expectNear(point, Math.fround(told.true), reading.right);
      expectNear(point, Math.fround(told.shown), reading.modbus);
    }
  }
}
