// The Sparkplug mapping against bytes of an independent encoder.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromHex, toHex } from "./bytes.ts";
import type { Flag } from "./quality.ts";
import type { Sample, ScanRecord } from "./record.ts";
import { decodeRecord, encodeRecord } from "./record-bytes.ts";
import { datatypes, fromWire, toWire, type WireValue } from "./sparkplug-datatype.ts";
import { decodePayload } from "./sparkplug-decode.ts";
import { encodePayload } from "./sparkplug-encode.ts";
import {
  commandPayload,
  EvidenceError,
  evidenceNames,
  type HostCommand,
  parseCommands,
  property,
  propertyKeys,
  propertyValue,
} from "./sparkplug-evidence.ts";
import type { Metric, Payload } from "./sparkplug-payload.ts";
import { parseTopic } from "./sparkplug-topic.ts";

type WrittenValue = { field: string; value: unknown } | null;
type WrittenPayload = {
  timestamp?: number;
  seq?: number;
  metrics: (Omit<Metric, "value" | "properties"> & {
    value: WrittenValue;
    properties?: [string, { type: number; value: WrittenValue }][];
  })[];
};
type Message = {
  name: string;
  topic: string;
  hex: string;
  payload: WrittenPayload;
  recordHex?: string;
  sequence?: number;
};
type CommandVector = {
  name: string;
  timestamp: number;
  commands: HostCommand[];
  hex: string;
  payload: WrittenPayload;
};
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./vectors/${name}.json`, import.meta.url), "utf8"));
const mapping = (read("sparkplug-mapping") as { vectors: Message[] }).vectors;
const commands = (read("evidence-commands") as { vectors: CommandVector[] }).vectors;

function wireOf(value: WrittenValue): WireValue | null {
  if (value?.field !== "bytes") return value as WireValue | null;
  return { field: "bytes", value: fromHex(value.value as string) };
}

function payloadOf(written: WrittenPayload): Payload {
  return {
    ...written,
    metrics: written.metrics.map(({ properties, ...metric }) => ({
      ...metric,
      value: wireOf(metric.value),
      ...(properties && {
        properties: new Map(
          properties.map(([key, { type, value }]) => [key, { type, value: wireOf(value) }]),
        ),
      }),
    })),
  };
}

for (const { name, topic, hex, payload } of mapping) {
  test(`bytes of ${name}`, () => {
    expect(decodePayload(fromHex(hex))).toEqual(payloadOf(payload));
    expect(toHex(encodePayload(payloadOf(payload)))).toBe(hex);
    expect(parseTopic(topic)?.type).toBe(name.split(":")[0]);
  });
}

// What a host does with a DATA message: names and datatypes come from the births before it.
const birth = mapping.find(({ name }) => name.startsWith("DBIRTH"))!;
const declared = new Map(
  decodePayload(fromHex(birth.hex)).metrics.map((metric) => [metric.alias!, metric]),
);

function sampleOf(metric: Metric): Sample {
  const { name, datatype } = declared.get(metric.alias!)!;
  const status = propertyValue(metric, propertyKeys.status, datatypes.UInt32);
  const flag = propertyValue(metric, propertyKeys.flag, datatypes.String);
  return {
    signal: name!,
    sourceTime: metric.timestamp!,
    ...(metric.value === null
      ? { kind: "null" as const, value: null }
      : fromWire(datatype!, metric.value)),
    status: (status as number | undefined) ?? 0,
    flag: (flag as Flag | undefined) ?? "N",
  };
}

for (const { name, topic, hex, recordHex, sequence } of mapping) {
  if (recordHex === undefined || !name.startsWith("DDATA")) continue;
  test(`${name}: the host makes the gateway's bytes again`, () => {
    const [head, ...metrics] = decodePayload(fromHex(hex)).metrics;
    expect(declared.get(head!.alias!)?.name).toBe(evidenceNames.sequence);
    expect(fromWire(datatypes.UInt64, head!.value!).value).toBe(sequence);
    const gatewayTime = propertyValue(head!, propertyKeys.gatewayTime, datatypes.UInt64);
    const scanGroup = propertyValue(head!, propertyKeys.scanGroup, datatypes.String);
    const parsed = parseTopic(topic);
    const record: ScanRecord = {
      kind: "scan",
      gatewayTime: gatewayTime as number,
      equipment: parsed !== undefined && "device" in parsed ? parsed.device : "",
      scanGroup: scanGroup as string,
      samples: metrics.map(sampleOf),
    };
    expect(toHex(encodeRecord(record))).toBe(recordHex);
  });
}

for (const { name, hex, recordHex, sequence } of mapping) {
  if (recordHex === undefined || !name.startsWith("NDATA")) continue;
  test(`${name}: canonical bytes behind their number`, () => {
    const node = mapping.find((message) => message.name === "NBIRTH")!;
    const names = new Map(
      decodePayload(fromHex(node.hex)).metrics.map((metric) => [metric.alias, metric.name]),
    );
    const [head, body] = decodePayload(fromHex(hex)).metrics;
    expect(names.get(head!.alias)).toBe(evidenceNames.sequence);
    expect(names.get(body!.alias)).toBe(evidenceNames.record);
    expect(head!.value).toEqual({ field: "long", value: sequence });
    expect(body!.value).toEqual({ field: "bytes", value: fromHex(recordHex) });
    expect(toHex(encodeRecord(decodeRecord(fromHex(recordHex))))).toBe(recordHex);
  });
}

for (const vector of commands) {
  test(`command ${vector.name}`, () => {
    const payload = commandPayload(vector.commands, vector.timestamp);
    expect(payload).toEqual(payloadOf(vector.payload));
    expect(toHex(encodePayload(payload))).toBe(vector.hex);
    expect(parseCommands(decodePayload(fromHex(vector.hex)))).toEqual(vector.commands);
  });
}

const log = "a".repeat(64);

function failure(metric: Metric): EvidenceError {
  try {
    parseCommands({ metrics: [metric] });
  } catch (error) {
    if (error instanceof EvidenceError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

function commandMetric(name: string, value: WireValue | null, change: object = {}): Metric {
  const keys: { [key: string]: Metric["properties"] extends undefined ? never : unknown } = {
    Log: property(datatypes.String, log),
    HostTime: property(datatypes.UInt64, 5),
    ...change,
  };
  const entries = Object.entries(keys).filter(([, each]) => each !== undefined);
  return { name, value, properties: new Map(entries as [string, ReturnType<typeof property>][]) };
}

const long = (value: number | bigint): WireValue => ({ field: "long", value });

test("a command without log id, host time or a value of its type is refused by name", () => {
  const { acknowledged, missing, cosigned } = evidenceNames;
  const cases: Metric[] = [
    commandMetric(acknowledged, long(1), { Log: undefined }),
    commandMetric(acknowledged, long(1), { Log: property(datatypes.String, "A".repeat(64)) }),
    commandMetric(acknowledged, long(1), { Log: { type: datatypes.String, value: null } }),
    commandMetric(acknowledged, long(1), { HostTime: undefined }),
    commandMetric(acknowledged, long(1), { HostTime: property(datatypes.Int64, 5) }),
    { name: acknowledged, value: long(1) },
    commandMetric(acknowledged, null),
    commandMetric(acknowledged, long(2n ** 53n)),
    commandMetric(acknowledged, { field: "string", value: "1" }),
    commandMetric(missing, long(1)),
    commandMetric(cosigned, long(1)),
  ];
  for (const metric of cases) {
    const error = failure(metric);
    expect([error.code, error.detail]).toEqual([
      "CONTRACTS_EVIDENCE_COMMAND",
      { name: metric.name },
    ]);
  }
});

test("ranges that are empty, out of order, too many or cut are refused", () => {
  const packed = (...numbers: (number | bigint)[]) => {
    const bytes = new Uint8Array(numbers.length * 8);
    numbers.forEach((number, i) => {
      new DataView(bytes.buffer).setBigUint64(i * 8, BigInt(number), true);
    });
    return bytes;
  };
  for (const value of [
    packed(1),
    packed(1, 2).subarray(1),
    packed(5, 5),
    packed(6, 5),
    packed(1, 3, 2, 4),
    packed(1, 2n ** 53n),
    packed(2n ** 64n - 2n, 2n ** 64n - 1n),
    packed(...Array.from({ length: 2 * 257 }, (_, i) => i)),
  ]) {
    const error = failure(commandMetric(evidenceNames.missing, { field: "bytes", value }));
    expect(error.code).toBe("CONTRACTS_EVIDENCE_COMMAND");
  }
});

test("a Missing command holds 256 ranges at most; the host asks again for the rest", () => {
  const ranges = Array.from({ length: 300 }, (_, i) => ({ from: 2 * i, to: 2 * i + 1 }));
  const payload = commandPayload([{ kind: "missing", log, ranges, hostTime: 1 }], 1);
  const [parsed] = parseCommands(decodePayload(encodePayload(payload)));
  expect(parsed).toEqual({ kind: "missing", log, ranges: ranges.slice(0, 256), hostTime: 1 });
});

test("commands of others, and a rebirth that is false, are none of ours", () => {
  const metrics: Metric[] = [
    { name: "Node Control/Reboot", value: { field: "boolean", value: true } },
    { name: "Node Control/Rebirth", value: { field: "boolean", value: false } },
    { name: "Node Control/Rebirth", value: null },
    { value: null },
  ];
  expect(parseCommands({ metrics })).toEqual([]);
});

test("a property of another type, null, absent or not as its type says has no value", () => {
  const metric: Metric = {
    value: null,
    properties: new Map([
      ["a", { type: datatypes.Int32, value: toWire(datatypes.Int32, -5) }],
      ["n", { type: datatypes.Int32, value: null }],
      ["field", { type: datatypes.Int32, value: { field: "string", value: "5" } }],
      ["range", { type: datatypes.UInt8, value: { field: "int", value: 256 } }],
      ["type", { type: 99, value: { field: "int", value: 1 } }],
    ]),
  };
  expect(propertyValue(metric, "a", datatypes.Int32)).toBe(-5);
  expect(propertyValue(metric, "a", datatypes.UInt32)).toBeUndefined();
  expect(propertyValue(metric, "n", datatypes.Int32)).toBeUndefined();
  expect(propertyValue(metric, "field", datatypes.Int32)).toBeUndefined();
  expect(propertyValue(metric, "range", datatypes.UInt8)).toBeUndefined();
  expect(propertyValue(metric, "type", 99)).toBeUndefined();
  expect(propertyValue(metric, "x", datatypes.Int32)).toBeUndefined();
  expect(propertyValue({ value: null }, "a", datatypes.Int32)).toBeUndefined();
});
