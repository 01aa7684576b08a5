// A Sparkplug B payload read field by field, from the field numbers of the published schema and nothing of
// ours, so that a mistake of our codec cannot hide itself.

export type WireProperty = { readonly type: bigint; readonly fields: ReadonlyMap<number, Field> };
export type Field = bigint | Buffer;
export type WireMetric = {
  readonly name: string | undefined;
  readonly alias: bigint | undefined;
  readonly timestamp: bigint | undefined;
  readonly datatype: bigint | undefined;
  readonly historical: boolean;
  readonly isNull: boolean;
  /** Number of the value's field, 10 to 19; undefined without a value. */
  readonly valueField: number | undefined;
  readonly value: Field | undefined;
  readonly keys: readonly string[];
  readonly properties: readonly WireProperty[];
};
export type WirePayload = {
  readonly timestamp: bigint | undefined;
  readonly seq: bigint | undefined;
  readonly metrics: readonly WireMetric[];
};

type Message = readonly (readonly [number, Field])[];

function message(bytes: Buffer): Message {
  const out: [number, Field][] = [];
  let at = 0;
  const varint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const slice = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error("truncated");
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const wire = Number(tag & 7n);
    const sizes: Readonly<Record<number, () => Field>> = {
      0: varint,
      1: () => slice(8),
      2: () => slice(Number(varint())),
      5: () => slice(4),
    };
    const read = sizes[wire];
    if (read === undefined) throw new Error(`wire type ${wire}`);
    out.push([Number(tag >> 3n), read()]);
  }
  return out;
}

const last = (from: Message, field: number) => from.findLast(([number]) => number === field)?.[1];
const all = (from: Message, field: number) =>
  from.filter(([number]) => number === field).map(([, value]) => value as Buffer);
const number = (from: Message, field: number) => last(from, field) as bigint | undefined;

function metric(bytes: Buffer): WireMetric {
  const from = message(bytes);
  const value = from.findLast(([field]) => field >= 10 && field <= 19);
  const set = last(from, 9);
  const properties = set === undefined ? [] : message(set as Buffer);
  return {
    name: (last(from, 1) as Buffer | undefined)?.toString("utf8"),
    alias: number(from, 2),
    timestamp: number(from, 3),
    datatype: number(from, 4),
    historical: number(from, 5) === 1n,
    isNull: number(from, 7) === 1n,
    valueField: value?.[0],
    value: value?.[1],
    keys: all(properties, 1).map((key) => key.toString("utf8")),
    properties: all(properties, 2).map((bytes) => {
      const fields = new Map(message(bytes));
      return { type: (fields.get(1) as bigint | undefined) ?? -1n, fields };
    }),
  };
}

/** Throws for bytes that are no protobuf. */
export function readPayload(bytes: Buffer): WirePayload {
  const from = message(bytes);
  return {
    timestamp: number(from, 1),
    seq: number(from, 3),
    metrics: all(from, 2).map(metric),
  };
}
