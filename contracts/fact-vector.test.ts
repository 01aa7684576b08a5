// Facts worked out by another program after docs/formats/fact.md.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromHex } from "./bytes.ts";
import type { Fact } from "./fact.ts";
import { FactAccumulator, type FactOptions, type FactScan } from "./fact-accumulator.ts";
import { FactFeed } from "./fact-feed.ts";
import { parseLineModel } from "./line-model.ts";
import { decodeRecord } from "./record-bytes.ts";
import type { Value } from "./value.ts";

type WrittenScan = Omit<FactScan, "value" | "ordinal"> & {
  readonly value: string | number | boolean | null;
};
type WrittenHour = {
  readonly name: string;
  readonly options: FactOptions;
  readonly revision: number;
  readonly scans: readonly WrittenScan[];
  readonly fact: Fact;
};

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./vectors/${name}`, import.meta.url), "utf8"));
}

const vector = read("fact.json") as {
  hours: WrittenHour[];
  feed: {
    revision: number;
    hours: number[];
    records: { log: string; sequence: number; ingestTime: number; hex: string }[];
    facts: Fact[];
  };
};

/** Values as the vector file writes them. */
function readValue({ kind, value }: WrittenScan): Value {
  if (typeof value !== "string" || kind === "string") return value;
  return kind === "double" ? Number(value) : BigInt(value);
}

for (const { name, options, revision, scans, fact } of vector.hours) {
  test(`the fact of an hour: ${name}`, () => {
    const accumulator = new FactAccumulator(options);
    let before = -1;
    let ordinal = 0;
    for (const scan of scans) {
      ordinal = scan.sequence === before ? ordinal + 1 : 0;
      before = scan.sequence;
      accumulator.add({ ...scan, ordinal, value: readValue(scan) });
    }
    expect(accumulator.finish(revision)).toStrictEqual(fact);
  });
}

test("facts of records, reported by exception, over a missing record and two logs", () => {
  const { model } = read("line-model.json") as { model: unknown };
  const { records, hours, facts, revision } = vector.feed;
  const feed = new FactFeed({ model: parseLineModel("line-model.json", model) });
  let before: { log: string; sequence: number } | undefined;
  for (const { log, sequence, ingestTime, hex } of records) {
    const follows = before?.log === log && before.sequence + 1 === sequence;
    if (before !== undefined && !follows) feed.hole();
    before = { log, sequence };
    const record = decodeRecord(fromHex(hex));
    if (record.kind !== "scan") throw new Error("the vector has scans only");
    feed.add({ sequence, ingestTime, record });
  }
  expect(feed.hours()).toEqual(hours);
  expect(hours.flatMap((hour) => feed.finish(hour, revision))).toStrictEqual(facts);
});
