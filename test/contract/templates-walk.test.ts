// Every shipped template against a real socket: instruments that nobody here wrote (template-image.py), the simulated
// products that there are, and OPC UA servers.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import {
  type AddressSpace,
  type BaseNode,
  DataType,
  nodesets,
  type UAObject,
  type UAVariable,
} from "node-opcua";
import { expect, onTestFinished, test } from "vitest";
import { templateFiles, templates } from "#gateway/templates/registry.ts";
import { type ProductId, products } from "#simulators/devices/registry.ts";
import { openModbusTcpServer } from "#simulators/servers/modbus-tcp-server.ts";
import { openOpcUaServer } from "#simulators/servers/opcua-server.ts";
import { testMachines, testMachineValues } from "#simulators/servers/opcua-test-machines.ts";
import { freePort } from "../kit/free-port.ts";
import { testWith } from "../kit/peers.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import { untilRefusal } from "./modbus-peer.ts";
import { OpcUaFixture, ServerPki } from "./opcua-fixture.ts";
import { floatBlockValue, openDevices, unitOf } from "./product-expectations.ts";
import { pointValue } from "./product-points.ts";
import { publishedRegisters } from "./published-registers.ts";
import { type Walked, walk } from "./template-walk.ts";

const folder = fileURLToPath(new URL("../../gateway/templates/", import.meta.url));
const modbus = templateFiles.filter(
  (file) => templates.get(file.replace(".json", ""))?.protocol === "modbus",
);

type Expected = Readonly<
  Record<
    string,
    {
      readonly values: Readonly<Record<string, number | boolean>>;
      readonly identity: Readonly<Record<string, string>>;
    }
  >
>;

/** Serves one unit per template, from 1; ends with the test. */
async function startInstruments(port: number): Promise<Expected> {
  const script = fileURLToPath(new URL("template-image.py", import.meta.url));
  const files = modbus.map((file) => folder + file);
  const child = spawn("/usr/bin/python3", [script, String(port), ...files], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = new Promise<never>((_, reject) => {
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${errors}`)));
  });
  const said = new Promise<string>((resolve) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.endsWith("\n")) resolve(text);
    });
  });
  const expected = JSON.parse(await Promise.race([said, ended]));
  await Promise.race([untilRefusal({ host: "127.0.0.1", port }, undefined), ended]);
  return expected;
}

function expectGood(walked: Walked | undefined, template: string): void {
  for (const [id, { status }] of walked?.readings ?? []) {
    expect(status, `${template}/${id}: ${status.toString(16)}`).toBe(0);
  }
}

/** Every signal as it is, numbers but for the last bit of a quotient. */
function expectShown(
  walked: Walked | undefined,
  values: Readonly<Record<string, number | boolean | string>>,
  template: string,
): void {
  const rounded = (value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(15)) : value;
  const read = [...(walked?.readings ?? [])].map(([id, { value }]) => [id, rounded(value)]);
  const meant = Object.entries(values).map(([id, value]) => [id, rounded(value)]);
  expect(Object.fromEntries(read), template).toEqual(Object.fromEntries(meant));
}

testWith("pymodbus")(
  "every Modbus template reads back what an independent writer laid into its registers",
  async () => {
    const port = await freePort();
    const expected = await startInstruments(port);
    const equipment = modbus.map((file, n) => ({
      id: file,
      template: file.replace(".json", ""),
      more: { unit: n + 1 },
    }));
    const endpoint = { host: "127.0.0.1", port, readTimeoutMs: 10_000 };
    const walked = await walk({ driver: "modbus-tcp", endpoint }, equipment);
    for (const { id, template, more } of equipment) {
      const one = walked.get(id);
      expectGood(one, template);
      expectShown(one, expected[more.unit]?.values ?? {}, template);
      expect(Object.fromEntries(one?.identity ?? []), template).toEqual(
        expected[more.unit]?.identity,
      );
    }
  },
);

type Simulated = {
  readonly product: ProductId;
  /** What a signal shows, where no point has its name. */
  readonly shows?: Readonly<Record<string, number | boolean>>;
  /** Finest step of all its signals, where it is not that of the product's points. */
  readonly step?: number;
};

const inputs = (value: (n: number) => number) =>
  Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`input.${n}`, value(n)]));
const setPoint = 230;

const simulated: Readonly<Record<string, readonly Simulated[]>> = {
  sdm630: [{ product: "sdm630" }],
  dtsu666: [{ product: "dtsu666" }],
  iem3155: [{ product: "iem3000" }],
  pac2200: [{ product: "pac2200" }],
  adw300: [{ product: "adw300" }],
  e5cc: [{ product: "e5cc", shows: { "temperature.sp.internal": setPoint, "output.cooling": 0 } }],
  "yudian-modbus": [
    { product: "yudian-ai", shows: { decimals: 1, "alarm.high": 320 } },
    { product: "yudian-ai-dpt129", shows: { decimals: 129, "alarm.high": 320 } },
  ],
  "digital-inputs-8": [{ product: "digital-inputs", shows: { inputs: 0b1001_0010_0100_1001 } }],
  "tower-light": [{ product: "digital-inputs", shows: { "lamp.red": true, state: 4 } }],
  "tower-light-blinking": [{ product: "digital-inputs", shows: { "lamp.red": true, state: 4 } }],
  "pulse-contact": [
    { product: "digital-inputs", shows: { "pulse.contact": true, "count.pulse": 0 } },
  ],
  "analog-inputs-8": [{ product: "analog-inputs", shows: inputs((n) => 4 + n * 1.234) }],
  "analog-inputs-8-counts": [
    {
      product: "analog-inputs",
      shows: inputs((n) => ((n * 1.234) / 16) * 100),
      step: 100 / 27_648,
    },
  ],
  "float-block": [
    {
      product: "float-block",
      shows: Object.fromEntries(
        [0, 1, 9].map((n) => [`value.${n}`, floatBlockValue(unitOf("float-block"), n)]),
      ),
    },
  ],
};

test("the simulated products show the plant through their templates", async () => {
  const server = await openModbusTcpServer({ port: 0, devices: openDevices() });
  onTestFinished(() => server.close());
  const equipment = Object.entries(simulated).flatMap(([template, all]) =>
    all.map(({ product, shows = {}, step }) => ({
      id: `${template} ${product}`,
      template,
      more: { unit: unitOf(product) },
      product,
      shows,
      step,
    })),
  );
  const endpoint = { host: "127.0.0.1", port: server.address().port };
  const walked = await walk({ driver: "modbus-tcp", endpoint }, equipment);
  for (const { id, product, shows, step } of equipment) {
    const one = walked.get(id);
    expectGood(one, id);
    let compared = 0;
    for (const [signal, { value }] of one?.readings ?? []) {
      const known = products[product].points.includes(signal);
      const truth = shows[signal] ?? (known ? pointValue(product, signal) : undefined);
      if (truth === undefined) continue;
      compared += 1;
      const off = Math.abs(Number(value) - Number(truth));
      const within = Math.max(step ?? stepOf(product, signal), Math.abs(Number(truth)) * 2 ** -23);
      expect(off, `${id}/${signal}: ${value}, not ${truth}`).toBeLessThanOrEqual(within + 1e-9);
    }
    expect(compared, id).toBeGreaterThan(1);
  }
});

/** Finest step that the product shows of a point. */
function stepOf(product: ProductId, signal: string): number {
  const row = publishedRegisters[product].find(([point]) => point === signal);
  // One percent of output, a tenth of a kelvin.
  return row?.[5] ?? (signal === "output.heating" ? 1 : 0.1);
}

const plcValues = [
  ["Temperature", "Float", 187.5],
  ["Running", "Boolean", true],
  ["Fault", "Boolean", false],
  ["Count", "UInt32", 90_210],
] as const;
const plcShown = { "temperature.pv": 187.5, running: true, fault: false, "output.total": 90_210 };

/** Identifier of a variable as the maker's server writes it, by template. */
const plcs: Readonly<Record<string, { uri: string; id: (name: string) => string }>> = {
  "s7-1500-db": {
    uri: "http://www.siemens.com/simatic-s7-opcua",
    id: (name) => `"DB_Press"."${name}"`,
  },
  kepserverex: { uri: "KEPServerEX", id: (name) => `Channel1.Device1.${name}` },
  "codesys-gvl": {
    uri: "urn:CODESYS:Control",
    id: (name) => `|var|PLC.Application.GVL.${name}`,
  },
  "beckhoff-program": {
    uri: "urn:BeckhoffAutomation:Ua:PLC1",
    id: (name) => `MAIN.${name}`,
  },
};

const packmlUri = "http://opcfoundation.org/UA/PackML/";

/** A PackML machine made from the specification's own types. @returns what its signals show. */
function addPacker(space: AddressSpace): void {
  const index = space.getNamespaceIndex(packmlUri);
  const type = space.findObjectType("PackMLBaseObjectType", index);
  if (type === null) throw new Error("no PackMLBaseObjectType");
  const machine = type.instantiate({
    browseName: { name: "packer-1", namespaceIndex: 1 },
    organizedBy: space.rootFolder.objects,
    optionals: [
      ...["UnitModeCurrent", "CurMachSpeed", "MachSpeed", "EquipmentBlocked"].map(
        (name) => `Status.${name}`,
      ),
      ...["Status.EquipmentStarved", "Admin.AccTimeSinceReset", "Admin.MachDesignSpeed"],
      "BaseStateMachine.MachineState.ExecuteState",
    ],
  });
  const set = (path: readonly string[], dataType: DataType, value: unknown) => {
    const node = path.reduce<BaseNode | null>(
      (at, name) =>
        (at as UAObject | null)?.getChildByName(name, name === "CurrentState" ? 0 : index) ?? null,
      machine,
    );
    if (node === null) throw new Error(`no ${path.join("/")}`);
    (node as UAVariable).setValueFromSource({ dataType, value });
  };
  set(["Status", "UnitModeCurrent"], DataType.Int32, 1);
  set(["Status", "CurMachSpeed"], DataType.Float, 41.5);
  set(["Status", "MachSpeed"], DataType.Float, 42);
  set(["Status", "EquipmentBlocked"], DataType.Boolean, false);
  set(["Status", "EquipmentStarved"], DataType.Boolean, true);
  set(["Admin", "AccTimeSinceReset"], DataType.Int32, 3600);
  set(["Admin", "MachDesignSpeed"], DataType.Float, 60);
  const state = ["BaseStateMachine", "MachineState", "ExecuteState", "CurrentState"];
  set(state, DataType.LocalizedText, { text: "Execute" });
}

const packerShown = {
  mode: 1,
  "speed.current": 41.5,
  "speed.set": 42,
  blocked: false,
  starved: true,
  "time.reset": 3600,
  "speed.design": 60,
  "state.text": "Execute",
  state: 3,
};

test("the patterns of controllers and PackML read a server that has what they ask for", async () => {
  const pki = await ServerPki.make({ from: new Date(Date.now() - 86_400_000), days: 30 });
  onTestFinished(() => pki.remove());
  const server = await OpcUaFixture.open({
    pki,
    namespaces: Object.values(plcs).map(({ uri }) => uri),
    variables: Object.values(plcs).flatMap(({ uri, id }) =>
      plcValues.map(([name, dataType, value]) => ({
        uri,
        id: id(name),
        browseName: `${uri} ${name}`,
        value: { dataType, value },
      })),
    ),
    nodesets: [nodesets.di, nodesets.packML],
    build: addPacker,
  });
  onTestFinished(() => server.close());
  const equipment = Object.keys(plcs).map((template) => ({
    id: template,
    template,
    more: { parameters: examplesOf(template) },
  }));
  const packer = {
    id: "packer",
    template: "opcua-packml",
    more: { root: "own:packer-1", namespaces: { own: "urn:test:server" } },
  };
  const endpoint = { url: server.url, securityMode: "None" };
  const walked = await walk({ driver: "opcua", endpoint }, [...equipment, packer]);
  for (const { template } of equipment) {
    expectGood(walked.get(template), template);
    expectShown(walked.get(template), plcShown, template);
  }
  expectGood(walked.get("packer"), "opcua-packml");
  expectShown(walked.get("packer"), packerShown, "opcua-packml");
});

function examplesOf(template: string): Record<string, string> {
  const parameters = Object.entries(templates.get(template)?.parameters ?? {});
  return Object.fromEntries(parameters.map(([key, { example }]) => [key, example]));
}

test("companion machines made from the specifications' own types are read through their templates", async () => {
  const read = (point: string) => testMachineValues[point] ?? 0;
  const server = await openOpcUaServer({
    exposure: testMachines,
    name: "machines",
    port: 0,
    security: {
      modes: ["None"],
      policies: [],
      pki: temporaryFolder(),
      acceptUnknownClients: true,
      anonymous: true,
      users: new Map(),
    },
    namespacesBefore: 2,
    read,
    sourceTime: () => Date.UTC(2026, 0, 5, 8),
    log: () => undefined,
  });
  onTestFinished(() => server.close());
  const machine = (id: string, template: string) => ({
    id,
    template,
    more: {
      root: `mach:Machines/own:${id}`,
      namespaces: { mach: "http://opcfoundation.org/UA/Machinery/", own: testMachines.namespace },
    },
  });
  const endpoint = { url: server.endpointUrl, securityMode: "None" };
  const walked = await walk({ driver: "opcua", endpoint }, [
    machine("mill-1", "opcua-machinetool"),
    machine("oven-1", "opcua-machinery"),
    machine("saw-1", "ww-machine"),
  ]);
  for (const [id, one] of walked) expectGood(one, id);
  expectShown(
    walked.get("oven-1"),
    { ...blocks, "time.power.on": 7_200_000.5, "time.operation": 3_600_000, "count.cycles": 4_711 },
    "opcua-machinery",
  );
  expectShown(
    walked.get("mill-1"),
    {
      "item.state.number": 3,
      state: 3,
      mode: 1,
      "override.feed": 95,
      "time.power.on": 812,
      "warm.up": false,
      "program.name": "DOOR_600x720.MPF",
      "program.state.number": 1,
      "output.total": 90_210,
    },
    "opcua-machinetool",
  );
  expect(walked.get("saw-1")?.readings.get("state")?.value).toBe(0);
  for (const [id, serial] of [
    ["mill-1", "SIM-MILL"],
    ["oven-1", "SIM-OVEN"],
  ] as const) {
    expect(walked.get(id)?.identity.get("serial")).toBe(serial);
  }
});

const blocks = { "item.state.number": 3, "operation.mode.number": 3, state: 3 };

test("no template was left out", () => {
  const walked = [...Object.keys(plcs), "opcua-packml", "opcua-machinetool", "opcua-machinery"];
  const opcua = templateFiles.filter((file) => !modbus.includes(file));
  expect([...walked, "ww-machine"].sort()).toEqual(
    opcua.map((file) => file.replace(".json", "")).sort(),
  );
  expect(templateFiles.length).toBeGreaterThanOrEqual(20);
});
