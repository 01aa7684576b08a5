// The edge node from outside: what stands on the wire between it and a foreign broker, read without our own
// codecs, over MQTT 3.1.1 and 5. Every check holds for both.
import { beforeAll, describe, expect } from "vitest";
import { temporaryFolder } from "#gateway/outbox/test-log.ts";
import { proving } from "#gateway/sparkplug/proves.ts";
import { peers, testWith } from "../kit/peers.ts";
import { type Day, recordDay, type Said, type Session } from "./sparkplug-session.ts";

const proves = proving(testWith("mosquitto"));
const days: Day[] = [];
let sessions: Session[] = [];
let said: Said[] = [];

beforeAll(async () => {
  if (!peers.mosquitto()) return;
  using first = temporaryFolder();
  using second = temporaryFolder();
  days.push(...(await Promise.all([recordDay(4, first.path), recordDay(5, second.path)])));
  sessions = days.flatMap((day) => day.sessions);
  said = sessions.flatMap((session) => session.said);
});

const of = (...types: string[]) => {
  const found = said.filter(({ type }) => types.includes(type));
  expect(new Set(found.map(({ type }) => type))).toEqual(new Set(types));
  return found;
};
const every = ["NBIRTH", "DBIRTH", "NDATA", "DDATA", "DDEATH", "NDEATH"];
const numbered = every.slice(0, 5);
const bdSeq = (payload: Said["payload"]) =>
  payload.metrics.find(({ name }) => name === "bdSeq")?.value;

describe("CONNECT", () => {
  proves(
    ["principles-persistence-clean-session-311", "principles-persistence-clean-session-50"],
    "begins a clean session, which with MQTT 5 also ends with the connection",
    () => {
      expect(days.map(({ protocol }) => protocol)).toEqual([4, 5]);
      for (const day of days) {
        for (const { connect } of day.sessions) {
          expect(connect).toMatchObject({ level: day.protocol, clean: true, sessionExpiry: 0 });
        }
      }
    },
  );

  proves(
    [
      "message-flow-edge-node-birth-publish-will-message",
      "message-flow-edge-node-birth-publish-will-message-topic",
      "message-flow-edge-node-birth-publish-will-message-payload",
      "message-flow-edge-node-birth-publish-will-message-qos",
      "message-flow-edge-node-birth-publish-will-message-will-retained",
      "payloads-ndeath-will-message",
      "payloads-ndeath-will-message-qos",
      "payloads-ndeath-will-message-retain",
    ],
    "carries NDEATH as will: QoS 1, not retained, a Sparkplug payload",
    () => {
      for (const { connect, will } of sessions) {
        expect(connect.will?.topic).toBe("spBv1.0/s/NDEATH/g");
        expect(connect).toMatchObject({ willQos: 1, willRetain: false });
        expect(will.metrics.map(({ name }) => name)).toEqual(["bdSeq"]);
        expect(will.seq).toBeUndefined();
      }
    },
  );

  proves(
    [
      "topics-nbirth-bdseq-increment",
      "topics-nbirth-bdseq-matching",
      "topics-nbirth-bdseq-included",
      "payloads-nbirth-bdseq",
      "payloads-nbirth-bdseq-repeat",
      "message-flow-edge-node-birth-publish-will-message-payload-bdSeq",
      "message-flow-edge-node-birth-publish-nbirth-payload-bdSeq",
    ],
    "has bdSeq 0, then 1; every NBIRTH and NDEATH of the connection has it too, as Int64",
    () => {
      for (const day of days) {
        expect(day.sessions.map(({ will }) => will.metrics[0]?.value)).toEqual([0n, 1n]);
        for (const session of day.sessions) {
          const own = session.said.filter(({ type }) => ["NBIRTH", "NDEATH"].includes(type));
          expect(own.length).toBeGreaterThan(0);
          for (const { payload } of own) expect(bdSeq(payload)).toBe(bdSeq(session.will));
          for (const { payload } of own) {
            const metric = payload.metrics.find(({ name }) => name === "bdSeq");
            expect(metric).toMatchObject({ datatype: 4n, valueField: 11 });
          }
        }
      }
    },
  );
});

proves(
  ["message-flow-edge-node-ncmd-subscribe"],
  "subscribes to its NCMD with QoS 1 before it publishes",
  () => {
    for (const { packets } of sessions) {
      expect(packets.map(({ type }) => type).slice(0, 3)).toEqual([
        "CONNECT",
        "SUBSCRIBE",
        "PUBLISH",
      ]);
      expect(packets[1]).toEqual({
        type: "SUBSCRIBE",
        filters: [{ topic: "spBv1.0/s/NCMD/g", qos: 1 }],
      });
    }
  },
);

proves(
  [
    "principles-birth-certificates-order",
    "message-flow-edge-node-birth-publish-connect",
    "payloads-ndata-order",
    "payloads-ddata-order",
    "message-flow-edge-node-birth-publish-nbirth-payload-seq",
    "payloads-sequence-num-req-nbirth",
    "payloads-nbirth-seq",
  ],
  "a session's first message is NBIRTH with seq 0, then the DBIRTHs, then data",
  () => {
    for (const { said } of sessions) {
      expect(said[0]).toMatchObject({ type: "NBIRTH", payload: { seq: 0n } });
      for (const [i, { type, topic }] of said.entries()) {
        if (type !== "DDATA") continue;
        const birth = topic.replace("DDATA", "DBIRTH");
        expect(said.slice(0, i).some((earlier) => earlier.topic === birth)).toBe(true);
      }
    }
    // At the rebirth everything that is up is there, so nothing may stand between the births.
    for (const { said } of sessions) {
      const again = said.findLastIndex(({ type }) => type === "NBIRTH");
      if (again > 0) expect(said[again + 1]?.type).toBe("DBIRTH");
    }
  },
);

proves(
  [
    "topic-structure",
    "topic-structure-namespace-a",
    "topic-structure-namespace-device-id-associated-message-types",
    "topic-structure-namespace-device-id-non-associated-message-types",
    "topics-nbirth-topic",
    "topics-ndata-topic",
    "topics-dbirth-topic",
    "topics-ddata-topic",
    "topics-ddeath-topic",
    "message-flow-edge-node-birth-publish-nbirth-topic",
    "message-flow-device-birth-publish-dbirth-topic",
    "message-flow-device-birth-publish-dbirth-match-edge-node-topic",
  ],
  "topics are spBv1.0, site, type, gateway and, for devices only, the device",
  () => {
    expect(new Set(of(...every).map(({ topic }) => topic))).toEqual(
      new Set([
        "spBv1.0/s/NBIRTH/g",
        "spBv1.0/s/NDATA/g",
        "spBv1.0/s/NDEATH/g",
        "spBv1.0/s/DBIRTH/g/press",
        "spBv1.0/s/DBIRTH/g/saw",
        "spBv1.0/s/DDATA/g/press",
        "spBv1.0/s/DDEATH/g/saw",
      ]),
    );
  },
);

proves(
  [
    "topics-nbirth-mqtt",
    "topics-ndata-mqtt",
    "topics-dbirth-mqtt",
    "topics-ddata-mqtt",
    "topics-ddeath-mqtt",
    "message-flow-edge-node-birth-publish-nbirth-qos",
    "message-flow-edge-node-birth-publish-nbirth-retained",
    "message-flow-device-birth-publish-dbirth-qos",
    "message-flow-device-birth-publish-dbirth-retained",
    "payloads-nbirth-qos",
    "payloads-nbirth-retain",
    "payloads-dbirth-qos",
    "payloads-dbirth-retain",
    "payloads-ndata-qos",
    "payloads-ndata-retain",
    "payloads-ddata-qos",
    "payloads-ddata-retain",
  ],
  "everything is published with QoS 0 and never retained",
  () => {
    for (const { qos, retain } of of(...every)) expect([qos, retain]).toEqual([0, false]);
  },
);

proves(
  [
    "topics-ndata-seq-num",
    "topics-dbirth-seq",
    "topics-ddata-seq-num",
    "topics-ddeath-seq-num",
    "message-flow-device-birth-publish-dbirth-payload-seq",
    "payloads-sequence-num-always-included",
    "payloads-dbirth-seq",
    "payloads-dbirth-seq-inc",
    "payloads-ndata-seq",
    "payloads-ndata-seq-inc",
    "payloads-ddata-seq",
    "payloads-ddata-seq-inc",
    "payloads-ddeath-seq",
    "payloads-ddeath-seq-inc",
    "payloads-ddeath-seq-number",
  ],
  "seq counts every message but NDEATH in wire order, 255 then 0, and begins anew with NBIRTH",
  () => {
    of(...numbered);
    let wrapped = 0;
    for (const { said } of sessions) {
      let expected = 0n;
      for (const { type, payload } of said) {
        if (type === "NDEATH") {
          expect(payload.seq).toBeUndefined();
          continue;
        }
        if (type === "NBIRTH") expected = 0n;
        expect(payload.seq).toBe(expected);
        if (expected === 255n) wrapped += 1;
        expected = (expected + 1n) & 255n;
      }
    }
    expect(wrapped).toBeGreaterThanOrEqual(2);
  },
);

proves(
  [
    "topics-nbirth-timestamp",
    "topics-ndata-timestamp",
    "topics-dbirth-timestamp",
    "topics-ddata-timestamp",
    "payloads-nbirth-timestamp",
    "payloads-dbirth-timestamp",
    "payloads-ndata-timestamp",
    "payloads-ddata-timestamp",
    "payloads-ddeath-timestamp",
    "payloads-timestamp-in-UTC",
    "payloads-metric-timestamp-in-UTC",
    "payloads-name-birth-data-requirement",
  ],
  "every payload has its time of sending and every metric a time of its own, in ms UTC",
  () => {
    for (const day of days) {
      const inDay = (time: bigint | undefined) =>
        time !== undefined && time >= day.from && time <= day.to;
      for (const { payload } of day.sessions.flatMap((session) => session.said)) {
        expect(inDay(payload.timestamp)).toBe(true);
        for (const { timestamp } of payload.metrics) expect(inDay(timestamp)).toBe(true);
      }
    }
  },
);

proves(
  [
    "topics-nbirth-metrics",
    "topics-dbirth-metrics",
    "payloads-name-requirement",
    "payloads-alias-birth-requirement",
    "payloads-metric-datatype-req",
    "payloads-metric-datatype-value",
    "payloads-metric-datatype-value-type",
    "operational-behavior-data-publish-nbirth-values",
    "operational-behavior-data-publish-dbirth-values",
    "message-flow-edge-node-birth-publish-nbirth-payload",
    "message-flow-device-birth-publish-dbirth-payload",
    "payloads-nbirth-rebirth-req",
  ],
  "a metric of a birth has name, alias, datatype, and a value or is_null and none",
  () => {
    const nulls = new Set<boolean>();
    for (const { payload } of of("NBIRTH", "DBIRTH")) {
      for (const { name, alias, datatype, isNull, valueField } of payload.metrics) {
        expect(name).toBeTruthy();
        expect(alias === undefined).toBe(name === "Node Control/Rebirth");
        // Sparkplug's datatypes are 1 to 34; Int8 is the first.
        expect(datatype).toBeGreaterThanOrEqual(1n);
        expect(datatype).toBeLessThanOrEqual(34n);
        expect(isNull).toBe(valueField === undefined);
        nulls.add(isNull);
      }
    }
    expect(nulls).toEqual(new Set([true, false]));
    for (const { payload } of of("NBIRTH")) {
      const rebirth = payload.metrics.find(({ name }) => name === "Node Control/Rebirth");
      expect(rebirth).toMatchObject({ datatype: 11n, valueField: 14, value: 0n });
    }
  },
);

proves(
  [
    "topics-nbirth-metric-reqs",
    "topics-dbirth-metric-reqs",
    "operational-behavior-data-publish-nbirth",
    "operational-behavior-data-publish-dbirth",
  ],
  "every alias in DATA was declared by the birth before it, of the node or of that device",
  () => {
    for (const { said } of sessions) {
      const declared = new Map<string, Set<bigint | undefined>>();
      for (const { type, topic, payload } of said) {
        const aliases = payload.metrics.map(({ alias }) => alias);
        if (type.endsWith("BIRTH")) declared.set(topic, new Set(aliases));
        if (!type.endsWith("DATA")) continue;
        const known = declared.get(topic.replace("DATA", "BIRTH"));
        expect(aliases.length).toBeGreaterThan(0);
        for (const alias of aliases) expect(known?.has(alias)).toBe(true);
      }
    }
  },
);

proves(
  ["topics-ndata-payload", "operational-behavior-data-publish-nbirth-change"],
  "NDATA is a new checkpoint or a record: no metric is repeated because time went by",
  () => {
    const values = of("NDATA").flatMap(({ payload }) =>
      payload.metrics.map(({ alias, value }) => `${payload.timestamp} ${alias} ${String(value)}`),
    );
    expect(new Set(values).size).toBe(values.length);
  },
);

proves(
  ["operational-behavior-data-publish-nbirth-order"],
  "what is not historical is listed in order of time, and its times never go back between messages",
  () => {
    const historical = said.some(({ payload }) => payload.metrics.some((it) => it.historical));
    expect(historical).toBe(true);
    for (const { said } of sessions) {
      const newest = new Map<bigint, bigint>();
      for (const { type, payload } of said) {
        const live = payload.metrics.filter((metric) => !metric.historical);
        const times = live.map(({ timestamp }) => timestamp ?? 0n);
        if (type !== "NDEATH") expect(times).toEqual(times.toSorted((a, b) => Number(a - b)));
        for (const { alias = 0n, timestamp = 0n } of type.endsWith("DATA") ? live : []) {
          expect(timestamp).toBeGreaterThanOrEqual(newest.get(alias) ?? 0n);
          newest.set(alias, timestamp);
        }
      }
    }
  },
);

proves(
  [
    "payloads-propertyset-keys-array-size",
    "payloads-propertyset-values-array-size",
    "payloads-metric-propertyvalue-type-type",
    "payloads-metric-propertyvalue-type-value",
    "payloads-metric-propertyvalue-type-req",
    "payloads-propertyset-quality-value-type",
    "payloads-propertyset-quality-value-value",
  ],
  "properties come as many keys as values, each with its type; Quality is Int32 0, 192 or 500",
  () => {
    const qualities = new Set<unknown>();
    for (const { payload } of of("NBIRTH", "DBIRTH", "NDATA", "DDATA")) {
      for (const { keys, properties } of payload.metrics) {
        expect(keys).toHaveLength(properties.length);
        for (const [i, { type, fields }] of properties.entries()) {
          expect([3n, 7n, 8n, 12n]).toContain(type);
          if (keys[i] !== "Quality") continue;
          expect(type).toBe(3n);
          qualities.add(fields.get(3));
        }
      }
    }
    expect(qualities).toEqual(new Set([0n, 500n]));
  },
);

proves(
  [
    "operational-behavior-edge-node-intentional-disconnect-packet",
    "payloads-ndeath-will-message-publisher-disconnect-mqtt311",
    "payloads-ndeath-will-message-publisher-disconnect-mqtt50",
  ],
  "a clean stop is NDEATH, then DISCONNECT; with MQTT 5 for the reason 'with Will Message'",
  () => {
    for (const { protocol, sessions } of days) {
      const packets = sessions.at(-1)?.packets ?? [];
      const end = packets.slice(-2);
      expect(end).toMatchObject([
        { type: "PUBLISH", topic: "spBv1.0/s/NDEATH/g" },
        { type: "DISCONNECT", reason: protocol === 5 ? 4 : 0 },
      ]);
      for (const { packets } of sessions.slice(0, -1)) {
        expect(packets.some(({ type }) => type === "DISCONNECT")).toBe(false);
      }
    }
  },
);
