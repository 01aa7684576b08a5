// Every number type in every order, from the simulated sampler of encodings, whose codec is another one.
import { expect, onTestFinished, test } from "vitest";
import { modbusTcp } from "#gateway/drivers/modbus/tcp.ts";
import { openModbusTcpServer } from "#simulators/servers/modbus-tcp-server.ts";
import { systemClock } from "./driver-contract.ts";
import { openDevices, unitOf } from "./product-expectations.ts";
import { pointValue } from "./product-points.ts";

const whole = Number(pointValue("type-sampler", "integer"));
const below = Number(pointValue("type-sampler", "negative"));
const decimal = Number(pointValue("type-sampler", "decimal"));

/** Offset in a block (simulators/devices/type-sampler.ts, head), type and settings, value. */
const members: readonly (readonly [number, string, unknown])[] = [
  [0x00, "uint16", whole],
  [0x01, "int16", below],
  [0x02, "bcd16", whole],
  [0x04, "uint32", whole],
  [0x06, "int32", below],
  [0x08, "bcd32", whole],
  [0x0a, "float32", Math.fround(decimal)],
  [0x0c, "uint64", whole],
  [0x10, "int64", below],
  [0x14, "float64", decimal],
  [0x18, "uint32,scale=0.00001", whole],
  [0x1a, "int32,scale=0.00001", below],
  [0x1c, "bcd32,scale=0.0001", whole],
  [0x20, "uint64,scale=0.00000000001", whole],
  [0x24, "int64,scale=0.00000000001", below],
];
const orders = [
  ["ABCD", 0x0000],
  ["CDAB", 0x0100],
  ["BADC", 0x0200],
  ["DCBA", 0x0300],
] as const;

const expected = new Map<string, unknown>();
for (const [order, base] of orders) {
  for (const [offset, type, value] of members) {
    expected.set(`holding:${base + offset}:${type},order=${order}`, value);
    expected.set(`input:${base + offset}:${type},order=${order}`, value);
  }
  // The bytes of this one are never swapped.
  expected.set(`holding:${base + 3}:boolean,bit=0`, true);
  expected.set(`holding:${base + 3}:boolean,bit=15`, false);
  expected.set(`holding:${base + 3}:uint16,bits=4-7`, whole % 10);
  expected.set(`holding:${base + 3}:uint8,half=low`, (whole % 10) * 16 + 1);
}
for (const [address, order, text] of [
  [0x0400, "ABCD", "26010001"],
  [0x0408, "BADC", "26010001"],
  [0x0410, "ABCD", "SIM-TYPES"],
  [0x0418, "BADC", "SIM-TYPES"],
] as const) {
  expected.set(`holding:${address}:string,length=8,order=${order}`, text);
}

test("the sampler of encodings reads as the plant has it, in every type and order", async () => {
  const server = await openModbusTcpServer({ port: 0, devices: openDevices() });
  onTestFinished(() => server.close());
  const connection = await modbusTcp.open(
    modbusTcp.parseEndpoint(
      { host: "127.0.0.1", port: server.address().port },
      { path: (path) => path, secret: () => expect.unreachable("no secrets here") },
    ),
    { clock: systemClock, dataDir: "/nowhere", log: () => undefined },
  );
  onTestFinished(() => connection.close());
  const texts = [...expected.keys()];
  const shared = { unit: unitOf("type-sampler") };
  const addresses = texts.map((text) => modbusTcp.parseAddress(text, shared));
  const readings = await connection.plan(addresses, 1_000).read();
  expect(new Map(texts.map((text, i) => [text, readings[i]?.value]))).toEqual(expected);
});
