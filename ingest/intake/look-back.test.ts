// What is no longer in memory is found in the journal: leaves behind a late hole, and old duplicates.
import { expect, test } from "vitest";
import { toHex } from "#contracts/bytes.ts";
import { leafHash, rootOf } from "#contracts/merkle.ts";
import type { LogRecord } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { sha256 } from "../evidence/node-crypto.ts";
import type { JournalEntry, StoredEntry } from "../journal/segment-format.ts";
import type { JournalToken } from "./journal-token.ts";
import { LogIntake } from "./log-intake.ts";
import { lookBack, needsLookBack } from "./look-back.ts";

const count = 140_000;
const record = (i: number): LogRecord => ({ kind: "end", gatewayTime: i, reason: String(i) });

function setUp() {
  const journal: StoredEntry[] = [];
  const tokens: JournalToken[] = [];
  const append = (entry: JournalEntry, token: JournalToken) => {
    journal.push({ ...entry, number: journal.length });
    tokens.push(token);
    return true;
  };
  const intake = new LogIntake(
    {
      site: "s",
      gateway: "g",
      log: "ab".repeat(32),
      key: new Uint8Array(32),
      origin: "o",
      lineModel: "",
    },
    append,
    () => undefined,
  );
  const deliver = (sequence: number, content = record(sequence)) => {
    const leafInput = new Uint8Array([0, ...encodeRecord(content)]);
    intake.receive(
      { kind: "record", sequence, historical: false, record: content, leafInput },
      1,
      1,
    );
    for (const token of tokens.splice(0)) intake.durable(token);
  };
  const read = async function* () {
    yield* journal;
  };
  return { intake, deliver, read };
}

test("a hole filled after more than two windows is closed by passes over the journal", async () => {
  const { intake, deliver, read } = setUp();
  for (let i = 1; i < count; i++) deliver(i);
  expect(intake.state.tree.size).toBe(0);
  deliver(0);
  let passes = 0;
  while (needsLookBack(intake)) {
    passes += 1;
    expect(await lookBack(intake, read())).toBe(true);
  }
  expect(passes).toBeLessThanOrEqual(3);
  expect(intake.state.tree.size).toBe(count);
  const leaves = Array.from({ length: count }, (_, i) => leafHash(sha256, encodeRecord(record(i))));
  expect(toHex(intake.state.tree.root())).toBe(toHex(rootOf(sha256, leaves)));
});

test("an old duplicate is compared with the journal: equal is harmless, other contents are a fork", async () => {
  const { intake, deliver, read } = setUp();
  for (let i = 0; i < 70_000; i++) deliver(i);
  deliver(3);
  deliver(4, { kind: "end", gatewayTime: 4, reason: "another history" });
  expect(intake.ledger()).toMatchObject({ duplicates: 2, forks: 0 });
  expect(needsLookBack(intake)).toBe(true);
  await lookBack(intake, read());
  // The quarantine is on its way to the journal; the next delivery makes all of it durable.
  deliver(70_000);
  expect(intake.ledger()).toMatchObject({ forks: 1, journalled: 70_001 });
  expect(intake.state.quarantined).toBe(1);
  expect(needsLookBack(intake)).toBe(false);
});
