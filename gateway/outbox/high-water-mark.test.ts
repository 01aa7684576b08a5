import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorCode } from "#contracts/errors.ts";
import { sha256 } from "../evidence/digest.ts";
import { readMark } from "./high-water-mark.ts";
import { markFileName, Outbox } from "./outbox.ts";
import { newRecords, temporaryFolder } from "./test-log.ts";

function open(dataDir: string): Outbox {
  const newLog = () => new Uint8Array(32).fill(7);
  return new Outbox({ dataDir, sha256, maxBytes: 1e9, historyBytes: 1e9, newLog });
}

test("the mark tells size, root, key and newest checkpoint without opening the outbox", () => {
  using folder = temporaryFolder();
  const outbox = open(folder.path);
  outbox.commit(newRecords(0, 5), 0);
  outbox.saveCheckpoint({ size: 5, time: 1, note: "note" });
  outbox.commit(newRecords(5, 6), 0);
  const mark = readMark(join(folder.path, markFileName), sha256);
  expect(mark).toEqual({
    publicKey: "07".repeat(32),
    size: 6,
    root: Buffer.from(outbox.root()).toString("hex"),
    checkpoint: "note",
  });
  outbox.close();
  expect(statSync(join(folder.path, markFileName)).size).toBe(8192);
});

test("with one slot torn the other still counts", () => {
  using folder = temporaryFolder();
  const outbox = open(folder.path);
  for (let n = 0; n < 4; n++) outbox.commit(newRecords(n, n + 1), 0);
  outbox.close();
  const file = join(folder.path, markFileName);
  const bytes = readFileSync(file);
  for (const at of [0, 4096]) {
    writeFileSync(file, Buffer.from(bytes).fill(0, at + 100, at + 200));
    expect(readMark(file, sha256)?.size).toBeGreaterThanOrEqual(3);
  }
});

test("an older copy of the outbox is refused in the folder that went further", () => {
  using folder = temporaryFolder();
  const [now, old] = [join(folder.path, "now"), join(folder.path, "old")];
  mkdirSync(now);
  let outbox = open(now);
  outbox.commit(newRecords(0, 9), 0);
  outbox.close();
  cpSync(now, old, { recursive: true });
  outbox = open(now);
  outbox.commit(newRecords(9, 20), 0);
  outbox.close();
  cpSync(join(old, "outbox.db"), join(now, "outbox.db"));
  expect(() => open(now)).toThrow(
    expect.objectContaining({
      code: "GATEWAY_OUTBOX_REWOUND",
      detail: { file: join(now, "outbox.db"), size: 9, committed: 20 },
    }),
  );
  // Without its mark nobody on this machine can know; the host does.
  rmSync(join(now, markFileName));
  open(now).close();
});

test("the same number of other records is refused too", () => {
  using folder = temporaryFolder();
  const outbox = open(folder.path);
  outbox.commit(newRecords(0, 3), 0);
  outbox.close();
  const file = join(folder.path, markFileName);
  const mark = readFileSync(file);
  rmSync(join(folder.path, "outbox.db"));
  rmSync(file);
  const other = open(folder.path);
  other.commit(newRecords(10, 13), 0);
  other.close();
  writeFileSync(file, mark);
  try {
    open(folder.path).close();
    throw new Error("it was opened");
  } catch (error) {
    expect(errorCode(error)).toBe("GATEWAY_OUTBOX_CORRUPT");
  }
});
