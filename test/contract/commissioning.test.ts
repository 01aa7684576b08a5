// Commissioning against real sockets: a Modbus server on bare bytes that misbehaves as it is told, an OPC UA server,
// and hosts of the loopback network.

import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DataType } from "node-opcua";
import { expect, onTestFinished, test } from "vitest";
import { browseConnection } from "#gateway/commissioning/browse-connection.ts";
import { signalsOfNodes, signalsYaml } from "#gateway/commissioning/browsed-signals.ts";
import { type CheckOptions, checkGateway } from "#gateway/commissioning/check-gateway.ts";
import { targetsOfText } from "#gateway/commissioning/commissioning-target.ts";
import { findHosts } from "#gateway/commissioning/find-hosts.ts";
import { foundYaml } from "#gateway/commissioning/found-yaml.ts";
import { hostsOfText } from "#gateway/commissioning/host-list.ts";
import { loadConfiguration } from "#gateway/commissioning/loaded-configuration.ts";
import { scanConnection } from "#gateway/commissioning/scan-connection.ts";
import { parseGatewayConfig } from "#gateway/config/config.ts";
import { templates } from "#gateway/templates/registry.ts";
import { lasting } from "../kit/lasting.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import { systemClock } from "./driver-contract.ts";
import { exceptionPdu, type FixtureHandler, ModbusFixture } from "./modbus-fixture.ts";
import { OpcUaFixture, ServerPki } from "./opcua-fixture.ts";

const io = {
  clock: systemClock,
  log: () => undefined,
  wait: lasting,
};

async function open(handler: FixtureHandler): Promise<ModbusFixture> {
  const fixture = await ModbusFixture.open(handler);
  onTestFinished(() => fixture.close());
  return fixture;
}

/** Registers by address; what is not among them is refused. */
function registers(map: Readonly<Record<number, number>>, own = 1): FixtureHandler {
  return ({ unit, functionCode, start, count }) => {
    if (unit !== own || (functionCode !== 3 && functionCode !== 4)) return undefined;
    const out = Buffer.alloc(2 + count * 2);
    out.writeUInt8(functionCode, 0);
    out.writeUInt8(count * 2, 1);
    for (let i = 0; i < count; i += 1) {
      const word = map[start + i];
      if (word === undefined) return exceptionPdu(functionCode, 2);
      out.writeUInt16BE(word, 2 + 2 * i);
    }
    return out;
  };
}

function configuration(port: number, equipment: string): string {
  const file = join(temporaryFolder(), "gateway.yaml");
  writeFileSync(
    file,
    `gateway: { id: gw1, site: s1, data: ./data }
broker: { url: "mqtt://127.0.0.1:1" }
connections:
  - { id: c, driver: modbus-tcp, endpoint: { host: 127.0.0.1, port: ${port}, requestTimeoutMs: 150 } }
equipment:
${equipment}
`,
  );
  return file;
}

function check(file: string, options: Partial<CheckOptions> = {}) {
  const loaded = loadConfiguration(file, {});
  return checkGateway(loaded, { decode: false, ...options }, io, () => undefined);
}

// 229.9 V = 4365E666, 230.2 V = 43663333, as IEEE 754 binary32.
test("check: a wrong map is shown with the right one beside it, a good one is left in peace", async () => {
  const words = { 0: 0xe666, 1: 0x4365, 2: 0x3333, 3: 0x4366, 4: 0, 5: 0, 6: 0, 7: 0 };
  const fixture = await open(registers(words));
  const file = configuration(
    fixture.port,
    `  - id: meter
    connection: c
    unit: 1
    template: sdm630
    signals:
      - { id: voltage.l1, address: "input:0:float32" }
      - { id: voltage.l2, address: "input:2:float32,order=CDAB" }
    scanGroups: [{ id: s, intervalMs: 1000, signals: [voltage.l1, voltage.l2] }]`,
  );
  const { equipment, problems } = await check(file);
  const [wrong, right] = equipment[0]?.signals ?? [];
  expect(problems).toBe(1);
  expect(wrong).toMatchObject({ raw: "E666 4365", unit: "VLT", request: "FC04 0x0000 ×2" });
  expect(wrong?.findings.map(({ kind }) => kind)).toEqual(["implausible"]);
  expect(wrong?.decodings[0]?.as).toBe("input:0:float32,unit=1,order=CDAB");
  expect(right).toMatchObject({ verdict: "usual", findings: [], decodings: [], range: [0, 400] });
  expect(right?.value).toBeCloseTo(230.2, 4);
  // The good one was asked once and its neighbours never.
  expect(fixture.requests.filter(({ start }) => start === 2)).toHaveLength(1);
});

test("check: refused, silent and away are told apart, and a silent unit is not asked to the end", async () => {
  const fixture = await open(registers({ 0: 1 }));
  const four = [0, 1, 2, 3].map((n) => `{ id: s${n}, address: "holding:${n}:int16" }`).join(", ");
  const equipment = (id: string, unit: number) =>
    `  - { id: ${id}, connection: c, unit: ${unit}, signals: [${four}], scanGroups: [{ id: s, intervalMs: 1000 }] }`;
  const file = configuration(
    fixture.port,
    [equipment("there", 1), equipment("dead", 9)].join("\n"),
  );
  const { equipment: checks, problems } = await check(file);
  expect(checks[0]?.signals.map(({ status }) => status.toString(16))).toEqual([
    "0",
    ...Array(3).fill("80890002"),
  ]);
  expect(checks[0]?.signals[1]?.findings[0]?.text).toContain("减 1");
  expect(checks[1]).toMatchObject({ notAsked: 2, error: null });
  expect(problems).toBe(7);
  await fixture.close();
  const { equipment: away, problems: all } = await check(file, { equipment: "there" });
  expect(away[0]?.error?.code).toBe("GATEWAY_LINK_REFUSED");
  expect(all).toBe(1);
  await expect(check(file, { signal: "nope" })).rejects.toMatchObject({
    code: "GATEWAY_EQUIPMENT_UNKNOWN",
  });
});

test("check twice: what moves, what does not, and a counter that falls", async () => {
  let round = 0;
  const fixture = await open((request) => {
    round += 1;
    return registers({ 0: 2299, 1: round < 3 ? 500 : 400 })(request);
  });
  const template = join(temporaryFolder(), "own.json");
  const signal = (id: string, kind: string, address: number) => ({
    id,
    name: { zh: id, en: id },
    unit: "C62",
    class: kind,
    purpose: id,
    address: { table: "holding", address, type: "uint16" },
  });
  const own = {
    id: "own",
    vendor: "X",
    model: "Own",
    name: { zh: "自制", en: "own" },
    protocol: "modbus",
    source: "none",
    verified: false,
    signals: [signal("flow", "PV", 0), signal("count", "CNT", 1)],
    probe: { signal: "flow", expect: [0, 1] },
  };
  writeFileSync(template, JSON.stringify(own));
  const file = configuration(
    fixture.port,
    `  - { id: m, connection: c, unit: 1, template: "${template}", scanGroups: [{ id: s, intervalMs: 1000 }] }`,
  );
  const { equipment } = await check(file, { againMs: 1 });
  const kinds = equipment[0]?.signals.map(({ findings }) => findings.map(({ kind }) => kind));
  expect(kinds).toEqual([["unchanged"], ["counter-falls"]]);
});

test("scan: units are found whatever they answer, recognised by probe alone, and told as valid YAML", async () => {
  // A DTSU666 (unit 5) by its map: U1 to U3 at 0x2006 ÷10 V, frequency at 0x2044 ÷100.
  const float = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatBE(value);
    return [bytes.readUInt16BE(0), bytes.readUInt16BE(2)] as const;
  };
  const words: Record<number, number> = {};
  for (let at = 0x2000; at < 0x2060; at += 2) [words[at], words[at + 1]] = float(10);
  for (let at = 0x101e; at < 0x1040; at += 2) [words[at], words[at + 1]] = float(10);
  for (const at of [0x2000, 0x2002, 0x2004]) [words[at], words[at + 1]] = float(3980);
  for (const at of [0x2006, 0x2008, 0x200a]) [words[at], words[at + 1]] = float(2300);
  [words[0x2044], words[0x2045]] = float(5001);
  const fixture = await open((request) =>
    request.unit === 7 ? exceptionPdu(request.functionCode, 4) : registers(words, 5)(request),
  );
  const { targets, dataDir } = targetsOfText(
    `modbus-tcp:127.0.0.1:${fixture.port}`,
    {},
    { dataDir: "." },
  );
  const [target] = targets;
  if (target === undefined) throw new Error("no target");
  const signal = new AbortController().signal;
  const { devices } = await scanConnection(
    target,
    [5, 8],
    { ...io, dataDir, signal, templates: [...templates.values()] },
    () => undefined,
  );
  expect(devices.map(({ shared }) => shared.unit)).toEqual([5, 7]);
  expect(devices[0]?.recognitions[0]).toMatchObject({ template: "dtsu666", confidence: "likely" });
  expect(devices[1]?.recognitions).toEqual([]);
  const yaml = `gateway: { id: g, site: s, data: d }
broker: { url: "mqtt://127.0.0.1:1" }
connections: [{ id: modbus-tcp, driver: modbus-tcp, endpoint: { host: h } }]
${foundYaml(devices)}`;
  expect(parseGatewayConfig("x.yaml", yaml, {}).equipment.map(({ template }) => template)).toEqual([
    "dtsu666",
  ]);
  const asked = fixture.requests.map(({ functionCode }) => functionCode);
  expect(asked.every((code) => [1, 2, 3, 4, 43].includes(code))).toBe(true);
});

test("hosts: only those that were named are tried, and nothing is sent to them", async () => {
  let received = 0;
  const server = createServer((socket) => {
    socket.on("data", (chunk) => {
      received += chunk.length;
    });
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.3", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const signal = new AbortController().signal;
  const report = await findHosts(hostsOfText("127.0.0.0/29"), [address.port], signal);
  expect(report).toEqual({ open: [{ host: "127.0.0.3", port: address.port }], tried: 6 });
  expect(received).toBe(0);
});

test("browse: an OPC UA server's variables become signals that a configuration takes", async () => {
  const uri = "http://maker.example/plc";
  const pki = await ServerPki.make({ from: new Date(Date.now() - 86_400_000), days: 10 });
  onTestFinished(() => pki.remove());
  const fixture = await OpcUaFixture.open({
    pki,
    namespaces: [uri],
    variables: [
      {
        uri,
        id: '"DB"."Oil"',
        browseName: "Oil",
        value: { dataType: DataType.Float, value: 55.5 },
      },
      { uri, id: "n", browseName: "Count 1", value: { dataType: DataType.UInt32, value: 7 } },
    ],
  });
  onTestFinished(() => fixture.close());
  const url = `opc.tcp://127.0.0.1:${fixture.port}`;
  const { targets, dataDir } = targetsOfText(url, {}, { mode: "None", dataDir: temporaryFolder() });
  const [target] = targets;
  if (target === undefined) throw new Error("no target");
  const options = { namespaces: {}, limit: 100 };
  const signal = new AbortController().signal;
  const { nodes } = await browseConnection(
    target,
    options,
    { ...io, dataDir, signal },
    () => undefined,
  );
  const signals = signalsOfNodes(nodes);
  expect(signals.map(({ id, value }) => [id, value])).toEqual([
    ["Oil", 55.5],
    ["Count_1", 7],
  ]);
  const list = signalsYaml(signals).replace(/^/gm, "    ");
  const yaml = `gateway: { id: g, site: s, data: d }
broker: { url: "mqtt://127.0.0.1:1" }
connections: [{ id: plc, driver: opcua, endpoint: { url: "${url}", securityMode: None } }]
equipment:
  - id: press
    connection: plc
${list}
    scanGroups: [{ id: s, intervalMs: 1000 }]`;
  const file = join(temporaryFolder(), "gateway.yaml");
  writeFileSync(file, yaml);
  const { equipment, problems } = await check(file);
  expect(problems).toBe(0);
  expect(equipment[0]?.signals.map(({ value }) => value)).toEqual([55.5, 7]);
});

test("browse: a Modbus device cannot be browsed, and says what to do instead", async () => {
  const fixture = await open(registers({}));
  const { targets, dataDir } = targetsOfText(
    `modbus-tcp:127.0.0.1:${fixture.port}`,
    {},
    { dataDir: "." },
  );
  const [target] = targets;
  if (target === undefined) throw new Error("no target");
  const signal = new AbortController().signal;
  const browsing = browseConnection(
    target,
    { namespaces: {}, limit: 1 },
    { ...io, dataDir, signal },
    () => undefined,
  );
  await expect(browsing).rejects.toMatchObject({ code: "GATEWAY_COMMISSIONING_UNSUPPORTED" });
  expect(fixture.requests).toEqual([]);
});
