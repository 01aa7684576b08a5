import { expect, test } from "vitest";
import { nodeNames } from "#contracts/sparkplug-evidence.ts";
import { scan } from "../outbox/test-log.ts";
import { proving } from "./proves.ts";
import { at, command, committed, metricNamed, seen, testNode } from "./test-node.ts";

const proves = proving(test);

proves(
  [
    "operational-behavior-data-commands-rebirth-action-2",
    "operational-behavior-data-commands-rebirth-action-3",
  ],
  "a rebirth is full births, same bdSeq, no NDEATH",
  () => {
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
  },
);

proves(
  ["operational-behavior-data-commands-rebirth-action-1"],
  "asked for a rebirth, nothing but the births is sent until they are complete",
  () => {
    const { node } = testNode({ next: 600 });
    node.equipment("meter", true, at(0));
    node.connected(0, at(0));
    node.delivery.acknowledge(0, 0);
    const rebirth = node.message(node.topics.command, command({ kind: "rebirth" }), at(10));
    const after = node.committed([committed(600, scan(600))], 1e6, at(10));
    expect(seen([...rebirth, ...after]).map(({ topic }) => topic)).toEqual([
      "spBv1.0/s/NBIRTH/g",
      "spBv1.0/s/DBIRTH/g/meter",
      "spBv1.0/s/DDATA/g/meter",
    ]);
    // The backlog waits for the host's word again.
    expect(node.want(at(11))).toBeUndefined();
  },
);

test("a flood of rebirth commands is answered three times, then once a second, and the last one is answered", () => {
  const { node } = testNode();
  node.connected(0, at(0));
  const rebirth = command({ kind: "rebirth" });
  const births: number[] = [];
  for (let ms = 5000; ms < 8000; ms += 10) {
    const actions = ms < 7500 ? node.message(node.topics.command, rebirth, at(ms)) : [];
    const ticked = ms % 100 === 0 ? node.tick(at(ms)) : [];
    if ([...actions, ...ticked].length > 0) births.push(ms);
  }
  expect(births).toEqual([5000, 5010, 5020, 6000, 7000]);
  expect(seen(node.tick(at(8000)))[0]?.topic).toBe("spBv1.0/s/NBIRTH/g");
  expect(node.tick(at(9000))).toEqual([]);
});
