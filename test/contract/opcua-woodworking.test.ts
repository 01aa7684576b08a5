// The shipped template of woodworking machines reads a machine made from the specification's own nodeset,
// wherever the server happens to put the namespaces.
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseGatewayConfig } from "#gateway/config/config.ts";
import type { OpcUaAddress } from "#gateway/drivers/opcua/address.ts";
import type { OpcUaEndpoint } from "#gateway/drivers/opcua/endpoint.ts";
import { opcua } from "#gateway/drivers/opcua/opcua-driver.ts";
import { identityOf } from "#gateway/identity/value.ts";
import { templates } from "#gateway/templates/registry.ts";
import { openOpcUaServer } from "#simulators/servers/opcua-server.ts";
import type { CompanionServer } from "#simulators/wire/exposure.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import { systemClock } from "./driver-contract.ts";

const flags = ["Alarm", "Calibrated", "Emergency", "Error", "MachineInitialized", "MachineOn"];
flags.push("PowerPresent", "RecipeInRun", "Warning");
const times = ["MachineOn", "Standby", "Ready", "Working", "Error", "Production"].map(
  (name) => `Absolute${name}Time`,
);
const values = ["FeedSpeed", "AbsolutePiecesIn", "AbsolutePiecesOut", ...times];
const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));

const exposure: CompanionServer = {
  kind: "companion",
  namespace: "urn:lineproof-sim:mill",
  machines: [
    {
      kind: "woodworking",
      browseName: "saw-1",
      identification: {
        manufacturer: "Lineproof simulator",
        model: "Saw (simulated)",
        serialNumber: "SIM-SAW-1",
        productInstanceUri: "urn:lineproof-sim:saw-1",
        deviceClass: "Saw",
        yearOfConstruction: 2024,
      },
      overview: { currentState: "state", currentMode: "mode" },
      flags: named(flags),
      values: named(values),
      specific: [],
    },
  ],
};

function read(point: string): number | boolean {
  if (flags.includes(point)) return point === "RecipeInRun";
  if (point === "state") return 3;
  if (point === "mode") return 1;
  return point === "FeedSpeed" ? 12.25 : 1_000 + values.indexOf(point);
}

test("every signal and the serial of ww-machine are read well, at any place of the namespaces", async () => {
  const folder = temporaryFolder();
  const template = templates.get("ww-machine")!;
  for (const namespacesBefore of [0, 3]) {
    const server = await openOpcUaServer({
      exposure,
      name: "mill",
      port: 0,
      security: {
        modes: ["None"],
        policies: [],
        pki: join(folder, "server"),
        acceptUnknownClients: true,
        anonymous: true,
        users: new Map(),
      },
      namespacesBefore,
      read,
      sourceTime: () => Date.UTC(2026, 0, 5, 8),
      log: () => undefined,
    });
    onTestFinished(() => server.close());
    const config = parseGatewayConfig(
      join(folder, "gw.yaml"),
      `
gateway: { id: gw, site: s, data: data, simulated: true }
broker: { url: "mqtt://127.0.0.1" }
connections: [{ id: mill, driver: opcua, endpoint: { url: "${server.endpointUrl}", securityMode: None } }]
equipment:
  - id: saw-1
    connection: mill
    template: ww-machine
    root: mach:Machines/own:saw-1
    namespaces: { mach: http://opcfoundation.org/UA/Machinery/, own: "urn:lineproof-sim:mill" }
    scanGroups: [{ id: second, intervalMs: 1000 }]
`,
      {},
    );
    const [machine] = config.equipment;
    const connection = await opcua.open(config.connections[0]!.endpoint as OpcUaEndpoint, {
      clock: systemClock,
      dataDir: config.gateway.data,
      log: () => undefined,
    });
    onTestFinished(() => connection.close());
    const { signals } = machine!.scanGroups[0]!;
    expect(signals).toHaveLength(template.signals.length);
    const addresses = signals.map(({ address }) => address as OpcUaAddress);
    const readings = await connection.plan(addresses, 1_000).read();
    const said = new Map(signals.map(({ id }, i) => [id, readings[i]]));
    for (const [id, reading] of said) {
      expect(reading, id).toMatchObject({ status: 0, sourceTime: Date.UTC(2026, 0, 5, 8) });
    }
    expect(said.get("state")?.value).toBe(3);
    expect(said.get("flag.recipe.run")?.value).toBe(true);
    expect(said.get("fault")?.value).toBe(false);
    expect(said.get("speed.feed")?.value).toBe(12.25);
    expect(said.get("output.total")?.value).toBe(read("AbsolutePiecesOut"));
    const identity = machine!.identity!;
    const asked = identity.map(({ address }) => address as OpcUaAddress);
    expect(identityOf(identity, await connection.plan(asked, 0).read())).toEqual([
      ["serial", "SIM-SAW-1"],
      ["maker", "Lineproof simulator"],
      ["model", "Saw (simulated)"],
    ]);
    await connection.close();
    await server.close();
  }
});
