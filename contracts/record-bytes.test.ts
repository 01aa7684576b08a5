import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteWriter, fromHex, toHex } from "./bytes.ts";
import { leafHash } from "./merkle.ts";
import { flags } from "./quality.ts";
import type { LogRecord, Sample, ScanRecord } from "./record.ts";
import { clockStates } from "./record.ts";
import { decodeRecord, encodeRecord, RecordError, writeRecord } from "./record-bytes.ts";
import type { Value, ValueKind } from "./value.ts";

type File = {
  vectors: { name: string; record: Written; hex: string; leafHash: string }[];
  malformed: { name: string; hex: string; code: string; detail: object }[];
};
type Written = { kind: string; samples?: WrittenSample[]; roots?: { hash: string }[] };
type WrittenSample = { kind: ValueKind; value: null | boolean | number | string };

const seed = 20261122;
const sha256 = (data: Uint8Array) => new Uint8Array(createHash("sha256").update(data).digest());
const file = JSON.parse(
  readFileSync(new URL("./vectors/record.json", import.meta.url), "utf8"),
) as File;

/** Values as the vector file writes them. */
function readValue({ kind, value }: WrittenSample): Value {
  if (typeof value !== "string" || kind === "string") return value;
  if (kind === "bytes") return fromHex(value);
  if (kind === "float" || kind === "double") return Number(value);
  return BigInt(value);
}

function recordOf(written: Written): LogRecord {
  const { samples, roots } = written;
  return {
    ...written,
    ...(samples && { samples: samples.map((each) => ({ ...each, value: readValue(each) })) }),
    ...(roots && { roots: roots.map((root) => ({ ...root, hash: fromHex(root.hash) })) }),
  } as unknown as LogRecord;
}

function failure(run: () => unknown): RecordError {
  try {
    run();
  } catch (error) {
    if (error instanceof RecordError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

for (const { name, record, hex, leafHash: leaf } of file.vectors) {
  test(`bytes of ${name}`, () => {
    expect(toHex(encodeRecord(recordOf(record)))).toBe(hex);
    expect(decodeRecord(fromHex(hex))).toStrictEqual(recordOf(record));
    expect(toHex(leafHash(sha256, fromHex(hex)))).toBe(leaf);
  });
}

for (const { name, hex, code, detail } of file.malformed) {
  test(`refuses ${name}`, () => {
    const error = failure(() => decodeRecord(fromHex(hex)));
    expect([error.code, error.detail]).toEqual([code, detail]);
  });
}

test("one scan, byte by byte", () => {
  const record: ScanRecord = {
    kind: "scan",
    gatewayTime: 0x0102030405,
    equipment: "m",
    scanGroup: "热",
    samples: [
      { signal: "t", sourceTime: -1, kind: "float", value: 1.5, status: 0x800a0000, flag: "B" },
    ],
  };
  const bytes = [
    "01", // version
    "01", // scan
    "0000000102030405", // gateway time
    "0001 6d", // equipment
    "0003 e783ad", // scan group
    "00000001", // samples
    "0001 74", // signal
    "ffffffffffffffff", // source time
    "04 3fc00000", // float 1.5
    "800a0000", // status
    "42", // B
  ];
  expect(toHex(encodeRecord(record))).toBe(bytes.join("").replaceAll(" ", ""));
});

test("the example of docs/formats/record.md", () => {
  const page = readFileSync(new URL("../docs/formats/record.md", import.meta.url), "utf8");
  const example = /^01 01 [0-9a-f ]+$/m.exec(page)?.[0] ?? "";
  const record: ScanRecord = {
    kind: "scan",
    gatewayTime: 1_763_800_000_123,
    equipment: "m",
    scanGroup: "g",
    samples: [
      {
        signal: "t",
        sourceTime: 1_763_800_000_120,
        kind: "float",
        value: 1.5,
        status: 0,
        flag: "N",
      },
    ],
  };
  expect(toHex(encodeRecord(record))).toBe(example.replaceAll(" ", ""));
});

test("every record cut at every byte is refused as too short", () => {
  for (const { hex, name } of file.vectors) {
    const bytes = fromHex(hex);
    for (let length = 0; length < bytes.length; length++) {
      const error = failure(() => decodeRecord(bytes.subarray(0, length)));
      expect(error.code, `${name} at ${length}`).toBe("CONTRACTS_RECORD_BYTES");
      expect(error.detail.reason).toBe("CONTRACTS_BYTES_SHORT");
    }
  }
});

const sample: Sample = {
  signal: "t",
  sourceTime: 0,
  kind: "int",
  value: 1,
  status: 0,
  flag: "N",
};
const scan = (change: Partial<Sample>): ScanRecord => ({
  kind: "scan",
  gatewayTime: 0,
  equipment: "m",
  scanGroup: "g",
  samples: [{ ...sample, ...change }],
});

test("a value that its kind cannot have is refused", () => {
  const wrong: [ValueKind, Value][] = [
    ["null", 0],
    ["boolean", 1],
    ["int", 1.5],
    ["int", -0],
    ["int", 2 ** 53],
    ["int", 2n ** 63n],
    ["int", "1"],
    ["int", Number.NaN],
    ["uint", -1],
    ["uint", -1n],
    ["uint", 2n ** 64n],
    ["float", 0.1],
    ["float", 1e39],
    ["float", 1n],
    ["double", null],
    ["double", 1n],
    ["string", new Uint8Array([0xff])],
    ["bytes", "x"],
  ];
  for (const [kind, value] of wrong) {
    const error = failure(() => encodeRecord(scan({ kind, value })));
    expect([error.code, error.detail], `${kind} ${String(value)}`).toEqual([
      "CONTRACTS_RECORD_VALUE",
      { reason: "CONTRACTS_VALUE_FORM", kind },
    ]);
  }
});

test("a record that has no bytes is refused, never written changed", () => {
  const cases: [LogRecord, string][] = [
    [scan({ status: -1 }), "CONTRACTS_RECORD_VALUE"],
    [scan({ status: 2 ** 32 }), "CONTRACTS_RECORD_VALUE"],
    [scan({ flag: "X" as "N" }), "CONTRACTS_RECORD_FLAG"],
    [scan({ sourceTime: 1.5 }), "CONTRACTS_RECORD_BYTES"],
    [scan({ signal: "x".repeat(65_536) }), "CONTRACTS_RECORD_VALUE"],
    [scan({ kind: "string", value: "\ud800" }), "CONTRACTS_RECORD_BYTES"],
    [{ kind: "end", gatewayTime: Number.NaN, reason: "" }, "CONTRACTS_RECORD_BYTES"],
    [gap({ hash: new Uint8Array(31) }), "CONTRACTS_RECORD_VALUE"],
    [gap({ level: 64 }), "CONTRACTS_RECORD_VALUE"],
    [gap({ index: -1 }), "CONTRACTS_RECORD_BYTES"],
    [identity("b", "a"), "CONTRACTS_RECORD_ORDER"],
    [identity("a", "a"), "CONTRACTS_RECORD_ORDER"],
  ];
  for (const [record, code] of cases) {
    expect(failure(() => encodeRecord(record)).code).toBe(code);
  }
});

function gap(change: Partial<{ level: number; index: number; hash: Uint8Array }>): LogRecord {
  const root = { level: 0, index: 0, hash: new Uint8Array(32), ...change };
  return { kind: "gap", gatewayTime: 0, from: 0, to: 1, reason: "outbox-full", roots: [root] };
}

function identity(...keys: string[]): LogRecord {
  return { kind: "identity", gatewayTime: 0, properties: keys.map((key) => [key, ""] as const) };
}

test("identity keys go by UTF-8 bytes, which UTF-16 orders otherwise", () => {
  expect(() => encodeRecord(identity("\uff21", "\u{1f600}"))).not.toThrow();
  expect(failure(() => encodeRecord(identity("\u{1f600}", "\uff21"))).detail).toEqual({ index: 1 });
});

test("writeRecord stands behind what the writer holds", () => {
  const out = new ByteWriter(4);
  out.u8(0xee);
  writeRecord(out, { kind: "end", gatewayTime: 0, reason: "" });
  expect(toHex(out.take())).toBe("ee010500000000000000000000");
});

const text = fc.string({ unit: "binary", maxLength: 12 }).map((value) => value.toWellFormed());
const time = fc.maxSafeInteger();
const typed: fc.Arbitrary<{ kind: ValueKind; value: Value }> = fc.oneof(
  fc.constant({ kind: "null" as const, value: null }),
  fc.boolean().map((value) => ({ kind: "boolean" as const, value })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((big) => ({
    kind: "int" as const,
    value: Number.isSafeInteger(Number(big)) ? Number(big) : big,
  })),
  fc.maxSafeInteger().map((value) => ({ kind: "int" as const, value })),
  fc.maxSafeNat().map((value) => ({ kind: "uint" as const, value })),
  fc.float().map((value) => ({ kind: "float" as const, value })),
  fc.double().map((value) => ({ kind: "double" as const, value })),
  text.map((value) => ({ kind: "string" as const, value })),
  fc.uint8Array({ maxLength: 12 }).map((value) => ({ kind: "bytes" as const, value })),
);
const samples: fc.Arbitrary<Sample> = fc
  .record({
    signal: text,
    sourceTime: time,
    typed,
    status: fc.nat({ max: 0xffffffff }),
    flag: fc.constantFrom(...flags),
  })
  .map(({ typed: { kind, value }, ...rest }) => ({ ...rest, kind, value }));
const records: fc.Arbitrary<LogRecord> = fc.oneof(
  fc.record({
    kind: fc.constant("scan" as const),
    gatewayTime: time,
    equipment: text,
    scanGroup: text,
    samples: fc.array(samples, { maxLength: 5 }),
  }),
  fc.record({
    kind: fc.constant("gap" as const),
    gatewayTime: time,
    from: fc.maxSafeNat(),
    to: fc.maxSafeNat(),
    reason: fc.constantFrom("outbox-full" as const, "unreadable" as const),
    roots: fc.array(
      fc.record({
        level: fc.nat({ max: 63 }),
        index: fc.maxSafeNat(),
        hash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      }),
      { maxLength: 4 },
    ),
  }),
  fc.record({
    kind: fc.constant("clock" as const),
    gatewayTime: time,
    state: fc.constantFrom(...clockStates),
    offsetMs: time,
    reference: text,
  }),
  fc.record({ kind: fc.constant("end" as const), gatewayTime: time, reason: text }),
);

test("every record is read again as it was", () => {
  fc.assert(
    fc.property(records, (record) => {
      const bytes = encodeRecord(record);
      const again = decodeRecord(bytes);
      expect(again).toEqual(record);
      expect(toHex(encodeRecord(again))).toBe(toHex(bytes));
    }),
    { seed, numRuns: 500 },
  );
});

test("whatever the bytes, decode throws RecordError only, and accepts canonical bytes only", () => {
  const known = file.vectors.map(({ hex }) => fromHex(hex));
  const damaged = fc
    .tuple(
      fc.constantFrom(...known),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 3 }),
    )
    .map(([bytes, changes]) => {
      const copy = bytes.slice();
      for (const [at, value] of changes) copy[at % copy.length] = value;
      return copy;
    });
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), damaged), (bytes) => {
      let record: LogRecord;
      try {
        record = decodeRecord(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(RecordError);
        return;
      }
      accepted += 1;
      expect(toHex(encodeRecord(record))).toBe(toHex(bytes));
    }),
    { seed, numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(100);
});
