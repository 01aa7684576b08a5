import { expect, test } from "vitest";
import { signCheckpoint } from "#contracts/checkpoint.ts";
import { cosign } from "#contracts/cosignature.ts";
import { formatSignature } from "#contracts/signed-note.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { decodePayload } from "#contracts/sparkplug-decode.ts";
import { evidenceNames, nodeNames } from "#contracts/sparkplug-evidence.ts";
import { sha256 } from "../evidence/digest.ts";
import { generateKey } from "../evidence/key.ts";
import { scan } from "../outbox/test-log.ts";
import {
  at,
  command,
  committed,
  logId,
  metricNamed,
  origin,
  seen,
  start,
  testKey,
  testNode,
} from "./test-node.ts";

const utf8 = new TextEncoder();
const state = (online: boolean, timestamp: number) =>
  utf8.encode(JSON.stringify({ online, timestamp }));

test("tck-id-payloads-ndeath-seq, -topics-ndeath-payload: the will is bdSeq alone, without seq", () => {
  const { node } = testNode();
  const will = decodePayload(node.will(7, start));
  expect(will.seq).toBeUndefined();
  expect(will.metrics).toEqual([
    {
      name: "bdSeq",
      timestamp: start,
      datatype: datatypes.Int64,
      value: { field: "long", value: 7 },
    },
  ]);
  expect(node.topics.death).toBe("spBv1.0/s/NDEATH/g");
});

test("tck-id-payloads-dbirth-order: NBIRTH with seq 0, then DBIRTHs of what is up, before any data", () => {
  const { node, table } = testNode();
  node.equipment("meter", true, at(0));
  const born = seen(node.connected(3, at(10)));
  expect(born.map(({ topic }) => topic)).toEqual([
    "spBv1.0/s/NBIRTH/g",
    "spBv1.0/s/DBIRTH/g/meter",
  ]);
  expect(born.map(({ payload }) => payload.seq)).toEqual([0, 1]);
  expect(metricNamed(born[0]?.payload, nodeNames.bdSeq).value?.value).toBe(3);
  expect(table.equipment.get("oven")?.up).toBe(false);
});

test("tck-id-payloads-alias-uniqueness: every alias of the node is its own; bdSeq and Rebirth have none", () => {
  const { node } = testNode();
  node.equipment("meter", true, at(0));
  node.equipment("oven", true, at(0));
  const metrics = seen(node.connected(0, at(1))).flatMap(({ payload }) => payload.metrics);
  const aliases = metrics.map(({ alias }) => alias).filter((alias) => alias !== undefined);
  expect(new Set(aliases).size).toBe(aliases.length);
  expect(metrics.filter(({ alias }) => alias === undefined).map(({ name }) => name)).toEqual([
    nodeNames.bdSeq,
    nodeNames.rebirth,
  ]);
  for (const metric of metrics) {
    expect(metric.datatype).toBeGreaterThan(0);
    expect(metric.timestamp).toBeGreaterThanOrEqual(start);
  }
});

test("tck-id-topics-nbirth-rebirth-metric: Node Control/Rebirth is a Boolean and false", () => {
  const { node } = testNode();
  const [birth] = seen(node.connected(0, at(0)));
  const rebirth = metricNamed(birth?.payload, nodeNames.rebirth);
  expect(rebirth.datatype).toBe(datatypes.Boolean);
  expect(rebirth.value).toEqual({ field: "boolean", value: false });
});

test("NBIRTH says which log it is, what it holds and how far it goes", () => {
  const { node, facts } = testNode({ oldest: 4, next: 9, acknowledged: 6 });
  facts.checkpoint = "note";
  const [birth] = seen(node.connected(0, at(0)));
  const value = (name: string) => metricNamed(birth?.payload, name).value?.value ?? null;
  expect(value(evidenceNames.log)).toBe(logId);
  expect(value(evidenceNames.key)).toEqual(testKey.publicKey);
  expect(value(evidenceNames.origin)).toBe(origin);
  expect(value(evidenceNames.lineModel)).toBeNull();
  expect(value(evidenceNames.oldest)).toBe(4);
  expect(value(evidenceNames.next)).toBe(9);
  expect(value(evidenceNames.sequence)).toBeNull();
  expect(value(evidenceNames.record)).toBeNull();
  expect(value(evidenceNames.checkpoint)).toBe("note");
});

test("tck-id-payloads-sequence-num-incrementing: one counter for node and devices, 255 then 0", () => {
  const { node } = testNode();
  const numbers = seen(node.connected(0, at(0))).map(({ payload }) => payload.seq);
  for (let n = 0; n < 300; n++) {
    const up = n % 50 === 0;
    const actions = up
      ? node.equipment("oven", n % 100 === 0, at(n))
      : node.committed([committed(n, scan(n))], 1e6, at(n));
    numbers.push(...seen(actions).map(({ payload }) => payload.seq));
  }
  expect(numbers).toHaveLength(301);
  expect(numbers).toEqual(numbers.map((_, i) => i % 256));
});

test("tck-id-operational-behavior-device-ddeath: DDEATH when it is down, DBIRTH when it is back, once", () => {
  const { node } = testNode();
  node.connected(0, at(0));
  const topics = [true, true, false, false, true].flatMap((up) =>
    seen(node.equipment("oven", up, at(1))).map(({ topic }) => topic),
  );
  expect(topics).toEqual([
    "spBv1.0/s/DBIRTH/g/oven",
    "spBv1.0/s/DDEATH/g/oven",
    "spBv1.0/s/DBIRTH/g/oven",
  ]);
  expect(node.equipment("unheard of", true, at(2))).toEqual([]);
});

test("tck-id-operational-behavior-data-commands-rebirth-action-2, -3: full births, same bdSeq, no NDEATH", () => {
  const { node } = testNode();
  node.equipment("meter", true, at(0));
  node.connected(9, at(0));
  const again = seen(node.message(node.topics.command, command({ kind: "rebirth" }), at(5000)));
  expect(again.map(({ topic }) => topic)).toEqual([
    "spBv1.0/s/NBIRTH/g",
    "spBv1.0/s/DBIRTH/g/meter",
  ]);
  expect(metricNamed(again[0]?.payload, nodeNames.bdSeq).value?.value).toBe(9);
  expect(again[0]?.payload.seq).toBe(0);
  expect(node.rebirths).toBe(1);
});

test("a flood of rebirth commands is answered once a second, and the last one is answered", () => {
  const { node } = testNode();
  node.connected(0, at(0));
  const rebirth = command({ kind: "rebirth" });
  const births: number[] = [];
  for (let ms = 10; ms < 3000; ms += 10) {
    const actions = ms < 2500 ? node.message(node.topics.command, rebirth, at(ms)) : [];
    if ([...actions, ...node.tick(at(ms))].length > 0) births.push(ms);
  }
  expect(births).toEqual([1000, 2000]);
  expect(seen(node.tick(at(3000)))[0]?.topic).toBe("spBv1.0/s/NBIRTH/g");
});

test("tck-id-operational-behavior-edge-node-intentional-disconnect-ndeath: a clean stop says NDEATH once", () => {
  const { node } = testNode();
  node.connected(5, at(0));
  const [death] = seen(node.stop(at(1)));
  expect(death?.topic).toBe("spBv1.0/s/NDEATH/g");
  expect(metricNamed(death?.payload, nodeNames.bdSeq).value?.value).toBe(5);
  expect(death?.payload.seq).toBeUndefined();
  expect(node.stop(at(2))).toEqual([]);
  expect(node.committed([committed(0, scan(0))], 1e6, at(3))).toEqual([]);
});

test("tck-id-message-flow-edge-node-birth-publish-phid-wait: no birth before the primary host is online", () => {
  const { node } = testNode({ primaryHost: "scada" });
  node.connecting();
  expect(node.topics.state).toBe("spBv1.0/STATE/scada");
  expect(node.connected(0, at(0))).toEqual([]);
  const tell = (payload: Uint8Array) => node.message("spBv1.0/STATE/scada", payload, at(1));
  expect(tell(state(false, 100))).toEqual([]);
  expect(tell(utf8.encode("ONLINE"))).toEqual([]);
  expect(tell(state(true, 99))).toEqual([]);
  expect(node.hostOnline).toBe(false);
  expect(seen(tell(state(true, 100)))[0]?.topic).toBe("spBv1.0/s/NBIRTH/g");
  expect(node.hostOnline).toBe(true);
});

test("tck-id-operational-behavior-edge-node-termination-host-offline: NDEATH and disconnect, unless it is stale", () => {
  const { node } = testNode({ primaryHost: "scada" });
  node.message("spBv1.0/STATE/scada", state(true, 100), at(0));
  expect(seen(node.connected(1, at(0)))).toHaveLength(1);
  expect(node.message("spBv1.0/STATE/scada", state(false, 99), at(1))).toEqual([]);
  const actions = node.message("spBv1.0/STATE/scada", state(false, 101), at(2));
  expect(actions.map((action) => action.do)).toEqual(["publish", "disconnect"]);
  expect(seen(actions)[0]?.topic).toBe("spBv1.0/s/NDEATH/g");
  node.connecting();
  expect(node.connected(2, at(3))).toEqual([]);
});

test("live records go out at once; without room on the wire they wait as backlog and go as historical", () => {
  const { node } = testNode();
  node.equipment("meter", true, at(0));
  node.connected(0, at(0));
  node.delivery.moved(0, 3);
  const records = [0, 1, 2].map((n) => committed(n, scan(n)));
  const live = seen(node.committed(records, 1, at(1)));
  expect(live).toHaveLength(1);
  expect(live[0]?.payload.metrics.every(({ isHistorical }) => isHistorical === undefined)).toBe(
    true,
  );
  const ack = command({ kind: "acknowledged", log: logId, below: 1, hostTime: start });
  expect(node.message(node.topics.command, ack, at(2))).toEqual([
    { do: "acknowledge", below: 1 },
    { do: "host-time", hostTime: start },
  ]);
  expect(node.want(at(3))).toMatchObject({ from: 1, to: 3 });
  const late = seen(node.backlog(records.slice(1), at(3)));
  expect(late.map(({ topic }) => topic)).toEqual(Array(2).fill("spBv1.0/s/DDATA/g/meter"));
  for (const { payload } of late) {
    expect(payload.metrics.every(({ isHistorical }) => isHistorical === true)).toBe(true);
  }
  expect(node.want(at(4))).toBeUndefined();
});

test.each([
  ["for another log", { log: "ab".repeat(32), below: 1 }, "for log abab"],
  ["beyond the log's end", { log: logId, below: 11 }, "acknowledgement of 11"],
])("an acknowledgement %s changes nothing and is counted", (_, { log, below }, reason) => {
  const { node } = testNode({ next: 10 });
  node.connected(0, at(0));
  const forged = command({ kind: "acknowledged", log, below, hostTime: start });
  const actions = node.message(node.topics.command, forged, at(1));
  expect(actions).toHaveLength(1);
  expect(actions[0]).toMatchObject({ do: "refused" });
  expect(actions[0]?.do === "refused" && actions[0].reason).toContain(reason);
  expect(node.delivery.acknowledged).toBe(0);
  expect(node.delivery.pending).toBe(10);
});

test("bytes that are no command are refused; other topics are none of ours", () => {
  const { node } = testNode();
  node.connected(0, at(0));
  expect(node.message(node.topics.command, Uint8Array.of(255, 255, 255), at(1))).toEqual([
    { do: "refused", reason: "unreadable: CONTRACTS_SPARKPLUG_BYTES" },
  ]);
  expect(node.message("spBv1.0/s/NCMD/other", command({ kind: "rebirth" }), at(2))).toEqual([]);
});

test("a cosigned checkpoint needs our signature, a second one, and a size that exists", () => {
  const { node } = testNode({ next: 10 });
  node.connected(0, at(0));
  const witness = { name: "witness", ...generateKey().key, sha256 };
  const note = (size: number, key = testKey, cosigned = true) => {
    const root = new Uint8Array(32);
    const clock = { state: "unknown", offsetMs: 0 } as const;
    const checkpoint = { origin, size, root, suite: "ed25519-sha256", time: start, clock } as const;
    const signed = signCheckpoint(checkpoint, { ...key, sha256 });
    const text = signed.slice(0, signed.lastIndexOf("\n\n") + 1);
    return cosigned ? signed + formatSignature(cosign(text, 1_700_000_001, witness)) : signed;
  };
  const send = (text: string) =>
    node.message(
      node.topics.command,
      command({ kind: "cosigned", log: logId, note: text, hostTime: start }),
      at(1),
    );
  expect(send(note(8))).toEqual([{ do: "cosigned", note: note(8), size: 8, time: start }]);
  const reasons = [note(11), note(8, testKey, false), note(8, generateKey().key), "no note"].map(
    (text) => send(text)[0],
  );
  expect(reasons).toEqual([
    { do: "refused", reason: "cosigned checkpoint of 11, beyond the log's end" },
    { do: "refused", reason: "checkpoint without cosignature" },
    { do: "refused", reason: "cosigned checkpoint: CONTRACTS_CHECKPOINT_SIGNATURE" },
    { do: "refused", reason: "cosigned checkpoint: CONTRACTS_NOTE_FORM" },
  ]);
});
