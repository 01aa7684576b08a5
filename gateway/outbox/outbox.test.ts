import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { CodedError } from "#contracts/errors.ts";
import { Frontier, leafHash, rootOf } from "#contracts/merkle.ts";
import { decodeRecord, encodeRecord } from "#contracts/record-bytes.ts";
import { sha256 } from "../evidence/digest.ts";
import { Outbox, type OutboxOptions } from "./outbox.ts";
import { newRecord, newRecords, scan, temporaryFolder } from "./test-log.ts";

function open(dataDir: string, more: Partial<OutboxOptions> = {}): Outbox {
  return new Outbox({
    dataDir,
    sha256,
    maxBytes: 1 << 30,
    historyBytes: 1 << 28,
    newLog: () => new Uint8Array(32).fill(7),
    ...more,
  });
}

function failure(work: () => unknown): CodedError<string> {
  try {
    work();
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

function leaves(from: number, to: number): Uint8Array[] {
  return newRecords(from, to).map(({ prefixed }) => sha256(prefixed));
}

test("numbers records densely from 0 and keeps them, the tree and the cursors over a restart", () => {
  using folder = temporaryFolder();
  const first = open(folder.path);
  first.commit(newRecords(0, 5), 0);
  first.commit(newRecords(5, 1500), 0, "synchronised");
  first.acknowledge(7);
  first.saveBdSeq(41);
  first.close();
  const again = open(folder.path);
  expect(again.next).toBe(1500);
  expect(again.root()).toEqual(rootOf(sha256, leaves(0, 1500)));
  expect(again.acknowledged).toBe(7);
  expect(again.bdSeq).toBe(41);
  expect(again.clockState).toBe("synchronised");
  expect(again.publicKey).toEqual(new Uint8Array(32).fill(7));
  const read = again.read(3, 9, 100, 1 << 20);
  expect(read.map((row) => row.sequence)).toEqual([3, 4, 5, 6, 7, 8]);
  expect(decodeRecord(read[0]?.bytes ?? new Uint8Array())).toEqual(scan(3));
  again.close();
});

test("reads no more than the count and stops once the bytes are reached", () => {
  using folder = temporaryFolder();
  const outbox = open(folder.path);
  outbox.commit(newRecords(0, 50), 0);
  expect(outbox.read(0, 50, 4, 1 << 20)).toHaveLength(4);
  const size = encodeRecord(scan(0)).length;
  expect(outbox.read(0, 50, 50, size * 2)).toHaveLength(2);
  outbox.close();
});

test("two gateways cannot use one folder", () => {
  using folder = temporaryFolder();
  const outbox = open(folder.path);
  const error = failure(() => open(folder.path));
  expect(error.code).toBe("GATEWAY_OUTBOX_LOCKED");
  expect(error.detail.file).toBe(join(folder.path, "outbox.db"));
  outbox.close();
  open(folder.path).close();
});

test("a file that is no database is refused and left as it is", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "outbox.db");
  writeFileSync(file, "no database at all ".repeat(300));
  const error = failure(() => open(folder.path));
  expect(error.code).toBe("GATEWAY_OUTBOX_CORRUPT");
  expect(error.detail.file).toBe(file);
  expect(readFileSync(file, "utf8").startsWith("no database at all")).toBe(true);
});

test("another program's database is refused", () => {
  using folder = temporaryFolder();
  const db = new DatabaseSync(join(folder.path, "outbox.db"));
  db.exec("CREATE TABLE theirs (x)");
  db.close();
  const error = failure(() => open(folder.path));
  expect(error.code).toBe("GATEWAY_OUTBOX_CORRUPT");
  expect(error.detail.reason).toContain("another program");
});

test.each([
  ["a record is missing at the end", "DELETE FROM record WHERE sequence = 9", "0-9"],
  ["a record is missing at the start", "DELETE FROM record WHERE sequence = 0", "1-10"],
  [
    "a byte of the tail was changed",
    "UPDATE record SET bytes = x'010203' WHERE sequence = 8",
    "8-10",
  ],
  ["the tree has a root too few", "UPDATE state SET roots = x''", "digest"],
  ["a cursor was moved", "UPDATE state SET acknowledged = 9", "digest"],
  ["the state is gone", "DELETE FROM state", "state is missing"],
])("is refused as corrupt when %s", (_, sql, reason) => {
  using folder = temporaryFolder();
  const outbox = open(folder.path);
  outbox.commit(newRecords(0, 10), 0);
  outbox.close();
  const db = new DatabaseSync(outbox.file);
  db.exec(sql);
  db.close();
  const error = failure(() => open(folder.path));
  expect(error.code).toBe("GATEWAY_OUTBOX_CORRUPT");
  expect(error.detail.file).toBe(outbox.file);
  expect(String(error.detail.reason)).toContain(reason);
});

test("a damaged record becomes a gap record with its leaf, and is not read again", () => {
  using folder = temporaryFolder();
  const outbox = open(folder.path);
  // One subtree of 4096 leaves: too large to be hashed again at opening.
  outbox.commit(newRecords(0, 4096), 0);
  outbox.close();
  const damaged = new DatabaseSync(outbox.file);
  damaged.exec("UPDATE record SET bytes = x'0101' WHERE sequence = 9");
  damaged.close();
  const again = open(folder.path);
  expect(again.read(9, 10, 1, 1000)).toEqual([{ sequence: 9, bytes: null }]);
  const gap = again.declareUnreadable(9, 5);
  expect(gap.sequence).toBe(4096);
  expect(gap.record).toMatchObject({ kind: "gap", from: 9, to: 10, reason: "unreadable" });
  const [root] = gap.record.kind === "gap" ? gap.record.roots : [];
  expect(root).toEqual({ level: 0, index: 9, hash: leaves(9, 10)[0] });
  expect(again.read(8, 11, 10, 1 << 20).map((row) => row.sequence)).toEqual([8, 10]);
  again.close();
  open(folder.path).close();
});

test("where only the leaf of a record was damaged, the tree says so, and the record is handed out", () => {
  using folder = temporaryFolder();
  const outbox = open(folder.path);
  outbox.commit(newRecords(0, 4100), 0);
  outbox.close();
  const damaged = new DatabaseSync(outbox.file);
  damaged.exec("UPDATE record SET leaf = zeroblob(32) WHERE sequence IN (9, 4095)");
  damaged.close();
  let again = open(folder.path);
  // Two at once: neither fits the tree with the other wrong, so nothing is claimed of either.
  expect(again.read(9, 10, 1, 1000)).toEqual([{ sequence: 9, bytes: null }]);
  again.close();
  const mended = new DatabaseSync(outbox.file);
  mended.prepare("UPDATE record SET leaf = ? WHERE sequence = 4095").run(leaves(4095, 4096)[0]!);
  mended.close();
  again = open(folder.path);
  expect(decodeRecord(again.read(9, 10, 1, 1000)[0]!.bytes!)).toEqual(scan(9));
  again.close();
  const db = new DatabaseSync(outbox.file);
  expect(db.prepare("SELECT leaf FROM record WHERE sequence = 9").get()?.leaf).toEqual(
    leaves(9, 10)[0],
  );
  db.close();
});

test("a record that is missing within the log is told, not skipped", () => {
  using folder = temporaryFolder();
  const outbox = open(folder.path);
  outbox.commit(newRecords(0, 4096), 0);
  outbox.close();
  const damaged = new DatabaseSync(outbox.file);
  damaged.exec("DELETE FROM record WHERE sequence = 9");
  damaged.close();
  const again = open(folder.path);
  expect(again.read(0, 9, 100, 1e6)).toHaveLength(9);
  for (const [from, to] of [
    [5, 20],
    [9, 10],
    [9, 20],
    [0, 10],
  ] as const) {
    const error = failure(() => again.read(from, to, 100, 1e6));
    expect(error.code).toBe("GATEWAY_OUTBOX_CORRUPT");
    expect(String(error.detail.reason)).toMatch(/^records 9-10 are missing/);
  }
  again.close();
});

test("delivered records go beyond the history's size, oldest first, never an unacknowledged one", () => {
  using folder = temporaryFolder();
  const outbox = open(folder.path, { historyBytes: 20_000 });
  outbox.commit(newRecords(0, 1000), 0);
  expect(outbox.oldest).toBe(0);
  outbox.acknowledge(300);
  outbox.commit(newRecords(1000, 1001), 0);
  expect(outbox.oldest).toBe(300);
  outbox.acknowledge(1001);
  outbox.commit(newRecords(1001, 1002), 0);
  expect(outbox.heldBytes).toBeLessThanOrEqual(20_000);
  expect(outbox.oldest).toBeGreaterThan(300);
  expect(outbox.read(0, 1002, 1, 1)[0]?.sequence).toBe(outbox.oldest);
  outbox.close();
});

test("undelivered records beyond the cap leave a gap record that keeps the tree checkable", () => {
  using folder = temporaryFolder();
  const maxBytes = 30_000;
  const outbox = open(folder.path, { maxBytes, historyBytes: maxBytes });
  outbox.commit(newRecords(0, 50), 1);
  outbox.acknowledge(10);
  // What a host would know: leaves of the records it reads, roots of the gaps it is told.
  const host = new Map<number, Uint8Array>(leaves(0, 10).map((leaf, i) => [i, leaf]));
  const gaps: { from: number; to: number }[] = [];
  let n = 50;
  for (let round = 0; round < 40; round++) {
    const gap = outbox.commit(newRecords(n, n + 20), 100 + round);
    n += 20;
    if (gap === undefined) continue;
    expect(gap.from).toBe(10);
    expect(gap.reason).toBe("outbox-full");
    gaps.push(gap);
  }
  expect(gaps.length).toBeGreaterThan(2);
  expect(outbox.heldBytes).toBeLessThanOrEqual(maxBytes + 2000);
  const held = outbox.read(0, outbox.next, 10_000, 1 << 30);
  const last = held
    .map(({ bytes }) => decodeRecord(bytes ?? new Uint8Array()))
    .findLast((record) => record.kind === "gap");
  if (last?.kind !== "gap") throw new Error("the newest gap record must still be held");
  expect([last.from, last.to]).toEqual([10, outbox.oldest]);
  const tree = new Frontier(sha256);
  for (let i = 0; i < 10; i++) tree.append(host.get(i) as Uint8Array);
  for (const root of last.roots) tree.appendSubtree(root.level, root.hash);
  expect(tree.size).toBe(outbox.oldest);
  for (const { bytes } of held) tree.append(leafHash(sha256, bytes as Uint8Array));
  expect(tree.root()).toEqual(outbox.root());
  outbox.acknowledge(outbox.next);
  outbox.close();
  const again = open(folder.path, { maxBytes, historyBytes: maxBytes });
  expect(again.commit(newRecords(n, n + 1), 0)).toBeUndefined();
  again.close();
});

test("a gap record dropped before the host had it is replaced by one that begins where it began", () => {
  using folder = temporaryFolder();
  const limits = { maxBytes: 30_000, historyBytes: 10_000 };
  let outbox = open(folder.path, limits);
  const commit = (from: number, to: number) => outbox.commit(newRecords(from, to), 0);
  const first = commit(0, 400);
  if (first === undefined) throw new Error("the cap dropped nothing");
  const told = outbox.next - 1;
  // The host settles what is below the oldest at once, and some records behind it, but not the gap record.
  outbox.acknowledge(first.to + 20);
  commit(400, 401);
  outbox.close();
  outbox = open(folder.path, limits);
  let gap: typeof first | undefined;
  for (let n = 401; gap === undefined || gap.to <= told; n += 20) gap = commit(n, n + 20) ?? gap;
  expect(gap.from).toBe(0);
  const tree = new Frontier(sha256);
  for (const root of gap.roots) tree.appendSubtree(root.level, root.hash);
  expect(tree.size).toBe(outbox.oldest);
  for (const { bytes } of outbox.read(0, outbox.next, 10_000, 1 << 30)) {
    tree.append(leafHash(sha256, bytes as Uint8Array));
  }
  expect(tree.root()).toEqual(outbox.root());
  // Once the host has it, delivered records make room without a further gap.
  outbox.acknowledge(outbox.next);
  expect(commit(5_000, 5_020)).toBeUndefined();
  expect(outbox.heldBytes).toBeLessThanOrEqual(10_000);
  expect(commit(5_020, 5_300)?.from ?? outbox.oldest).toBeGreaterThan(told);
  outbox.close();
});

test("a full disk is said with its file, changes nothing, and writing goes on when there is room", () => {
  using folder = temporaryFolder();
  const outbox = open(folder.path, { maxPages: 40 });
  let n = 0;
  const fill = (): void => {
    for (; n < 100_000; n += 100) outbox.commit(newRecords(n, n + 100), 0);
  };
  const error = failure(fill);
  expect(error.code).toBe("GATEWAY_OUTBOX_FULL");
  expect(error.detail.file).toBe(outbox.file);
  expect(outbox.next).toBe(n);
  expect(outbox.root()).toEqual(rootOf(sha256, leaves(0, n)));
  expect(failure(fill).code).toBe("GATEWAY_OUTBOX_FULL");
  outbox.acknowledge(n);
  outbox.commit(newRecords(n, n + 100), 0);
  expect(outbox.next).toBe(n + 100);
  expect(outbox.oldest).toBeGreaterThan(0);
  outbox.close();
  const again = open(folder.path);
  expect(again.next).toBe(n + 100);
  again.close();
});

test("keeps the newest checkpoint and at most sixteen", () => {
  using folder = temporaryFolder();
  const outbox = open(folder.path);
  for (let i = 0; i < 40; i++) outbox.saveCheckpoint({ size: i, time: i, note: `note ${i}` });
  expect(outbox.newestCheckpoint()).toEqual({ size: 39, time: 39, note: "note 39" });
  outbox.close();
  const db = new DatabaseSync(outbox.file);
  expect(db.prepare("SELECT count(*) AS n FROM checkpoint").get()?.n).toBe(16);
  db.close();
});

test("after SIGKILL in the middle of writing the log is dense and its root is that of its records", async () => {
  using folder = temporaryFolder();
  const program = `
    import { Outbox } from "${new URL("./outbox.ts", import.meta.url).href}";
    import { sha256 } from "${new URL("../evidence/digest.ts", import.meta.url).href}";
    import { newRecords } from "${new URL("./test-log.ts", import.meta.url).href}";
    const outbox = new Outbox({ dataDir: ${JSON.stringify(folder.path)}, sha256, maxBytes: 1e9,
      historyBytes: 1e9, newLog: () => new Uint8Array(32) });
    for (let n = outbox.next; ; n += 37) {
      outbox.commit(newRecords(n, n + 37), 0);
      process.stdout.write(outbox.next + "\\n");
    }`;
  let committed = 0;
  for (let round = 0; round < 3; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      cwd: new URL("../..", import.meta.url),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const gone = once(child, "exit");
    child.stdout.setEncoding("utf8");
    let text = "";
    for await (const chunk of child.stdout) {
      text += chunk;
      if (text.split("\n").length > 10 + round * 7) break;
    }
    child.kill("SIGKILL");
    await gone;
    committed = Number(text.split("\n").at(-2));
    const outbox = open(folder.path);
    expect(outbox.next).toBeGreaterThanOrEqual(committed);
    expect(outbox.next % 37).toBe(0);
    const rows = outbox.read(0, outbox.next, 1e6, 1e9);
    expect(rows.map((row) => row.sequence)).toEqual(rows.map((_, i) => i));
    expect(rows).toHaveLength(outbox.next);
    expect(outbox.root()).toEqual(
      rootOf(
        sha256,
        rows.map(({ bytes }) => leafHash(sha256, bytes as Uint8Array)),
      ),
    );
    outbox.close();
  }
});

test("a log with records keeps its key", () => {
  using folder = temporaryFolder();
  const outbox = open(folder.path);
  outbox.renewKey(new Uint8Array(32).fill(9));
  expect(outbox.publicKey[0]).toBe(9);
  outbox.commit([newRecord(0)], 0);
  expect(() => outbox.renewKey(new Uint8Array(32))).toThrow(RangeError);
  outbox.close();
});
