import { expect, test } from "vitest";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import type { GatewayError } from "../errors.ts";
import { declaredEquipment, type GatewayConfig, parseGatewayConfig } from "./config.ts";

const head = `
gateway: { id: gw1, site: s1, data: ./data, simulated: true }
broker: { url: "mqtt://127.0.0.1:1883" }
connections:
  - { id: bus, driver: modbus-tcp, endpoint: { host: 127.0.0.1, port: 1502 } }
  - { id: plc, driver: opcua, endpoint: { url: "opc.tcp://127.0.0.1:4840", securityMode: None } }
equipment:
`;

const parse = (equipment: string): GatewayConfig =>
  parseGatewayConfig("/etc/gw.yaml", head + equipment, {});

function refusal(equipment: string): string[] {
  try {
    parse(equipment);
  } catch (error) {
    expect((error as GatewayError).code).toBe("GATEWAY_CONFIG_INVALID");
    return (error as GatewayError).message.split("\n");
  }
  throw new Error("the configuration was accepted");
}

const gas = `
  - id: gas
    connection: bus
    signals:
      - { id: count.raw, address: "holding:0:uint16" }
      - { id: pressure, address: "holding:1:uint16" }
    derived:
      - { id: count, kind: counter, from: count.raw, modulus: 65536, maxPerSecond: 20 }
      - { id: volume, kind: pulse, from: count, perPulse: 0.1 }
`;

test("derived signals stand behind what is read, in its scan group, and in the birth", () => {
  const config = parse(`${gas}
    scanGroups:
      - { id: fast, intervalMs: 1000, signals: [count.raw] }
      - { id: slow, intervalMs: 60000 }
`);
  const groups = config.equipment[0]?.scanGroups.map(({ id, signals }) => [
    id,
    signals.map((signal) => signal.id),
  ]);
  expect(groups).toEqual([
    ["fast", ["count.raw", "count", "volume"]],
    ["slow", ["pressure"]],
  ]);
  const declared = declaredEquipment(config)[0]?.signals;
  expect(declared?.find(({ id }) => id === "volume")).toEqual({
    id: "volume",
    datatype: datatypes.Double,
    scanGroup: "fast",
  });
});

test("a template brings its own; the equipment replaces one by id", () => {
  const config = parse(`
  - id: oven
    connection: bus
    template: yudian-modbus
    derived: [{ id: temperature.sp, kind: decimal-point, from: temperature.sp.raw, decimals: decimals, max: 1 }]
    scanGroups: [{ id: all, intervalMs: 1000 }]
`);
  const derived = config.equipment[0]?.scanGroups[0]?.signals.filter((one) => one.derived);
  expect(derived?.map(({ id }) => id)).toEqual(["temperature.pv", "alarm.high", "temperature.sp"]);
});

test("a template's derived signal whose inputs nobody scans is left out", () => {
  const config = parse(`
  - id: oven
    connection: bus
    template: yudian-modbus
    scanGroups: [{ id: all, intervalMs: 1000, signals: [decimals, temperature.pv.raw] }]
`);
  expect(config.equipment[0]?.scanGroups[0]?.signals.map(({ id }) => id)).toEqual([
    "temperature.pv.raw",
    "decimals",
    "temperature.pv",
  ]);
});

test("everything that is wrong is told at once, with line and path", () => {
  expect(
    refusal(`${gas}
      - { id: pressure, kind: pulse, from: count, perPulse: 1 }
      - { id: dice, kind: dice }
      - { id: lost, kind: pulse, from: later, perPulse: 1 }
      - { id: later, kind: pulse, from: count, perPulse: 1, colour: 2 }
      - { id: fast, kind: counter, from: pressure, modulus: 100, maxPerSecond: 60 }
    scanGroups: [{ id: all, intervalMs: 1000 }]
`).map((line) => line.replace(/^\/etc\/gw.yaml:\d+: /, "")),
  ).toEqual([
    expect.stringMatching(/^equipment\[0\]\.derived\[2\]\.id: .*duplicate signal id pressure/),
    expect.stringMatching(/^equipment\[0\]\.derived\[3\]\.kind: .*there is enumeration/),
    expect.stringMatching(/^equipment\[0\]\.derived\[4\]\.from: .*no signal later above/),
    expect.stringMatching(/^equipment\[0\]\.derived\[5\]\.colour: /),
    expect.stringMatching(/^equipment\[0\]\.derived\[6\]\.maxPerSecond: .*between two scans/),
  ]);
});

test("inputs of two scan groups make no derived signal", () => {
  const [line] = refusal(`
  - id: oven
    connection: bus
    template: yudian-modbus
    scanGroups:
      - { id: fast, intervalMs: 1000, signals: [temperature.pv.raw, temperature.pv] }
      - { id: slow, intervalMs: 60000 }
`);
  expect(line).toMatch(/temperature\.pv.*must be in one scan group/);
});

test("parameters fill the template, and what they lack is told", () => {
  const press = (parameters: string) => `
  - id: press
    connection: plc
    template: s7-1500-db
    ${parameters}
    scanGroups: [{ id: all, intervalMs: 1000 }]
`;
  const { scanGroups } = parse(press("parameters: { db: DB_Press }")).equipment[0] ?? {};
  expect(scanGroups?.[0]?.signals[0]?.address).toMatchObject({
    node: { uri: "http://www.siemens.com/simatic-s7-opcua", id: '"DB_Press"."Temperature"' },
  });
  expect(refusal(press(""))[0]).toMatch(/parameters: .*needs db/);
  expect(refusal(press("parameters: { db: 7up, cd: x }"))).toEqual([
    expect.stringMatching(/parameters\.cd: .*no such parameter/),
    expect.stringMatching(/parameters\.db: .*must match/),
  ]);
  expect(
    refusal(`
  - id: a
    connection: bus
    parameters: { db: x }
    signals: [{ id: x, address: "holding:0:uint16" }]
    scanGroups: [{ id: all, intervalMs: 1000 }]
`)[0],
  ).toMatch(/parameters: .*belong to a template/);
});
