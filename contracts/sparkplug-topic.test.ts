import { expect, test } from "vitest";
import { formatTopic, isTopicId, parseTopic, type Topic, TopicError } from "./sparkplug-topic.ts";

test("topics of Sparkplug 3.0 chapter 4, both ways", () => {
  const cases: [string, Topic][] = [
    ["spBv1.0/厂/NBIRTH/gw-01", { type: "NBIRTH", group: "厂", node: "gw-01" }],
    ["spBv1.0/s/NDATA/g", { type: "NDATA", group: "s", node: "g" }],
    ["spBv1.0/s/NDEATH/g", { type: "NDEATH", group: "s", node: "g" }],
    ["spBv1.0/s/NCMD/g", { type: "NCMD", group: "s", node: "g" }],
    ["spBv1.0/s/DBIRTH/g/m 1", { type: "DBIRTH", group: "s", node: "g", device: "m 1" }],
    ["spBv1.0/s/DDATA/g/m", { type: "DDATA", group: "s", node: "g", device: "m" }],
    ["spBv1.0/s/DDEATH/g/m", { type: "DDEATH", group: "s", node: "g", device: "m" }],
    ["spBv1.0/s/DCMD/g/m", { type: "DCMD", group: "s", node: "g", device: "m" }],
    ["spBv1.0/STATE/lineproof", { type: "STATE", host: "lineproof" }],
  ];
  for (const [text, topic] of cases) {
    expect(formatTopic(topic)).toBe(text);
    expect(parseTopic(text)).toEqual(topic);
  }
});

test("other topics are none of ours", () => {
  for (const text of [
    "",
    "spBv1.0",
    "spBv1.0/s/NDATA",
    "spBv1.0/s/NDATA/g/m",
    "spBv1.0/s/DDATA/g",
    "spBv1.0/s/DDATA/g/m/x",
    "spBv1.0/s/XDATA/g",
    "spBv1.0/s/ndata/g",
    "spBv1.0//NDATA/g",
    "spBv1.0/s/NDATA/",
    "spBv1.0/s/DDATA/g/",
    "spAv1.0/s/NDATA/g",
    "STATE/lineproof",
    "spBv1.0/s/NDATA/#",
  ]) {
    expect(parseTopic(text), text).toBeUndefined();
  }
});

test("an id that a topic cannot hold is refused by name", () => {
  for (const id of ["", "a/b", "a+", "#", "a\u0000b", "\ud800"]) {
    expect(isTopicId(id), JSON.stringify(id)).toBe(false);
    try {
      formatTopic({ type: "NDATA", group: "s", node: id });
      throw new Error("nothing was thrown");
    } catch (error) {
      expect(error).toBeInstanceOf(TopicError);
      expect((error as TopicError).code).toBe("CONTRACTS_TOPIC_ID");
      expect((error as TopicError).detail).toEqual({ id });
    }
  }
  expect(() => formatTopic({ type: "STATE", host: "a/b" })).toThrow(TopicError);
});
