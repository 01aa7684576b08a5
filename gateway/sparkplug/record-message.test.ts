import fc from "fast-check";
import { expect, test } from "vitest";
import { type Flag, flags } from "#contracts/quality.ts";
import type { LogRecord, Sample, ScanRecord } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { datatypes, fromWire, kindOfDatatype } from "#contracts/sparkplug-datatype.ts";
import { decodePayload } from "#contracts/sparkplug-decode.ts";
import { encodePayload } from "#contracts/sparkplug-encode.ts";
import { propertyKeys, propertyValue } from "#contracts/sparkplug-evidence.ts";
import type { Metric } from "#contracts/sparkplug-payload.ts";
import type { ValueKind } from "#contracts/value.ts";
import { scan } from "../outbox/test-log.ts";
import { equipmentBirth } from "./births.ts";
import { DeclaredTable, nodeAliases } from "./declared-table.ts";
import { proving } from "./proves.ts";
import { recordMessage } from "./record-message.ts";
import { committed, start } from "./test-node.ts";

const proves = proving(test);

const wide = Object.entries(datatypes)
  .filter(([name]) => !/DataSet|Template|Array|File/.test(name))
  .map(([name, datatype]) => ({ id: name.toLowerCase(), datatype, scanGroup: "all" }));
const name = { site: "s", gatewayId: "g" };

function table(): DeclaredTable {
  const made = new DeclaredTable(name, [{ equipment: "e", signals: wide }]);
  const slot = made.equipment.get("e");
  if (slot !== undefined) slot.born = true;
  return made;
}

function send(record: LogRecord, from = table(), historical = false) {
  const message = recordMessage(from, "NDATA", committed(5, record), historical);
  const { metrics } = decodePayload(encodePayload({ metrics: message.metrics }));
  return { topic: message.topic, metrics };
}

/** The record as a host rebuilds it, from the specification and the birth alone. */
function rebuild(from: DeclaredTable, metrics: readonly Metric[]): ScanRecord {
  const birth = equipmentBirth(from.equipment.get("e")!, start);
  const [head, ...rest] = metrics;
  return {
    kind: "scan",
    equipment: "e",
    gatewayTime: Number(propertyValue(head!, propertyKeys.gatewayTime, datatypes.UInt64)),
    scanGroup: String(propertyValue(head!, propertyKeys.scanGroup, datatypes.String)),
    samples: rest.map((metric): Sample => {
      const declaredAs = birth.find(({ alias }) => alias === metric.alias);
      const { kind, value } =
        metric.value === null
          ? { kind: "null" as const, value: null }
          : fromWire(declaredAs?.datatype ?? 0, metric.value);
      return {
        signal: declaredAs?.name ?? "",
        sourceTime: metric.timestamp ?? -1,
        kind,
        value,
        status: Number(propertyValue(metric, propertyKeys.status, datatypes.UInt32) ?? 0),
        flag: (propertyValue(metric, propertyKeys.flag, datatypes.String) ?? "N") as Flag,
      };
    }),
  };
}

const values: { readonly [K in ValueKind]: fc.Arbitrary<Sample["value"]> } = {
  null: fc.constant(null),
  boolean: fc.boolean(),
  int: fc.oneof(fc.integer({ min: -128, max: 127 }), fc.constant(-(2n ** 63n)), fc.integer()),
  uint: fc.oneof(fc.nat(255), fc.constant(2n ** 64n - 1n), fc.maxSafeNat()),
  float: fc.float(),
  double: fc.double(),
  string: fc.string({ unit: "grapheme" }),
  bytes: fc.uint8Array(),
};

const sample: fc.Arbitrary<Sample> = fc
  .tuple(fc.constantFrom(...wide), fc.boolean())
  .chain(([{ id, datatype }, empty]) => {
    const kind = empty ? "null" : kindOfDatatype(datatype);
    return fc.record({
      signal: fc.constant(id),
      sourceTime: fc.maxSafeNat(),
      kind: fc.constant(kind),
      value: values[kind],
      status: fc.oneof(fc.constant(0), fc.nat(), fc.constant(0x80050000)),
      flag: fc.constantFrom(...flags),
    });
  });

test("a host rebuilds every record to the byte, whichever way it went", () => {
  let scans = 0;
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 8 }), fc.maxSafeNat(), (samples, gatewayTime) => {
      const record: ScanRecord = {
        kind: "scan",
        equipment: "e",
        scanGroup: "all",
        gatewayTime,
        samples,
      };
      const from = table();
      const { topic, metrics } = send(record, from);
      if (topic === "NDATA") {
        expect(metrics[1]?.value?.value).toEqual(encodeRecord(record));
        return;
      }
      scans += 1;
      expect(encodeRecord(rebuild(from, metrics))).toEqual(encodeRecord(record));
    }),
    { seed: 2, numRuns: 500 },
  );
  expect(scans).toBeGreaterThan(100);
});

proves(
  ["payloads-metric-datatype-not-req", "payloads-alias-data-cmd-requirement"],
  "DATA has alias, no name, no datatype",
  () => {
    const record: ScanRecord = {
      ...scan(1),
      equipment: "e",
      samples: [{ ...scan(1).samples[0]!, signal: "float", status: 0x80050000, flag: "B" }],
    };
    const { topic, metrics } = send(record, table(), true);
    expect(topic).toBe("spBv1.0/s/DDATA/g/e");
    expect(metrics).toHaveLength(2);
    for (const metric of metrics) {
      expect(metric.name).toBeUndefined();
      expect(metric.datatype).toBeUndefined();
      expect(metric.alias).toBeGreaterThan(0);
      expect(metric.isHistorical).toBe(true);
    }
    expect(metrics[0]).toMatchObject({
      timestamp: record.gatewayTime,
      value: { field: "long", value: 5 },
    });
    expect(propertyValue(metrics[1]!, propertyKeys.quality, datatypes.Int32)).toBe(0);
  },
);

test.each([
  [0, undefined],
  [0x40900000, 500],
  [0x80050000, 0],
  [0x00010000, undefined],
])("status 0x%s has Quality %s", (status, quality) => {
  const samples = [{ ...scan(1).samples[0]!, signal: "float", status }];
  const { metrics } = send({ ...scan(1), equipment: "e", samples });
  expect(propertyValue(metrics[1]!, propertyKeys.quality, datatypes.Int32)).toBe(quality);
  expect(propertyValue(metrics[1]!, propertyKeys.status, datatypes.UInt32)).toBe(
    status === 0 ? undefined : status,
  );
});

const one = (change: Partial<Sample>): ScanRecord => ({
  ...scan(1),
  equipment: "e",
  samples: [{ ...scan(1).samples[0]!, signal: "float", ...change }],
});

test.each<[string, LogRecord]>([
  ["unknown equipment", { ...scan(1), equipment: "other" }],
  ["an unknown signal", one({ signal: "unheard" })],
  ["another kind", one({ kind: "double", value: 1 })],
  ["a value too wide", one({ signal: "int8", kind: "int", value: 128 })],
  ["a time before 1970", one({ sourceTime: -1 })],
  [
    "a clock record",
    { kind: "clock", gatewayTime: 1, state: "unknown", offsetMs: 0, reference: "x" },
  ],
  ["an end", { kind: "end", gatewayTime: -5, reason: "moved" }],
])("%s travels as bytes in an NDATA", (_, record) => {
  const { topic, metrics } = send(record);
  expect(topic).toBe("NDATA");
  expect(metrics.map(({ alias }) => alias)).toEqual([nodeAliases.sequence, nodeAliases.record]);
  expect(metrics[0]?.value?.value).toBe(5);
  expect(metrics[1]?.value).toEqual({ field: "bytes", value: encodeRecord(record) });
});

test("a scan of equipment that is dead in the current birth travels as bytes", () => {
  const from = table();
  from.equipment.get("e")!.born = false;
  expect(send(one({}), from).topic).toBe("NDATA");
});

test("a birth has the last recorded value with its own source time, or null and stale", () => {
  const from = table();
  from.remember(one({ value: 4, sourceTime: 77 }));
  from.remember(one({ value: 5, sourceTime: 78, status: 0x80050000, flag: "B" }));
  from.rememberOlder(one({ value: 1, sourceTime: 1 }));
  from.rememberOlder(one({ signal: "int8", kind: "int", value: -3, sourceTime: 9 }));
  const metrics = equipmentBirth(from.equipment.get("e")!, start);
  const named = (id: string) => metrics.find((metric) => metric.name === id)!;
  expect(named("float")).toMatchObject({ timestamp: 78, value: { field: "float", value: 5 } });
  expect(propertyValue(named("float"), propertyKeys.quality, datatypes.Int32)).toBe(0);
  expect(propertyValue(named("float"), propertyKeys.scanGroup, datatypes.String)).toBe("all");
  expect(named("int8")).toMatchObject({ timestamp: 9, value: { field: "int", value: 0xfffffffd } });
  expect(named("double")).toMatchObject({ timestamp: start, value: null });
  expect(propertyValue(named("double"), propertyKeys.quality, datatypes.Int32)).toBe(500);
});

test.each([
  ["a site with a slash", { site: "a/b", gatewayId: "g" }, [], "a/b"],
  ["an empty gateway", { site: "s", gatewayId: "" }, [], ""],
  ["equipment with a wildcard", name, [{ equipment: "e+", signals: [] }], "e+"],
  [
    "equipment twice",
    name,
    [
      { equipment: "e", signals: [] },
      { equipment: "e", signals: [] },
    ],
    "e",
  ],
  ["a signal twice", name, [{ equipment: "e", signals: [wide[0]!, wide[0]!] }], "e/int8"],
])("refuses %s", (_, node, equipment, id) => {
  expect(() => new DeclaredTable(node, equipment)).toThrow(
    expect.objectContaining({ code: "GATEWAY_SPARKPLUG_ID", detail: { id } }),
  );
});
