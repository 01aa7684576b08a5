import { expect, test, vi } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import type { GatewayError } from "../errors.ts";
import { sha256 } from "../evidence/digest.ts";
import { GroupCommit } from "./group-commit.ts";
import { Intake } from "./intake.ts";
import { type CommittedRecord, Outbox } from "./outbox.ts";
import { scan, temporaryFolder } from "./test-log.ts";

function setUp(dataDir: string, maxPages?: number, cap = { records: 1000, bytes: 1 << 20 }) {
  const outbox = new Outbox({
    dataDir,
    sha256,
    maxBytes: 1e9,
    historyBytes: 1e9,
    newLog: () => new Uint8Array(32),
    ...(maxPages === undefined ? {} : { maxPages }),
  });
  const committed: CommittedRecord[] = [];
  const trouble: (GatewayError | undefined)[] = [];
  const commit = new GroupCommit({
    outbox,
    intake: new Intake(cap),
    commitMs: 50,
    clock: new ManualClock(0),
    clockState: () => "unknown",
    onCommitted: (records) => {
      // Whatever is handed out for publishing is on disk already.
      expect(records.at(-1)?.sequence).toBeLessThan(outbox.next);
      committed.push(...records);
    },
    onTrouble: (error) => trouble.push(error),
  });
  return { outbox, commit, committed, trouble };
}

test("commits what came within the commit time in one group, in order", () => {
  vi.useFakeTimers();
  try {
    using folder = temporaryFolder();
    const { outbox, commit, committed } = setUp(folder.path);
    for (let n = 0; n < 10; n++) commit.add(scan(n));
    expect(committed).toEqual([]);
    expect(commit.buffered).toBe(10);
    vi.advanceTimersByTime(50);
    expect(committed.map(({ sequence, record }) => [sequence, record])).toEqual(
      Array.from({ length: 10 }, (_, n) => [n, scan(n)]),
    );
    expect(commit.buffered).toBe(0);
    commit.stop();
    outbox.close();
  } finally {
    vi.useRealTimers();
  }
});

test("a full disk: said once, records wait up to the cap, the rest is counted, nothing leaves", () => {
  using folder = temporaryFolder();
  const { outbox, commit, committed, trouble } = setUp(folder.path, 20, {
    records: 100,
    bytes: 1 << 20,
  });
  let n = 0;
  while (trouble.length === 0) {
    for (let i = 0; i < 50; i++) commit.add(scan(n++));
    commit.flush();
  }
  expect(trouble.map((error) => error?.code)).toEqual(["GATEWAY_OUTBOX_FULL"]);
  const stored = outbox.next;
  expect(committed).toHaveLength(stored);
  for (let i = 0; i < 100; i++) expect(commit.add(scan(n++))).toBe(commit.dropped === 0);
  expect(commit.flush()).toBe(false);
  expect(trouble).toHaveLength(1);
  expect(commit.buffered).toBe(100);
  expect(commit.dropped).toBe(n - stored - 100);
  expect(committed).toHaveLength(stored);
  outbox.acknowledge(stored);
  expect(commit.flush()).toBe(true);
  expect(trouble.at(-1)).toBeUndefined();
  expect(committed).toHaveLength(stored + 100);
  expect(committed.map((record) => record.sequence)).toEqual(committed.map((_, i) => i));
  commit.stop();
  outbox.close();
});

test("a record without canonical bytes is refused and leaves no trace", () => {
  using folder = temporaryFolder();
  const { outbox, commit, committed } = setUp(folder.path);
  const sample = { ...scan(1).samples[0]!, value: 0.1 };
  expect(() => commit.add({ ...scan(1), samples: [sample] })).toThrow(/float/);
  commit.add(scan(2));
  commit.flush();
  expect(committed.map(({ record }) => record)).toEqual([scan(2)]);
  commit.stop();
  outbox.close();
});
