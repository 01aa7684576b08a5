// Decoder and encoder of the Sparkplug payload against bytes of other encoders.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, toHex } from "./bytes.ts";
import {
  DatatypeError,
  datatypeName,
  fromWire,
  kindOfDatatype,
  toWire,
  type WireValue,
} from "./sparkplug-datatype.ts";
import { decodePayload, PayloadError } from "./sparkplug-decode.ts";
import { encodePayload } from "./sparkplug-encode.ts";
import type { Metric, Payload } from "./sparkplug-payload.ts";
import { exactInteger, type Value } from "./value.ts";

type WrittenValue = {
  field: string;
  raw?: number | string | boolean;
  hex?: string;
  typed?: number | string | boolean | object;
  bits?: string;
};
type WrittenMetric = {
  name?: string;
  alias?: string;
  timestamp?: string;
  datatype?: number;
  isHistorical?: boolean;
  isTransient?: boolean;
  isNull?: boolean;
  value?: WrittenValue;
  properties?: { key: string; type: number; isNull?: boolean; value?: WrittenValue }[];
};
type Vector = {
  kind: string;
  name: string;
  hex: string;
  payload: { timestamp?: string; seq?: string; uuid?: string; metrics: WrittenMetric[] };
  birthDatatype?: number;
  birthTyped?: number | string;
};
const { vectors } = JSON.parse(
  readFileSync(new URL("./vectors/sparkplug-b.json", import.meta.url), "utf8"),
) as { vectors: Vector[] };

const opaque = ["dataset", "template", "extension"];

/** A value as the vector writes it; undefined for what this product keeps as bytes or drops. */
function wireOf(value: WrittenValue): WireValue | undefined {
  const field = value.field.replace(/_value$/, "");
  if (value.raw === undefined && value.hex === undefined) return undefined;
  if (field === "long") {
    return { field, value: exactInteger(BigInt(value.raw as string)) };
  }
  if (field === "float" || field === "double") return { field, value: Number(value.raw) };
  if (field === "bytes") return { field, value: fromHex(String(value.hex ?? value.raw)) };
  return { field, value: value.raw } as WireValue;
}

function checkMetric(metric: Metric, written: WrittenMetric): void {
  const { value, properties, ...rest } = metric;
  const expected: { [key: string]: unknown } = {};
  for (const key of ["name", "datatype", "isHistorical", "isTransient"] as const) {
    if (written[key] !== undefined) expected[key] = written[key];
  }
  if (written.alias !== undefined) expected["alias"] = Number(written.alias);
  if (written.timestamp !== undefined) expected["timestamp"] = Number(written.timestamp);
  expect(rest).toEqual(expected);
  if (written.isNull || written.value === undefined) expect(value).toBeNull();
  else if (opaque.includes(written.value.field.replace(/_value$/, ""))) {
    expect(value).toMatchObject({ field: written.value.field.replace(/_value$/, "") });
    expect(value!.value).toBeInstanceOf(Uint8Array);
  } else expect(value).toEqual(wireOf(written.value));
  for (const each of written.properties ?? []) {
    const found = properties?.get(each.key);
    expect(found?.type, each.key).toBe(each.type);
    const nested = /propertyset|propertysets/i.test(each.value?.field ?? "");
    if (nested || each.value === undefined) expect(found?.value).toBeNull();
    else expect(found?.value).toEqual(wireOf(each.value));
  }
}

const payloads = vectors.filter((vector) => vector.kind === "payload");
/** Valid protobuf, but no number that this product can use: refused as a whole. */
const beyond = ["alias 2^53+1", "alias 2^64-1", "timestamp 2^64-1"];

for (const vector of payloads.filter(({ name }) => !beyond.includes(name))) {
  test(`decodes ${vector.name}`, () => {
    const payload = decodePayload(fromHex(vector.hex));
    const { timestamp, seq, uuid, metrics } = vector.payload;
    expect(payload.timestamp).toBe(timestamp === undefined ? undefined : Number(timestamp));
    expect(payload.seq).toBe(seq === undefined ? undefined : Number(seq));
    expect(payload.uuid).toBe(uuid);
    expect(payload.metrics).toHaveLength(metrics.length);
    metrics.forEach((written, i) => {
      checkMetric(payload.metrics[i]!, written);
    });
  });
}

for (const name of beyond) {
  test(`refuses ${name}`, () => {
    const { hex } = payloads.find((vector) => vector.name === name)!;
    expect(failure(() => decodePayload(fromHex(hex))).code).toBe("CONTRACTS_SPARKPLUG_LIMIT");
  });
}

for (const { name, hex } of vectors.filter((vector) => vector.kind === "malformed")) {
  test(`refuses ${name}`, () => {
    expect(failure(() => decodePayload(fromHex(hex))).code).toBe("CONTRACTS_SPARKPLUG_BYTES");
  });
}

function failure(run: () => unknown): PayloadError {
  try {
    run();
  } catch (error) {
    if (error instanceof PayloadError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** What a value means by its datatype, as the vectors write it. */
function typedValue(value: Value): unknown {
  if (typeof value === "bigint") return String(value);
  return value;
}

function meaning(typed: number | string | boolean | object, kind: string): unknown {
  if (kind === "float" || kind === "double") return Number(typed);
  if (kind === "int" || kind === "uint") return typedValue(exactInteger(BigInt(typed as string)));
  return typed;
}

for (const vector of payloads) {
  const [written] = vector.payload.metrics;
  const datatype = vector.birthDatatype ?? written?.datatype;
  const typed = vector.birthTyped ?? written?.value?.typed;
  if (datatype === undefined || typed === undefined || typeof typed === "object") continue;
  const kind = kindOfDatatype(datatype);
  if (kind === "bytes") continue;
  test(`${datatypeName(datatype)} of ${vector.name} means ${String(typed)}`, () => {
    const { value } = decodePayload(fromHex(vector.hex)).metrics[0]!;
    const read = fromWire(datatype, value!);
    expect(read.kind).toBe(kind);
    expect(typedValue(read.value)).toBe(meaning(typed, kind));
    // Written back in the one form of this product, and the same value again.
    if (read.value === null) throw new Error("no value");
    expect(fromWire(datatype, toWire(datatype, read.value))).toEqual(read);
  });
}

/** What a canonical encoder would write otherwise, or this product does not keep. */
const notKept = new Map([
  ["File with all metadata", "metadata is dropped"],
  ["PropertySet of every kind", "nested property sets are dropped"],
  ["body empty", "body is dropped"],
  ["body", "body is dropped"],
  ["Double 0 with is_null false", "is_null false is not written"],
  ["metric without any field", "no value is written as is_null"],
  ["Int32 -1 as a sign-extended 10-byte varint in a uint32 field", "shortest varint"],
  ["unknown field 100 is skipped", "unknown fields are dropped"],
  ["fields out of order, metric last", "ascending order"],
  ["timestamp twice: the last one counts", "one timestamp"],
  ["two values in one metric: the last one counts", "one value"],
  ["overlong varint for seq", "shortest varint"],
]);

for (const { name, hex } of payloads.filter((vector) => !beyond.includes(vector.name))) {
  const reason = notKept.get(name);
  test(`encodes ${name}${reason === undefined ? "" : ` otherwise: ${reason}`}`, () => {
    const payload = decodePayload(fromHex(hex));
    const bytes = encodePayload(payload);
    expect(toHex(bytes) === hex).toBe(reason === undefined);
    expect(decodePayload(bytes)).toEqual(payload);
  });
}

test("cut at any byte, a payload is refused or shorter, never another error", () => {
  for (const { hex, name } of payloads) {
    const bytes = fromHex(hex);
    for (let length = 0; length < bytes.length; length++) {
      try {
        const payload = decodePayload(bytes.subarray(0, length));
        expect(payload.metrics.length).toBeLessThanOrEqual(
          vectors.find((vector) => vector.name === name)!.payload.metrics.length,
        );
      } catch (error) {
        expect(error, `${name} at ${length}`).toBeInstanceOf(PayloadError);
      }
    }
  }
});

test("whatever the bytes, only PayloadError is thrown", () => {
  const known = payloads.map(({ hex }) => fromHex(hex)).filter((bytes) => bytes.length > 0);
  const damaged = fc
    .tuple(
      fc.constantFrom(...known),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }),
    )
    .map(([bytes, changes]) => {
      const copy = bytes.slice();
      for (const [at, value] of changes) copy[at % copy.length] = value;
      return copy;
    });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), damaged), (bytes) => {
      try {
        const payload = decodePayload(bytes);
        expect(decodePayload(encodePayload(payload))).toEqual(payload);
      } catch (error) {
        expect(error).toBeInstanceOf(PayloadError);
      }
    }),
    { seed: 20261122, numRuns: 5000 },
  );
});

test("a field of another wire type is unknown, as to every protobuf decoder", () => {
  // Metric: float_value (12) as a varint, then name (1) as a varint.
  const payload = decodePayload(fromHex("1206601f0801" + "2003"));
  expect(payload.metrics).toEqual([{ datatype: 3, value: null }]);
});

test("invalid UTF-8 in a name is refused", () => {
  expect(failure(() => decodePayload(fromHex("12030a01ff"))).code).toBe(
    "CONTRACTS_SPARKPLUG_BYTES",
  );
});

test("more than 64 properties are refused", () => {
  const properties = new Map(
    Array.from({ length: 65 }, (_, i) => [`p${i}`, { type: 3, value: null }] as const),
  );
  const payload: Payload = { metrics: [{ value: null, properties }] };
  const error = failure(() => decodePayload(encodePayload(payload)));
  expect([error.code, error.message]).toEqual([
    "CONTRACTS_SPARKPLUG_LIMIT",
    "more than 64 properties",
  ]);
});

test("decoded bytes are copies: the network buffer may be used again", () => {
  const bytes = fromHex("1207200082010200ff".replace("2000", "2011"));
  const { value } = decodePayload(bytes).metrics[0]!;
  bytes.fill(0);
  expect(value).toEqual({ field: "bytes", value: fromHex("00ff") });
});

function datatypeFailure(run: () => unknown): DatatypeError {
  try {
    run();
  } catch (error) {
    if (error instanceof DatatypeError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("a value that a datatype cannot hold is refused, never wrapped", () => {
  const cases: [number, Exclude<Value, null>][] = [
    [1, 128],
    [1, -129],
    [2, 32768],
    [3, 2 ** 31],
    [4, 2n ** 63n],
    [5, 256],
    [5, -1],
    [6, 65536],
    [7, 2 ** 32],
    [8, -1],
    [8, 2n ** 64n],
    [3, 1.5],
    [3, Number.NaN],
    [3, 2 ** 53],
    [3, true],
    [3, "1"],
    [9, "1"],
    [9, 1n],
    [11, 1],
    [12, 1],
    [17, "x"],
    [29, 1n],
  ];
  for (const [datatype, value] of cases) {
    const error = datatypeFailure(() => toWire(datatype, value));
    expect([error.code, error.detail], `${datatype} ${String(value)}`).toEqual([
      "CONTRACTS_SPARKPLUG_RANGE",
      { datatype },
    ]);
  }
});

test("a value on the wire beyond its datatype is refused; a narrow or a widened sign is read", () => {
  const int = (value: number): WireValue => ({ field: "int", value });
  expect(fromWire(1, int(0xff))).toEqual({ kind: "int", value: -1 });
  expect(fromWire(1, int(0xffffffff))).toEqual({ kind: "int", value: -1 });
  expect(fromWire(2, int(0x8000))).toEqual({ kind: "int", value: -32768 });
  for (const [datatype, value] of [
    [1, 0x1ff],
    [1, 0x7fffffff],
    [1, 0xffffff7f],
    [5, 256],
    [6, 65536],
  ] as const) {
    const error = datatypeFailure(() => fromWire(datatype, int(value)));
    expect([error.code, error.detail], `${datatype} ${value}`).toEqual([
      "CONTRACTS_SPARKPLUG_RANGE",
      { datatype },
    ]);
  }
});

test("a value in a field of another type is refused", () => {
  const cases: [number, WireValue][] = [
    [3, { field: "double", value: 1 }],
    [3, { field: "boolean", value: true }],
    [9, { field: "double", value: 1 }],
    [10, { field: "float", value: 1 }],
    [11, { field: "int", value: 1 }],
    [12, { field: "bytes", value: new Uint8Array(0) }],
  ];
  for (const [datatype, wire] of cases) {
    const error = datatypeFailure(() => fromWire(datatype, wire));
    expect([error.code, error.detail]).toEqual([
      "CONTRACTS_SPARKPLUG_FIELD",
      { datatype, field: wire.field },
    ]);
  }
});

test("an unknown datatype is refused by its number", () => {
  for (const datatype of [0, 20, 21, 35, -1]) {
    const error = datatypeFailure(() => kindOfDatatype(datatype));
    expect([error.code, error.detail]).toEqual(["CONTRACTS_SPARKPLUG_DATATYPE", { datatype }]);
  }
});
