import { expect, test } from "vitest";
import { GatewayError } from "../errors.ts";
import { certificatePem } from "../test-certificate.ts";
import { declaredEquipment, parseGatewayConfig } from "./config.ts";

const whole = `
gateway: { id: gw1, site: s1, data: ./data, simulated: true }
broker:
  url: mqtt://127.0.0.1:1883
  username: gw1
  password: { fromEnv: MQTT_PASSWORD }
  primaryHost: host1
connections:
  - { id: bus, driver: modbus-tcp, endpoint: { host: 127.0.0.1, port: 1502 } }
equipment:
  - id: meter
    connection: bus
    unit: 1
    template: sdm630
    scanGroups:
      - { id: fast, intervalMs: 1000 }
      - { id: slow, intervalMs: 60000, signals: [energy.active.import] }
  - id: zone1
    connection: bus
    unit: 11
    signals:
      - { id: pv, address: "holding:0x2000:int16,scale=0.1" }
      - { id: sp, address: { table: holding, address: 0x2103, type: int16, scale: 0.1 } }
    scanGroups: [{ id: fast, intervalMs: 500 }]
`;
const env = { MQTT_PASSWORD: "secret" };

function refusal(text: string, readFile?: (path: string) => string): string[] {
  try {
    parseGatewayConfig("/etc/lineproof/gw.yaml", text, env, readFile);
  } catch (error) {
    expect(error).toBeInstanceOf(GatewayError);
    expect((error as GatewayError).code).toBe("GATEWAY_CONFIG_INVALID");
    const lines = (error as GatewayError).message.split("\n");
    expect((error as GatewayError).detail.problems).toBe(lines.length);
    return lines;
  }
  throw new Error("the configuration was accepted");
}

test("a whole file is understood, with defaults, absolute data folder and the secret from outside", () => {
  const config = parseGatewayConfig("/etc/lineproof/gw.yaml", whole, env);
  expect(config.gateway).toEqual({
    id: "gw1",
    site: "s1",
    simulated: true,
    data: "/etc/lineproof/data",
  });
  expect(config.broker).toEqual({
    servers: ["mqtt://127.0.0.1:1883"],
    protocol: 4,
    clientId: "s1.gw1",
    username: "gw1",
    password: "secret",
    primaryHost: "host1",
    keepAliveSeconds: 30,
  });
  expect(config.outbox).toEqual({
    maxBytes: 2 ** 30,
    commitMs: 100,
    historyBytes: 2 ** 28,
    resendPerSecond: 2000,
  });
  expect(config.checkpointSeconds).toBe(10);
  expect(config.connections[0]?.endpoint).toMatchObject({ port: 1502, requestTimeoutMs: 1000 });
});

test("signals fall into their scan groups and addresses know unit and request size", () => {
  const { equipment } = parseGatewayConfig("gw.yaml", whole, env);
  const [meter, zone] = equipment;
  expect(meter?.template).toBe("sdm630");
  expect(meter?.scanGroups.map(({ id, signals }) => [id, signals.length])).toEqual([
    ["fast", 31],
    ["slow", 1],
  ]);
  expect(meter?.scanGroups[1]?.signals[0]).toMatchObject({
    id: "energy.active.import",
    address: { unit: 1, table: "input", address: 0x48, maxRegisters: 80 },
    datatype: 9,
    deadband: 0,
  });
  expect(zone?.scanGroups[0]?.signals.map(({ id, datatype }) => [id, datatype])).toEqual([
    ["pv", 10],
    ["sp", 10],
  ]);
});

test("what is declared in births is every signal with its group", () => {
  const declared = declaredEquipment(parseGatewayConfig("gw.yaml", whole, env));
  expect(declared.map(({ equipment, signals }) => [equipment, signals.length])).toEqual([
    ["meter", 32],
    ["zone1", 2],
  ]);
  expect(declared[1]?.signals[0]).toEqual({ id: "pv", datatype: 10, scanGroup: "fast" });
});

test("all problems of the shape are told at once, each with file, line and path", () => {
  const lines = refusal(`
gateway: { id: a/b, site: s1 }
broker: { url: mqtt://127.0.0.1, username: u, password: hunter2 }
outbox: { commitMs: 0 }
connections: [{ id: bus, driver: modbus-tcp, endpoint: {} }]
equipment: [{ id: m, connection: bus, scanGroups: [{ id: f, intervalMs: 1 }] }]
checkpoints: 10
`);
  const told = lines.map((line) => line.replace("/etc/lineproof/gw.yaml:", ""));
  expect(told).toEqual([
    expect.stringMatching(/^2: gateway\.id: .*none of/),
    expect.stringMatching(/^2: gateway\.data: .*missing/),
    expect.stringMatching(/^3: broker\.password: .*fromEnv/),
    expect.stringMatching(/^4: outbox\.commitMs: .*at least 1/),
    expect.stringMatching(/^6: equipment\[0\]\.scanGroups\[0\]\.intervalMs: .*at least 50/),
    expect.stringMatching(/^7: checkpoints: .*unknown key/),
  ]);
  expect(lines.join()).not.toContain("hunter2");
});

test("quirks of a Modbus product: those of the template, and the equipment's own before them", () => {
  const template = JSON.stringify({
    id: "odd",
    vendor: "v",
    model: "m",
    name: { zh: "怪", en: "odd" },
    protocol: "modbus",
    source: "test",
    verified: false,
    quirks: { maxBits: 100, pauseBetweenRequestsMs: 20 },
    signals: [
      {
        id: "on",
        name: { zh: "开", en: "on" },
        unit: "C62",
        class: "BOOL",
        purpose: "on",
        address: { table: "coil", address: 3, type: "boolean" },
      },
    ],
    probe: { signal: "on", expect: [0, 1] },
  });
  const text = (quirks: string) => `${whole}  - id: odd
    connection: bus
    template: odd.json
    quirks: ${quirks}
    scanGroups: [{ id: fast, intervalMs: 500 }]
`;
  const readFile = () => template;
  const config = parseGatewayConfig("/etc/gw.yaml", text("{ maxBits: 9 }"), env, readFile);
  expect(config.equipment.at(-1)?.scanGroups[0]?.signals[0]?.address).toMatchObject({
    quirks: { maxBits: 9, pauseBetweenRequestsMs: 20, coilsFromZero: false },
  });
  expect(refusal(text("{ maxBit: 9 }"), readFile).join()).toMatch(/equipment\[2\]\.quirks.*maxBit/);
});

test("all problems of the meaning are told at once", () => {
  const told = refusal(`
gateway: { id: gw1, site: s1, data: d }
broker: { url: "mqtt://10.0.0.5:1883", username: u, password: { fromEnv: NOT_SET } }
connections:
  - { id: bus, driver: modbus-tcp, endpoint: { host: 10.0.0.9, prot: 502 } }
  - { id: opc, driver: s7, endpoint: {} }
equipment:
  - { id: m, connection: bus, template: sdm999, scanGroups: [{ id: f, intervalMs: 1000 }] }
  - { id: m, connection: nowhere, template: sdm630, scanGroups: [{ id: f, intervalMs: 1000 }] }
  - id: z
    connection: bus
    signals:
      - { id: pv, address: "holding:0x2000:int61" }
      - { id: sp, address: "holding:1:int16" }
      - { id: sp, address: "holding:2:int16" }
      - { id: lost, address: "holding:3:int16" }
    scanGroups:
      - { id: f, intervalMs: 1000, signals: [pv, gone] }
      - { id: f, intervalMs: 1000, signals: [sp, pv] }
`).join("\n");
  for (const part of [
    /broker\.url: .*loopback/,
    /broker\.password\.fromEnv: .*NOT_SET is not set/,
    /:5: connections\[0\]\.endpoint: .*prot/,
    /connections\[1\]\.driver: .*no driver s7; there is modbus-tcp \| .* \| opcua/,
    /:8: equipment\[0\]\.template: .*no template sdm999; .*there is .*\| e5cc \| .*\| sdm630 \|/,
    /equipment\[1\]\.id: .*duplicate equipment id m/,
    /equipment\[1\]\.connection: .*no connection nowhere/,
    /:13: equipment\[2\]\.signals\[0\]\.address: pv: .*type/,
    /equipment\[2\]\.signals\[2\]\.id: .*duplicate signal id sp/,
    /equipment\[2\]\.scanGroups\[0\]\.signals\[1\]: .*no signal gone/,
    /equipment\[2\]\.scanGroups\[1\]\.signals\[1\]: .*pv is in two groups/,
    /equipment\[2\]\.scanGroups\[1\]\.id: .*duplicate scan group f/,
    /equipment\[2\]: .*lost is in no scan group/,
  ]) {
    expect(told).toMatch(part);
  }
});

test.each([
  ["mqtt://localhost", true],
  ["mqtt://127.0.0.1:1884", true],
  ["mqtt://[::1]:1883", true],
  ["mqtts://broker.example.com:8883", true],
  ["mqtt://192.168.1.4:1883", false],
  ["mqtt://127.0.0.1.example.com", false],
  ["ws://127.0.0.1:1883", false],
  ["mqtts://user:pass@broker:8883", false],
  // The client library would take options out of the query.
  ["mqtts://broker:8883?rejectUnauthorized=false", false],
  ["mqtts://broker:8883/path", false],
  ["127.0.0.1:1883", false],
])("broker %s is accepted: %s", (url, accepted) => {
  const text = whole.replace("mqtt://127.0.0.1:1883", url);
  if (accepted) expect(parseGatewayConfig("gw.yaml", text, env).broker.servers).toEqual([url]);
  else expect(refusal(text)).toEqual([expect.stringContaining("broker.url")]);
});

test.each([
  ["id: gw1", 'id: "gw 1"', "gateway.id"],
  ["site: s1", "site: 一厂\u00a0东", "gateway.site"],
])("a space in %s is refused, because the log's key is named after it", (ours, theirs, path) => {
  const [line, ...more] = refusal(whole.replace(ours, theirs));
  expect(more).toEqual([]);
  expect(line).toContain(path);
  expect(line).toContain("C2SP");
});

test("equipment whose birth no broker would take is refused", () => {
  const signals = (count: number) =>
    Array.from({ length: count }, (_, i) => `{ id: s${i}, address: "holding:${i}:int16" }`);
  const own = '{ id: pv, address: "holding:0x2000:int16,scale=0.1" }';
  const text = whole.replace(own, signals(10_000).join("\n      - "));
  const [line, ...more] = refusal(text);
  expect(more).toEqual([]);
  expect(line).toContain("equipment[1]");
  expect(line).toContain("10000");
  const fitting = whole.replace(own, signals(9_999).join("\n      - "));
  expect(parseGatewayConfig("gw.yaml", fitting, env).equipment).toHaveLength(2);
});

test("a syntax error is told with line and column", () => {
  expect(refusal("gateway: [1\nbroker: }")[0]).toMatch(/^\/etc\/lineproof\/gw\.yaml:\d+:\d+: YAML/);
  const bomb = `a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c]\n`;
  expect(refusal(bomb)).toEqual([expect.stringMatching(/YAML aliases/)]);
  expect(refusal("")).toContainEqual(expect.stringMatching(/gateway: .*missing/));
});

test("secrets and certificates come from files, and a missing one is told", () => {
  const text = whole
    .replace("{ fromEnv: MQTT_PASSWORD }", "{ fromFile: pw.txt }\n  tls: { ca: ca.pem }")
    .replace("mqtt://127.0.0.1:1883", "mqtts://broker:8883");
  const files: Record<string, string> = {
    "/etc/lineproof/pw.txt": "from file\n",
    "/etc/lineproof/ca.pem": certificatePem,
  };
  const read = (path: string) => {
    const found = files[path];
    if (found === undefined) throw new Error("ENOENT");
    return found;
  };
  const { broker } = parseGatewayConfig("/etc/lineproof/gw.yaml", text, env, read);
  expect(broker).toMatchObject({ password: "from file", tls: { ca: certificatePem } });
  delete files["/etc/lineproof/ca.pem"];
  expect(refusal(text, read)).toEqual([
    expect.stringMatching(/broker\.tls\.ca: .*ca\.pem.*ENOENT/),
  ]);
});

const model = {
  format: "lineproof/line-model/1",
  site: {
    id: "s1",
    name: { zh: "厂", en: "site" },
    cluster: "wenan-panel",
    timeZone: "Asia/Shanghai",
    productionDayStart: "08:00",
    simulated: true,
  },
  firm: { name: { zh: "企业", en: "firm" }, creditCode: "91131026MA0ABCDE12" },
  calendar: {
    shifts: [
      { id: "a", name: { zh: "白班", en: "day" }, start: "08:00", end: "20:00", weekdays: [1] },
    ],
  },
  lines: [
    {
      id: "l1",
      name: { zh: "线", en: "line" },
      profile: "wood-panel",
      stages: [{ id: "press", name: { zh: "压", en: "press" }, key: true }],
      equipment: [
        {
          id: "zone1",
          name: { zh: "温控", en: "zone" },
          stage: "press",
          maker: "Omron",
          model: "E5CC",
          serial: "1",
          digital: true,
          scanGroups: [{ id: "fast", intervalMs: 500 }],
          signals: ["pv", "sp"].map((id) => ({
            id,
            name: { zh: id, en: id },
            unit: "CEL",
            class: "PV",
            required: true,
            scanGroup: "fast",
            purpose: id,
            gateway: "gw1",
            deadband: id === "pv" ? 0.5 : 0,
          })),
        },
      ],
    },
  ],
};

test("the line model alone raises a deadband", () => {
  const config = parseGatewayConfig("gw.yaml", `${whole}\nlineModel: m.json\n`, env, () =>
    JSON.stringify(model),
  );
  expect(config.lineModel?.site.id).toBe("s1");
  expect(config.equipment[1]?.scanGroups[0]?.signals.map(({ deadband }) => deadband)).toEqual([
    0.5, 0,
  ]);
});

test("a configuration that reads less, or slower, than the line model says is refused", () => {
  const text = `${whole}\nlineModel: m.json\n`
    .replace("- { id: pv", "- { id: other")
    .replace("intervalMs: 500", "intervalMs: 5000")
    .replace("site: s1", "site: s2");
  expect(refusal(text, () => JSON.stringify(model))).toEqual([
    expect.stringMatching(/gateway\.site: .*s1/),
    expect.stringMatching(/equipment\[1\]: .*signal pv of the line model is missing/),
    expect.stringMatching(/equipment\[1\]\.scanGroups\[0\]\.intervalMs: .*demands 500 ms/),
  ]);
});

const opcua = `
gateway: { id: gw1, site: s1, data: ./data }
broker: { url: "mqtt://127.0.0.1" }
connections:
  - id: plc
    driver: opcua
    endpoint:
      url: opc.tcp://10.0.0.5:4840
      securityMode: SignAndEncrypt
      securityPolicy: Basic256Sha256
      trust: [trust/plc.pem]
      user: { name: gateway, password: { fromEnv: PLC_PASSWORD } }
equipment:
  - id: press
    connection: plc
    identity: [{ key: serial, address: { node: 'nsu=http://a.example;s="DB"."Serial"', type: String } }]
    signals:
      - { id: temperature, address: { node: 'nsu=http://a.example;s="DB"."T"', type: Float } }
    scanGroups: [{ id: fast, intervalMs: 1000 }]
  - id: saw
    connection: plc
    template: ww-machine
    root: mach:Machines/own:saw-1
    namespaces: { mach: "http://opcfoundation.org/UA/Machinery/", own: "urn:mill" }
    identity: [{ key: firmware, address: { path: "own:Firmware", type: String } }]
    scanGroups: [{ id: fast, intervalMs: 1000, signals: [state, output.total] }]
`;

test("OPC UA: trust is made absolute, root and namespaces reach the addresses, identity is merged", () => {
  const config = parseGatewayConfig("/etc/lineproof/gw.yaml", opcua, { PLC_PASSWORD: "hunter2" });
  expect(config.connections[0]?.endpoint).toMatchObject({
    securityMode: "SignAndEncrypt",
    trust: ["/etc/lineproof/trust/plc.pem"],
    user: { name: "gateway" },
  });
  expect(JSON.stringify(config)).not.toContain("hunter2");
  const [press, saw] = config.equipment;
  expect(press?.identity).toMatchObject([{ key: "serial", address: { node: { kind: "s" } } }]);
  expect(saw?.identity?.map(({ key }) => key)).toEqual(["serial", "maker", "model", "firmware"]);
  const [state] = saw?.scanGroups[0]?.signals ?? [];
  expect(state).toMatchObject({ id: "state", datatype: 3 });
  const { path } = state!.address as { path: readonly unknown[] };
  expect(path.slice(0, 3)).toEqual([
    { uri: "http://opcfoundation.org/UA/Machinery/", name: "Machines" },
    { uri: "urn:mill", name: "saw-1" },
    { uri: "http://opcfoundation.org/UA/Woodworking/", name: "State" },
  ]);
});

test("OPC UA: every problem is told with its path and mend", () => {
  const text = opcua
    .replace("    root: mach:Machines/own:saw-1\n", "")
    .replace(
      'key: firmware, address: { path: "own:Firmware"',
      'key: firmware, address: { path: "no:Firmware"',
    )
    .replace("key: serial,", "key: number,");
  expect(refusal(text).join("\n")).toMatch(/equipment\[0\]\.identity\[0\]\.key: .*serial/);
  const told = refusal(text.replace("key: number,", "key: serial,")).join("\n");
  for (const part of [
    /connections\[0\]\.endpoint\.user\.password\.fromEnv: .*PLC_PASSWORD is not set/,
    /equipment\[1\]: .*paths of template ww-machine begin at root/,
    /equipment\[1\]\.identity\[0\]\.address: firmware: .*no namespace alias no/,
  ]) {
    expect(told).toMatch(part);
  }
});

test("keys that a driver does not know are refused", () => {
  const modbus = whole.replace("    unit: 1\n", "    unit: 1\n    root: Machines\n");
  expect(refusal(modbus)).toEqual([
    expect.stringMatching(/equipment\[0\]\.root: .*driver modbus-tcp takes no root/),
  ]);
});
