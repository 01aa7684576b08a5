import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalJson } from "#contracts/canonical-json.ts";
import { parseGatewayConfig } from "../config/config.ts";
import { configHash, identityRecord } from "./identity-record.ts";

const text = `
gateway: { id: gw1, site: s1, data: d }
broker: { url: mqtt://127.0.0.1, username: u, password: { fromEnv: PW } }
connections: [{ id: bus, driver: modbus-tcp, endpoint: { host: 127.0.0.1 } }]
equipment:
  - { id: zone1, connection: bus, unit: 11, template: e5cc, scanGroups: [{ id: fast, intervalMs: 1000 }] }
`;

test("the hash is of the configuration as understood: comments and secrets do not change it", () => {
  const hash = configHash(parseGatewayConfig("gw.yaml", text, { PW: "one" }));
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(configHash(parseGatewayConfig("gw.yaml", `# hello\n${text}`, { PW: "two" }))).toBe(hash);
  const slower = text.replace("intervalMs: 1000", "intervalMs: 2000");
  expect(configHash(parseGatewayConfig("gw.yaml", slower, { PW: "one" }))).not.toBe(hash);
});

test("the hash is that of the canonical JSON of the whole, however it is made", () => {
  const config = parseGatewayConfig("gw.yaml", text, { PW: "one" });
  const { password: _password, tls: _tls, ...broker } = config.broker;
  const whole = canonicalJson(JSON.parse(JSON.stringify({ ...config, broker })));
  expect(configHash(config)).toBe(createHash("sha256").update(whole).digest("hex"));
});

test("properties say who, what and with which devices, sorted by their bytes and without secrets", () => {
  const record = identityRecord({
    config: parseGatewayConfig("gw.yaml", text, { PW: "hunter2" }),
    version: "0.1.0",
    gatewayTime: 5,
    devices: {
      connections: new Map([["bus", [["unit.11.vendorName", "Omron"]]]]),
      equipment: new Map([["zone1", [["serial", "SIM-0815"]]]]),
    },
  });
  const keys = record.properties.map(([key]) => key).filter((key) => !key.startsWith("machine."));
  expect(keys).toEqual([
    "config.sha256",
    "connection.bus.unit.11.vendorName",
    "equipment.zone1.identity.serial",
    "equipment.zone1.template",
    "gateway",
    "runtime",
    "simulated",
    "site",
    "version",
  ]);
  const said = new Map(record.properties);
  expect(said.get("equipment.zone1.template")).toBe("e5cc");
  expect(said.get("equipment.zone1.identity.serial")).toBe("SIM-0815");
  expect(said.get("connection.bus.unit.11.vendorName")).toBe("Omron");
  expect(JSON.stringify(record)).not.toContain("hunter2");
});

test("the password of an OPC UA user is no part of the hash", () => {
  const opcua = text
    .replace("driver: modbus-tcp", "driver: opcua")
    .replace(
      "endpoint: { host: 127.0.0.1 }",
      'endpoint: { url: "opc.tcp://127.0.0.1", securityMode: None, user: { name: gw, password: { fromEnv: PLC } } }',
    )
    .replace(
      "unit: 11, template: e5cc",
      'signals: [{ id: a, address: { node: "i=1", type: Float } }]',
    );
  const hash = (password: string) =>
    configHash(parseGatewayConfig("gw.yaml", opcua, { PW: "x", PLC: password }));
  expect(hash("one")).toBe(hash("two"));
});
