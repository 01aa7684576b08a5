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
import { proving } from "./proves.ts";
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

const proves = proving(test);

proves(
  [
    "payloads-ndeath-seq",
    "topics-ndeath-seq",
    "topics-ndeath-payload",
    "topics-ndeath-topic",
    "payloads-ndeath-bdseq",
  ],
  "the will is bdSeq alone, without seq",
  () => {
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
  },
);

proves(
  [
    "payloads-dbirth-order",
    "topics-nbirth-seq-num",
    "message-flow-device-birth-publish-nbirth-wait",
  ],
  "NBIRTH with seq 0, then DBIRTHs of what is up, before any data",
  () => {
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
  },
);

proves(
  ["payloads-alias-uniqueness", "operational-behavior-data-commands-rebirth-name-aliases"],
  "every alias of the node is its own; Rebirth alone has none",
  () => {
    const { node } = testNode();
    node.equipment("meter", true, at(0));
    node.equipment("oven", true, at(0));
    const metrics = seen(node.connected(0, at(1))).flatMap(({ payload }) => payload.metrics);
    const aliases = metrics.map(({ alias }) => alias).filter((alias) => alias !== undefined);
    expect(new Set(aliases).size).toBe(aliases.length);
    expect(metrics.filter(({ alias }) => alias === undefined).map(({ name }) => name)).toEqual([
      nodeNames.rebirth,
    ]);
    for (const metric of metrics) {
      expect(metric.datatype).toBeGreaterThan(0);
      expect(metric.timestamp).toBeGreaterThanOrEqual(start);
    }
  },
);

proves(
  [
    "topics-nbirth-rebirth-metric",
    "operational-behavior-data-commands-rebirth-name",
    "operational-behavior-data-commands-rebirth-datatype",
    "operational-behavior-data-commands-rebirth-value",
  ],
  "Node Control/Rebirth is a Boolean and false",
  () => {
    const { node } = testNode();
    const [birth] = seen(node.connected(0, at(0)));
    const rebirth = metricNamed(birth?.payload, nodeNames.rebirth);
    expect(rebirth.datatype).toBe(datatypes.Boolean);
    expect(rebirth.value).toEqual({ field: "boolean", value: false });
  },
);

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

proves(
  ["payloads-sequence-num-incrementing"],
  "one counter for node and devices, 255 then 0",
  () => {
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
  },
);

proves(
  [
    "operational-behavior-edge-node-intentional-disconnect-ndeath",
    "payloads-ndeath-will-message-publisher",
  ],
  "a clean stop says NDEATH once",
  () => {
    const { node } = testNode();
    node.connected(5, at(0));
    const [death] = seen(node.stop(at(1)));
    expect(death?.topic).toBe("spBv1.0/s/NDEATH/g");
    expect(metricNamed(death?.payload, nodeNames.bdSeq).value?.value).toBe(5);
    expect(death?.payload.seq).toBeUndefined();
    expect(node.stop(at(2))).toEqual([]);
    expect(node.committed([committed(0, scan(0))], 1e6, at(3))).toEqual([]);
  },
);

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
  [
    "for another log",
    { log: "ab".repeat(32), below: 1 },
    { do: "refused", reason: `acknowledged for log ${"ab".repeat(32)}` },
  ],
  [
    "beyond the log's end",
    { log: logId, below: 11 },
    { do: "rewound", known: 11, next: 10, signed: false },
  ],
])("an acknowledgement %s changes nothing and is told", (_, { log, below }, told) => {
  const { node } = testNode({ next: 10 });
  node.connected(0, at(0));
  const forged = command({ kind: "acknowledged", log, below, hostTime: start });
  expect(node.message(node.topics.command, forged, at(1))).toEqual([told]);
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
    { do: "rewound", known: 11, next: 10, signed: true },
    { do: "refused", reason: "checkpoint without cosignature" },
    { do: "refused", reason: "cosigned checkpoint: CONTRACTS_CHECKPOINT_SIGNATURE" },
    { do: "refused", reason: "cosigned checkpoint: CONTRACTS_NOTE_FORM" },
  ]);
});
