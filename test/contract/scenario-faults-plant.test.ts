// What strikes a plant as a whole, faults that act together, and faults that have nothing to act on.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { actingSeconds, FaultyScenario } from "./faulty-scenario.ts";
import { ModbusPeer, refusal, untilRefusal } from "./modbus-peer.ts";

const ENERGY = [4, 0, 0x48, 0, 2];
const POWER = [4, 0, 0x34, 0, 2];
const ZONE = [3, 0x20, 0, 0, 1];
const listeners = ["modbus", "rtuOverTcp", "opcua"] as const;

const open = (run: FaultyScenario, plant: string): Promise<ModbusPeer> =>
  ModbusPeer.open(run.place(plant, "modbus"));
const float = (pdu: string): number => Buffer.from(pdu, "hex").readFloatBE(2);
const tenths = (pdu: string): number => Buffer.from(pdu, "hex").readInt16BE(2) / 10;

test("in a power cut nothing of the plant answers; afterwards its counters go on from what was kept", async () => {
  const run = await FaultyScenario.start(`
  - id: dark
    line: panel-line
    listen: { modbus: { port: 0 }, rtuOverTcp: { port: 0 }, opcua: { port: 0 } }
    opcua: { securityModes: [None], pki: FOLDER/pki, acceptUnknownClients: true }
    retain: FOLDER/retained.json
    faults: [{ kind: power-cut, after: 10s, for: 10m, every: 15m }]
  - { id: healthy, line: press-hall, listen: { modbus: { port: 0 } } }
`);
  const minute = 60_000;
  const energy = async (): Promise<number> => float(await (await open(run, "dark")).ask(1, ENERGY));
  const changes: [number, string, string][] = [];
  for (const cut of [10_000, 10_000 + 15 * minute]) {
    run.to(cut - 100);
    const before = await energy();
    const standing = await open(run, "dark");
    await standing.ask(1, ENERGY);
    const started = await serverStart(run);

    run.to(cut);
    const kept = keptEnergy(run);
    expect(await standing.ended()).toBe("ECONNRESET");
    for (const name of listeners) await untilRefusal(run.place("dark", name), "ECONNREFUSED");
    run.to(cut + 10 * minute - 100);
    for (const name of listeners) {
      expect(await refusal(run.place("dark", name))).toBe("ECONNREFUSED");
    }
    expect(keptEnergy(run)).toBe(kept);
    expect(await (await open(run, "healthy")).ask(1, POWER)).toMatch(/^0404/);

    run.to(cut + 10 * minute);
    for (const name of listeners) await untilRefusal(run.place("dark", name), undefined);
    // Sessions were in a memory that the cut has emptied.
    expect(await serverStart(run)).toBeGreaterThan(started);
    const after = await energy();
    expect(kept).toBeGreaterThan(before);
    // A line of 5 MW counts 0.14 kWh in a step; the register has steps of 1/64 kWh.
    expect(Math.abs(after - kept)).toBeLessThan(0.02);
    const uris = await run.session("dark", (session) => session.readNamespaceArray());
    expect(uris).toContain("http://www.siemens.com/simatic-s7-opcua");
    run.to(cut + 11 * minute);
    expect(await energy()).toBeGreaterThan(after + 1);
    changes.push(
      [cut, "dark", "begin power-cut plant"],
      [cut + 10 * minute, "dark", "end power-cut plant"],
    );
  }
  const truth = await run.truth();
  expect(truth.changes).toEqual(changes);
  expect(actingSeconds(truth, "dark", "power-cut")).toHaveLength(2 * 600);
  expect(actingSeconds(truth, "healthy", "power-cut")).toEqual([]);
});

/** When the OPC UA server began, ms since the epoch (Server_ServerStatus_StartTime). */
async function serverStart(run: FaultyScenario): Promise<number> {
  return run.session("dark", async (session) => {
    const { value } = await session.read({ nodeId: "i=2257" });
    return (value.value as Date).getTime();
  });
}

/** kWh of the main meter in the file of kept counters, from its newer slot. */
function keptEnergy({ folder }: FaultyScenario): number {
  const text = readFileSync(join(folder, "retained.json"), "utf8");
  const slots = [...text.matchAll(/"number":(\d+).*?"meter-main\/importKwh":([\d.]+)/g)];
  const [newest] = slots.sort(([, one], [, other]) => Number(other) - Number(one));
  return Number(newest?.[2]);
}

const hall = (entries: readonly string[], listen: string): string => `
  - id: faulty
    line: press-hall
    seed: 7
    listen: { ${listen} }
    faults:
${entries.map((entry) => `      - { ${entry} }`).join("\n")}
  - { id: healthy, line: press-hall, seed: 7, listen: { modbus: { port: 0 } } }
`;

test("faults on one point act in the order of the file, faults on one device all at once", async () => {
  const run = await FaultyScenario.start(
    hall(
      [
        "kind: sensor-drift, point: zone-1.temperature.pv, perHour: 36000, after: 1s, for: 9s",
        "kind: sensor-stuck, point: zone-1.temperature.pv, after: 3s, for: 2s",
        "kind: slow-device, unit: 11, delay: 100ms, after: 3s, for: 5s",
        "kind: illegal-register, unit: 11, address: 0x2004, after: 3s, for: 3s",
        "kind: half-open, listener: modbus, after: 7s, for: 2s",
        "kind: port-closed, listener: modbus, after: 7s, for: 1s",
      ],
      "modbus: { port: 0 }",
    ),
  );
  const healthy = await open(run, "healthy");
  const faulty = await open(run, "faulty");
  const errors: Record<number, number> = {};
  let heldC = Number.NaN;
  for (const second of [0, 1, 2, 3, 4, 5, 6]) {
    run.to(second * 1_000);
    const begin = performance.now();
    const [shown, right] = [await faulty.ask(11, ZONE), await healthy.ask(11, ZONE)].map(tenths);
    const late = performance.now() - begin >= 99;
    expect(late || second < 3).toBe(true);
    if (second === 3) heldC = shown ?? Number.NaN;
    // The drift goes on behind the stuck sensor.
    if (second === 3 || second === 4) expect(shown).toBe(heldC);
    errors[second] = Math.round((shown ?? 0) - (right ?? 0));
    const block = await faulty.ask(11, [3, 0x20, 0, 0, 6]);
    expect(block === "8302").toBe(second >= 3 && second < 6);
    expect(await faulty.ask(12, ZONE)).toBe(await healthy.ask(12, ZONE));
  }
  expect(errors).toMatchObject({ 0: 0, 1: 0, 2: 10, 3: 20, 5: 40, 6: 50 });
  run.to(7_000);
  // The worse of two troubles of one cable.
  expect(await faulty.ended()).toBe("ECONNRESET");
  await untilRefusal(run.place("faulty", "modbus"), "ECONNREFUSED");
  run.to(8_000);
  await untilRefusal(run.place("faulty", "modbus"), undefined);
  run.to(10_000);
  expect(await (await open(run, "faulty")).ask(11, ZONE)).toBe(await healthy.ask(11, ZONE));
  const { states } = await run.truth();
  const kinds = states.filter(({ plant }) => plant === "faulty").map(({ faults }) => faults);
  expect(kinds).toEqual([
    ["sensor-drift"],
    ["sensor-drift"],
    ["sensor-drift", "sensor-stuck", "slow-device", "illegal-register"],
    ["sensor-drift", "sensor-stuck", "slow-device", "illegal-register"],
    ["sensor-drift", "slow-device", "illegal-register"],
    ["sensor-drift", "slow-device"],
    ["sensor-drift", "slow-device", "half-open", "port-closed"],
    ["sensor-drift", "half-open"],
    ["sensor-drift"],
    [],
  ]);
});

test("points, types, units and listeners that are not there are told at once, each with its path", async () => {
  const failure = await FaultyScenario.start(
    hall(
      [
        "kind: sensor-drift, point: zone-1.temperature.pv, perHour: 1",
        "kind: sensor-stuck, point: zone-3.temperature.pv",
        "kind: wire-break, point: zone-1.temperature.pv, value: false",
        "kind: device-restart, unit: 2, for: 1s",
        "kind: foreign-master, unit: 77",
        "kind: cable-pulled, listener: opcua",
        "kind: opcua-down",
        "kind: port-closed, listener: rtu-over-tcp",
      ],
      "modbus: { port: 0 }",
    ),
  ).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "SIMULATORS_SCENARIO_INVALID" });
  const { problems } = (failure as { detail: { problems: string } }).detail;
  expect(problems.split("\n").map((problem) => problem.split(/: .*· /))).toEqual([
    ["plants[0].faults[1].point", "is no point that goes out on a wire"],
    ["plants[0].faults[2].point", expect.stringContaining("this fault acts only on: ")],
    ["plants[0].faults[3].unit", "there is no device with unit id 2"],
    ["plants[0].faults[4].kind", "needs listen: rtu-over-tcp or rtu"],
    ["plants[0].faults[5].listener", "needs listen: opcua"],
    ["plants[0].faults[6].kind", "needs listen: opcua"],
    ["plants[0].faults[7].listener", "needs listen: rtu-over-tcp"],
  ]);
});

test("what a fault itself cannot mean is told at once, each with its path", async () => {
  const failure = await FaultyScenario.start(
    hall(
      [
        "kind: sensor-melted, point: zone-1.temperature.pv",
        "kind: half-open, listener: rtu, for: 1s",
        "kind: power-cut, after: 10",
        "kind: power-cut, for: 2m, every: 1m",
        "kind: device-restart, unit: 1",
        "kind: slow-device, delay: 90s",
      ],
      "modbus: { port: 0 }",
    ),
  ).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "SIMULATORS_SCENARIO_INVALID" });
  const { problems } = (failure as { detail: { problems: string } }).detail;
  const paths = problems.split("\n").map((problem) => problem.split(": ")[0] ?? "");
  expect(paths.map((path) => path.split(/[.[\]]+/).slice(2))).toEqual([
    ["faults", "0", "kind"],
    ["faults", "1", "listener"],
    ["faults", "2", "after"],
    ["faults", "3", "every"],
    ["faults", "4", "for"],
    ["faults", "5", "delay"],
  ]);
});
