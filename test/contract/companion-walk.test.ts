// Machines of a companion server hold against the definitions of their specifications, which a client reads from
// the server's own type system; and the state of woodworking machines is the specification's function of their flags.
import { join } from "node:path";
import { AttributeIds, type ClientSession } from "node-opcua";
import { expect, onTestFinished, test } from "vitest";
import { lineRegistry } from "#simulators/lines/registry.ts";
import type { PointValue } from "#simulators/plant/plant.ts";
import { createRandom } from "#simulators/plant/random.ts";
import { SharedGrid } from "#simulators/plant/shared-grid.ts";
import { alwaysWork } from "#simulators/plant/work-schedule.ts";
import { openOpcUaServer } from "#simulators/servers/opcua-server.ts";
import { FakePlant, openSecurity, withSession } from "#simulators/servers/opcua-test-client.ts";
import { testMachines, testMachineValues } from "#simulators/servers/opcua-test-machines.ts";
import type { CompanionServer } from "#simulators/wire/exposure.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import { type CheckedMember, CompanionWalk, type MachineKind, uris } from "./companion-walk.ts";
import { woodworkingState } from "./woodworking-state.ts";

const now = Date.UTC(2026, 4, 18, 1, 30);

async function serve(
  exposure: CompanionServer,
  read: (point: string) => PointValue,
  sourceTime = () => now,
): Promise<{ endpointUrl: string; folder: string }> {
  const folder = temporaryFolder();
  const server = await openOpcUaServer({
    exposure,
    name: "walked",
    port: 0,
    security: { ...openSecurity(folder), pki: join(folder, "server") },
    namespacesBefore: 3,
    read,
    sourceTime,
    log: () => undefined,
  });
  onTestFinished(() => server.close());
  return { endpointUrl: server.endpointUrl, folder };
}

/** What each specification demands, as domain.md B.2 to B.4 write it down. */
const demanded: Readonly<Record<MachineKind, readonly string[]>> = {
  woodworking: [
    "Identification/SerialNumber",
    "Identification/YearOfConstruction",
    "State/Machine/Overview/CurrentState",
    "State/Machine/Overview/CurrentMode",
    ..."Alarm Calibrated Emergency Error MachineInitialized MachineOn PowerPresent RecipeInRun Warning"
      .split(" ")
      .map((flag) => `State/Machine/Flags/${flag}`),
  ],
  "machine-tool": [
    "Identification/SerialNumber",
    "Monitoring/MachineTool/OperationMode",
    "Production/ActiveProgram/Name",
    "Production/ActiveProgram/NumberInList",
    "Production/ActiveProgram/State/CurrentState",
    "Notification",
    "Equipment",
  ],
  machinery: [
    "Identification/Manufacturer",
    "Identification/SerialNumber",
    "Identification/ProductInstanceUri",
  ],
};

test("every machine has what its type and the types of its members demand, well and of the right type", async () => {
  const plant = new FakePlant(testMachineValues);
  const { endpointUrl, folder } = await serve(testMachines, (point) => plant.read(point));
  await withSession(endpointUrl, { folder }, async (session) => {
    const walk = await CompanionWalk.open(session);
    const machines = await walk.machines();
    expect(machines.map(({ kind }) => kind).toSorted()).toEqual([
      "machine-tool",
      "machinery",
      "woodworking",
    ]);
    for (const machine of machines) {
      const { members, problems } = await walk.check(machine);
      expect(problems, machine.name).toEqual([]);
      const paths = members.map(({ path }) => path);
      expect(paths, machine.name).toEqual(expect.arrayContaining([...demanded[machine.kind]]));
    }
  });
});

test("the walk sees what is missing, bad and of another type", async () => {
  const plant = new FakePlant({ ...testMachineValues, "saw-1.mode": 17, "mill-1.hours": -1 });
  const { endpointUrl, folder } = await serve(testMachines, (point) => plant.read(point));
  await withSession(endpointUrl, { folder }, async (session) => {
    const walk = await CompanionWalk.open(session);
    const problems = new Map<string, readonly string[]>();
    const machines = await walk.machines();
    for (const machine of machines) {
      problems.set(machine.kind, (await walk.check(machine)).problems);
    }
    expect(problems.get("woodworking")).toEqual([
      "State/Machine/Overview/CurrentMode: BadOutOfRange",
    ]);
    expect(problems.get("machine-tool")).toEqual([
      "Monitoring/MachineTool/PowerOnDuration: BadOutOfRange",
    ]);
    const oven = machines.find(({ kind }) => kind === "machinery")!;
    const machineTool = `ns=${walk.index(uris.machineTool)};i=13`;
    expect((await walk.check(oven, machineTool)).problems.toSorted()).toEqual([
      "Equipment: missing",
      "Identification: another type",
      "MachineryBuildingBlocks/MachineryOperationMode: another type",
      "Monitoring: missing",
      "Notification: missing",
      "Production: missing",
    ]);
  });
});

type Unit = {
  readonly flags: readonly CheckedMember[];
  readonly state: string;
};

function unitOf(members: readonly CheckedMember[]): Unit {
  const flags = members.filter(({ path }) => path.startsWith("State/Machine/Flags/"));
  const state = members.find(({ path }) => path === "State/Machine/Overview/CurrentState");
  if (state === undefined) throw new Error("no CurrentState");
  return { flags, state: state.nodeId };
}

async function sampleState(session: ClientSession, { flags, state }: Unit): Promise<number[]> {
  const nodes = [...flags.map(({ nodeId }) => nodeId), state];
  const answers = await session.read(
    nodes.map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })),
  );
  const values = new Map(
    flags.map(({ path }, n) => [path.slice(path.lastIndexOf("/") + 1), answers[n]?.value.value]),
  );
  return [
    answers.at(-1)?.value.value as number,
    woodworkingState((name) => values.get(name) === true),
  ];
}

test("over hours of the furniture cell, each woodworking machine's state follows from its flags", async () => {
  const createLine = await lineRegistry["furniture-cell"].load();
  let at = now;
  const grid = new SharedGrid(1);
  grid.set(at);
  const { plant, exposure } = createLine({
    random: createRandom(7),
    grid,
    ambientC: () => 20,
    now: () => at,
    schedule: alwaysWork,
    start: "warm",
  });
  const { opcua } = exposure;
  if (opcua?.kind !== "companion") throw new Error("the cell has no companion server");
  plant.step(1_000);
  const { endpointUrl, folder } = await serve(
    opcua,
    (point) => plant.value(point),
    () => at,
  );
  await withSession(endpointUrl, { folder }, async (session) => {
    const walk = await CompanionWalk.open(session);
    const checks = [];
    for (const machine of await walk.machines()) {
      const { problems, members } = await walk.check(machine);
      expect(problems, machine.name).toEqual([]);
      if (machine.kind === "woodworking") checks.push({ machine, unit: unitOf(members) });
    }
    expect(checks.length).toBeGreaterThanOrEqual(3);
    const seen = new Set<number>();
    for (let sample = 0; sample < 400; sample += 1) {
      for (let step = 0; step < 60; step += 1) {
        at += 1_000;
        grid.set(at);
        plant.step(1_000);
      }
      for (const { machine, unit } of checks) {
        const [said, derived] = await sampleState(session, unit);
        expect(said, `${machine.name} at ${sample} min`).toBe(derived);
        seen.add(said ?? -1);
      }
    }
    // A machine that is never anything but ready would prove nothing.
    expect(seen.size).toBeGreaterThanOrEqual(3);
  });
});
