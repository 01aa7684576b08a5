// A host's view of one edge node, message by message; ids of Sparkplug 3.0 stand beside what they ask for.
import { expect, test } from "vitest";
import { decodeRecord } from "#contracts/record-bytes.ts";
import { datatypes, toWire } from "#contracts/sparkplug-datatype.ts";
import { encodePayload } from "#contracts/sparkplug-encode.ts";
import { evidenceNames, nodeNames, property, propertyKeys } from "#contracts/sparkplug-evidence.ts";
import type { Metric, Payload } from "#contracts/sparkplug-payload.ts";
import { type EdgeMessage, EdgeNode, type EdgeOutput } from "./edge-node.ts";

const at = 1_760_000_000_000;
const message = (
  type: EdgeMessage["type"],
  device: string | null,
  payload: Payload,
): EdgeMessage => ({
  type,
  device,
  payload: encodePayload(payload),
  at,
});

const bdSeq = (value: number): Metric => ({
  name: nodeNames.bdSeq,
  datatype: datatypes.Int64,
  value: { field: "long", value },
});
const nbirth = (seq = 0, session = 7) =>
  message("NBIRTH", null, {
    seq,
    metrics: [
      bdSeq(session),
      { name: evidenceNames.sequence, alias: 1, datatype: 8, value: null },
      { name: evidenceNames.record, alias: 2, datatype: 17, value: null },
    ],
  });
const ndeath = (session: number) => message("NDEATH", null, { metrics: [bdSeq(session)] });
const dbirth = (seq: number, datatype: number = datatypes.Float) =>
  message("DBIRTH", "press", {
    seq,
    metrics: [
      { name: evidenceNames.sequence, alias: 10, datatype: 8, value: null },
      { name: "temp", alias: 11, datatype, timestamp: 5, value: null },
    ],
  });
const head = (sequence: number): Metric => ({
  alias: 10,
  value: { field: "long", value: sequence },
  properties: new Map([
    [propertyKeys.gatewayTime, property(datatypes.UInt64, at)],
    [propertyKeys.scanGroup, property(datatypes.String, "fast")],
  ]),
});
const temp = (change: Partial<Metric> = {}): Metric => ({
  alias: 11,
  timestamp: at,
  value: toWire(datatypes.Float, 1.5),
  ...change,
});
const ddata = (seq: number, sequence = seq, ...samples: Metric[]) =>
  message("DDATA", "press", { seq, metrics: [head(sequence), ...samples] });

function born(): EdgeNode {
  const node = new EdgeNode({ reorderMs: 1_000, rebirthMs: 5_000 });
  node.receive(nbirth(), 0);
  node.receive(dbirth(1), 0);
  return node;
}
const kinds = (outputs: readonly EdgeOutput[]) => outputs.map(({ kind }) => kind);
const sequences = (outputs: readonly EdgeOutput[]) =>
  outputs.flatMap((output) => (output.kind === "record" ? [output.sequence] : []));

test("DATA becomes a record by the names and datatypes of the birth, with its canonical bytes", () => {
  const [output] = born().receive(ddata(2, 40, temp()), 0);
  if (output?.kind !== "record") throw new Error(`${output?.kind}`);
  expect(output).toMatchObject({ sequence: 40, historical: false });
  expect(output.record).toEqual({
    kind: "scan",
    gatewayTime: at,
    equipment: "press",
    scanGroup: "fast",
    samples: [{ signal: "temp", sourceTime: at, kind: "float", value: 1.5, status: 0, flag: "N" }],
  });
  expect(output.leafInput[0]).toBe(0);
  expect(decodeRecord(output.leafInput.subarray(1))).toEqual(output.record);
});

test("DATA of an unknown node asks for a rebirth, once per throttle", () => {
  const node = new EdgeNode({ reorderMs: 1_000, rebirthMs: 5_000 });
  expect(kinds(node.receive(ddata(2), 0))).toEqual(["dropped", "rebirth"]);
  expect(kinds(node.receive(ddata(3), 4_999))).toEqual(["dropped"]);
  expect(kinds(node.receive(ddata(4), 5_000))).toEqual(["dropped", "rebirth"]);
});

test("host-reordering-success: a late message within the timeout is put in its place", () => {
  const node = born();
  expect(node.receive(ddata(4), 0)).toEqual([]);
  expect(node.receive(ddata(3), 10)).toEqual([]);
  expect(node.synchronised).toBe(false);
  expect(sequences(node.receive(ddata(2), 20))).toEqual([2, 3, 4]);
  expect(node.tick(5_000)).toEqual([]);
  expect(node.synchronised).toBe(true);
});

test("host-reordering-rebirth: after the timeout what waited is dropped and a rebirth asked for", () => {
  const node = born();
  node.receive(ddata(3), 0);
  expect(node.tick(999)).toEqual([]);
  expect(kinds(node.tick(1_000))).toEqual(["dropped", "rebirth"]);
  expect(kinds(node.receive(ddata(4), 1_001))).toEqual(["dropped"]);
  expect(kinds(node.tick(6_000))).toEqual(["rebirth"]);
  node.receive(nbirth(), 6_001);
  node.receive(dbirth(1), 6_001);
  expect(sequences(node.receive(ddata(2, 77), 6_002))).toEqual([77]);
});

test("what waits for a missing message is bounded in bytes", () => {
  const node = born();
  const value = { field: "bytes", value: new Uint8Array(4 * 1024 * 1024) } as const;
  const large = (seq: number) => ddata(seq, seq, temp({ value }));
  for (const seq of [3, 4, 5]) expect(kinds(node.receive(large(seq), 0))).toEqual([]);
  // Said again it is held once.
  expect(kinds(node.receive(large(5), 0))).toEqual([]);
  expect(kinds(node.receive(large(6), 0))).toEqual([
    "dropped",
    "dropped",
    "dropped",
    "dropped",
    "rebirth",
  ]);
});

test("payloads-sequence-num-incrementing: 255 is followed by 0", () => {
  const node = born();
  for (let seq = 2; seq < 600; seq++) {
    expect(sequences(node.receive(ddata(seq & 0xff, seq), 0))).toEqual([seq]);
  }
});

test("payloads-ndeath-bdseq: only the death of this session counts", () => {
  const node = born();
  expect(node.receive(ndeath(6), 0)).toEqual([]);
  expect(node.online).toBe(true);
  expect(node.receive(ndeath(7), 0)).toEqual([{ kind: "died", at }]);
  expect(node.receive(ndeath(7), 0)).toEqual([]);
  expect(kinds(node.receive(ddata(2), 0))).toEqual(["dropped", "rebirth"]);
});

test("a new NBIRTH forgets the devices of the old one", () => {
  const node = born();
  node.receive(nbirth(), 0);
  expect(kinds(node.receive(ddata(1), 0))).toEqual(["dropped", "rebirth"]);
});

test("the host's lost broker ends the session", () => {
  const node = born();
  expect(node.forget(at + 1)).toEqual([{ kind: "died", at: at + 1 }]);
  expect(node.forget(at + 2)).toEqual([]);
});

test("DDEATH carries the payload's time", () => {
  const outputs = born().receive(
    message("DDEATH", "press", { seq: 2, timestamp: 9, metrics: [] }),
    0,
  );
  expect(outputs).toEqual([{ kind: "device-died", equipment: "press", at: 9 }]);
});

test.each([
  ["no source time", { alias: 11, value: toWire(datatypes.Float, 1) } as Metric],
  ["a value in the field of another type", temp({ value: { field: "string", value: "x" } })],
  [
    "bad quality without a status",
    temp({ properties: new Map([[propertyKeys.quality, property(datatypes.Int32, 0)]]) }),
  ],
  [
    "an unknown flag",
    temp({ properties: new Map([[propertyKeys.flag, property(datatypes.String, "Z")]]) }),
  ],
])("a sample with %s makes the delivery undecodable, its sequence readable", (_what, sample) => {
  const [output] = born().receive(ddata(2, 40, sample), 0);
  expect(output).toMatchObject({ kind: "undecodable", sequence: 40, undeclared: false });
});

test("an undeclared alias asks for a rebirth and says so", () => {
  const outputs = born().receive(ddata(2, 40, temp({ alias: 99 })), 0);
  expect(kinds(outputs)).toEqual(["undecodable", "rebirth"]);
  expect(outputs[0]).toMatchObject({ sequence: 40, undeclared: true, generation: 1 });
});

test("a payload that is corrupt behind its first metric still tells its sequence and takes one seq", () => {
  const node = born();
  const whole = ddata(2, 40, temp());
  const cut = { ...whole, payload: whole.payload.slice(0, -6) };
  expect(node.receive(cut, 0)).toMatchObject([{ kind: "undecodable", sequence: 40 }]);
  expect(sequences(node.receive(ddata(3, 41, temp()), 0))).toEqual([41]);
});

test("null is a value of kind null with the status that says why", () => {
  const bad = temp({
    value: null,
    properties: new Map([
      [propertyKeys.quality, property(datatypes.Int32, 0)],
      [propertyKeys.status, property(datatypes.UInt32, 0x80050000)],
      [propertyKeys.flag, property(datatypes.String, "B")],
    ]),
  });
  const [output] = born().receive(ddata(2, 40, bad), 0);
  expect(output).toMatchObject({
    record: { samples: [{ kind: "null", value: null, status: 0x80050000, flag: "B" }] },
  });
});

test("a birth's value without a source time is no value", () => {
  const node = new EdgeNode({ reorderMs: 1, rebirthMs: 1 });
  node.receive(nbirth(), 0);
  const [output] = node.receive(dbirth(1), 0);
  expect(output).toMatchObject({
    kind: "device-born",
    values: [{ signal: "temp", sourceTime: null, value: null }],
  });
});
