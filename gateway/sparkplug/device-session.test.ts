import { expect, test } from "vitest";
import { evidenceNames } from "#contracts/sparkplug-evidence.ts";
import { scan } from "../outbox/test-log.ts";
import { ChangeDetection } from "../poll/change-detection.ts";
import { proving } from "./proves.ts";
import { at, committed, seen, start, testNode } from "./test-node.ts";

const proves = proving(test);

proves(
  ["operational-behavior-device-ddeath"],
  "DDEATH when it is down, DBIRTH when it is back, once",
  () => {
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
  },
);

proves(
  ["operational-behavior-data-publish-dbirth-order"],
  "a DBIRTH lists its metrics by time, oldest first, whatever the order of the signals",
  () => {
    const { node, table } = testNode();
    const sample = { kind: "float", value: 1, status: 0, flag: "N" } as const;
    const times = [9, 5, 7];
    const samples = ["power", "energy"].map((signal, i) => ({
      ...sample,
      signal,
      sourceTime: start - (times[i] ?? 0),
    }));
    table.remember({ ...scan(0), samples });
    node.equipment("meter", true, at(0));
    const births = seen(node.connected(0, at(1)));
    for (const { payload } of births) {
      const listed = payload.metrics.map(({ timestamp }) => timestamp ?? 0);
      expect(listed).toEqual(listed.toSorted((a, b) => a - b));
    }
    expect(births[1]?.payload.metrics.map(({ name }) => name)).toEqual([
      "power",
      "energy",
      evidenceNames.sequence,
    ]);
  },
);

test("DDEATH and DBIRTH stand between the data: before and after it DDATA, in between the bytes as NDATA", () => {
  const { node } = testNode();
  node.equipment("meter", true, at(0));
  const data = (n: number) => node.committed([committed(n, scan(n))], 1e6, at(n));
  const actions = [
    ...node.connected(0, at(0)),
    ...data(1),
    ...node.equipment("meter", false, at(2)),
    ...data(2),
    ...node.equipment("meter", true, at(3)),
    ...data(3),
  ];
  expect(seen(actions).map(({ topic }) => topic.split("/")[2])).toEqual(
    "NBIRTH DBIRTH DDATA DDEATH NDATA DBIRTH DDATA".split(" "),
  );
  expect(seen(actions).map(({ payload }) => payload.seq)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

proves(
  [
    "principles-rbe-recommended",
    "topics-ddata-payload",
    "operational-behavior-data-publish-dbirth-change",
  ],
  "a signal that did not change is in no DDATA; one that did is in one",
  () => {
    const { node } = testNode();
    node.equipment("meter", true, at(0));
    node.connected(0, at(0));
    const changes = new ChangeDetection("meter", "fast", [
      { id: "power", deadband: 0 },
      { id: "energy", deadband: 0 },
    ]);
    const values = [
      [1, 5],
      [1, 5],
      [2, 5],
    ] as const;
    const aliases = values.map((row, n) => {
      const readings = row.map((value, i) => ({
        kind: i === 0 ? ("float" as const) : ("uint" as const),
        value,
        status: 0,
        sourceTime: start + n,
        asked: true,
      }));
      const record = changes.record(readings, start + n);
      const [data] = seen(node.committed([committed(n, record)], 1e6, at(n)));
      return data?.payload.metrics.slice(1).map(({ alias }) => alias);
    });
    expect(aliases.map((list) => list?.length)).toEqual([2, 0, 1]);
    expect(aliases[2]?.[0]).toBe(aliases[0]?.[0]);
  },
);
