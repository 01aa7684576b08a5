// The host hashes the bytes that the gateway hashed: a random record, made into a Sparkplug message by the
// gateway, sent as bytes, read back by ingest with nothing but the births, gives the same canonical bytes.
import fc from "fast-check";
import { expect, test } from "vitest";
import { toHex } from "#contracts/bytes.ts";
import { flags, status } from "#contracts/quality.ts";
import type { LogRecord, Sample } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { datatypes, kindOfDatatype } from "#contracts/sparkplug-datatype.ts";
import { decodePayload } from "#contracts/sparkplug-decode.ts";
import { encodePayload } from "#contracts/sparkplug-encode.ts";
import { parseTopic } from "#contracts/sparkplug-topic.ts";
import { exactInteger, type Value } from "#contracts/value.ts";
import { equipmentBirth, nodeBirth } from "#gateway/sparkplug/births.ts";
import { DeclaredTable } from "#gateway/sparkplug/declared-table.ts";
import { recordMessage } from "#gateway/sparkplug/record-message.ts";
import { BirthTable } from "#ingest/subscribe/birth-table.ts";
import { recordOfData } from "#ingest/subscribe/data.ts";

const bits = {
  Int8: 8,
  Int16: 16,
  Int32: 32,
  Int64: 64,
  UInt8: 8,
  UInt16: 16,
  UInt32: 32,
  UInt64: 64,
  DateTime: 64,
} as const;

function valuesOf(name: keyof typeof datatypes): fc.Arbitrary<Value> {
  const width = bits[name as keyof typeof bits];
  if (name.startsWith("Int") && width !== undefined)
    return fc
      .bigInt({ min: -(2n ** BigInt(width - 1)), max: 2n ** BigInt(width - 1) - 1n })
      .map(exactInteger);
  if (width !== undefined)
    return fc.bigInt({ min: 0n, max: 2n ** BigInt(width) - 1n }).map(exactInteger);
  if (name === "Float") return fc.float();
  if (name === "Double") return fc.double();
  if (name === "Boolean") return fc.boolean();
  if (name === "Bytes")
    return fc.uint8Array({ maxLength: 20 }).map((bytes) => Uint8Array.from(bytes));
  return fc.string({ unit: "grapheme", maxLength: 12 });
}

const names = [
  "Int8",
  "Int16",
  "Int32",
  "Int64",
  "UInt8",
  "UInt16",
  "UInt32",
  "UInt64",
  "Float",
  "Double",
  "Boolean",
  "String",
  "DateTime",
  "Text",
  "Bytes",
] as const;
const signals = names.map((name) => ({
  id: `signal.${name}`,
  datatype: datatypes[name],
  scanGroup: "group",
}));
const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
const codes = fc.constantFrom<number>(
  status.good,
  status.uncertainLastUsable,
  status.badTimeout,
  (status.badConfiguration | 2) >>> 0,
  0xffffffff,
);

const sample: fc.Arbitrary<Sample> = fc.constantFrom(...names).chain((name) =>
  fc
    .record({
      sourceTime: time,
      value: fc.option(valuesOf(name), { nil: null }),
      status: codes,
      flag: fc.constantFrom(...flags),
    })
    .map(
      (rest): Sample => ({
        signal: `signal.${name}`,
        kind: rest.value === null ? "null" : kindOfDatatype(datatypes[name]),
        ...rest,
      }),
    ),
);
const scan: fc.Arbitrary<LogRecord> = fc.record({
  kind: fc.constant("scan" as const),
  // A second equipment and a time before 1970 are what no birth can carry: they travel as bytes.
  gatewayTime: fc.oneof(
    { weight: 9, arbitrary: time },
    { weight: 1, arbitrary: fc.integer({ min: -1000, max: -1 }) },
  ),
  equipment: fc.constantFrom("machine", "machine", "machine", "undeclared"),
  scanGroup: fc.constantFrom("group", "组 🙂"),
  samples: fc.array(sample, { maxLength: 12 }),
});
const other: fc.Arbitrary<LogRecord> = fc.oneof(
  fc.record({
    kind: fc.constant("end" as const),
    gatewayTime: time,
    reason: fc.string({ unit: "grapheme" }),
  }),
  fc.record({
    kind: fc.constant("clock" as const),
    gatewayTime: time,
    state: fc.constantFrom("unknown" as const, "stepped" as const),
    offsetMs: fc.integer(),
    reference: fc.constant("host"),
  }),
);

test("host and gateway hash the same bytes for every record, whichever way it travels", () => {
  const table = new DeclaredTable({ site: "site", gatewayId: "gateway" }, [
    { equipment: "machine", signals },
  ]);
  const machine = table.equipment.get("machine")!;
  machine.born = true;
  const births = new BirthTable();
  const overTheWire = (metrics: Parameters<typeof encodePayload>[0]["metrics"]) =>
    decodePayload(Buffer.from(encodePayload({ timestamp: 1, seq: 0, metrics })));
  const facts = {
    logId: "0".repeat(64),
    publicKey: new Uint8Array(32),
    origin: "o",
    lineModelHash: undefined,
    oldest: 0,
    next: 0,
    checkpoint: undefined,
  };
  births.declare(null, overTheWire(nodeBirth(0, facts, 1)));
  births.declare("machine", overTheWire(equipmentBirth(machine, 1)));

  const ways = { device: 0, node: 0 };
  fc.assert(
    fc.property(
      fc.oneof({ weight: 8, arbitrary: scan }, { weight: 2, arbitrary: other }),
      fc.nat(2 ** 40),
      fc.boolean(),
      (record, sequence, historical) => {
        const bytes = encodeRecord(record);
        const message = recordMessage(
          table,
          "spBv1.0/site/NDATA/gateway",
          { sequence, record, bytes },
          historical,
        );
        const topic = parseTopic(message.topic)!;
        const device = "device" in topic ? topic.device : null;
        ways[device === null ? "node" : "device"] += 1;
        const result = recordOfData(births, device, overTheWire(message.metrics));
        if (result.kind !== "record") throw new Error(`${result.kind}: ${JSON.stringify(result)}`);
        expect({ sequence: result.sequence, historical: result.historical }).toEqual({
          sequence,
          historical,
        });
        // The leaf's input is 0x00 and the record (RFC 9162 §2.1.1).
        expect(toHex(result.leafInput)).toBe(`00${toHex(bytes)}`);
      },
    ),
    { seed: 20231109, numRuns: 3000 },
  );
  expect(ways.device).toBeGreaterThan(500);
  expect(ways.node).toBeGreaterThan(500);
});
