// Old files stay readable: layout-1.sql is what the first layout wrote, dumped by the sqlite3 program.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { decodeRecord } from "#contracts/record-bytes.ts";
import type { GatewayError } from "../errors.ts";
import { sha256 } from "../evidence/digest.ts";
import { layouts } from "./layouts.ts";
import { Outbox } from "./outbox.ts";
import { newRecords, scan, temporaryFolder } from "./test-log.ts";

function open(dataDir: string): Outbox {
  const newLog = () => {
    throw new Error("no new log");
  };
  return new Outbox({ dataDir, sha256, maxBytes: 1e9, historyBytes: 1e9, newLog });
}

/** An outbox written by the program of layout 1. */
function oldOutbox(dataDir: string): string {
  const file = join(dataDir, "outbox.db");
  const db = new DatabaseSync(file);
  db.exec(readFileSync(new URL("layout-1.sql", import.meta.url), "utf8"));
  db.close();
  return file;
}

test("a file of layout 1 is taken over in place: records, tree, cursors, checkpoint", () => {
  using folder = temporaryFolder();
  const file = oldOutbox(folder.path);
  for (const next of [5, 8]) {
    const outbox = open(folder.path);
    expect(outbox.next).toBe(next);
    expect(outbox).toMatchObject({ acknowledged: 2, bdSeq: 41, clockState: "synchronised" });
    expect(outbox.publicKey).toEqual(new Uint8Array(32).fill(7));
    expect(outbox.newestCheckpoint()).toEqual({
      size: 5,
      time: 1_700_000_000_123,
      note: "note of five\n",
    });
    expect(outbox.cosigned).toBe("cosigned\n");
    const read = outbox
      .read(0, 5, 10, 1e6)
      .map(({ bytes }) => decodeRecord(bytes ?? new Uint8Array()));
    expect(read).toEqual([0, 1, 2, 3, 4].map((n) => scan(n)));
    // Root over the five, as the program that wrote the file printed it.
    if (next === 5) {
      const root = "adae2cbed42db5841a7c8ff33fa4b5da2eee7831bd32aa9ff0fa8333578b175b";
      expect(Buffer.from(outbox.root()).toString("hex")).toBe(root);
      outbox.commit(newRecords(5, 8), 0);
    }
    outbox.close();
  }
  const db = new DatabaseSync(file);
  expect(db.prepare("PRAGMA user_version").get()).toEqual({ user_version: layouts.length });
  db.close();
});

test("a newer layout is refused with both numbers, and left as it is", () => {
  using folder = temporaryFolder();
  const db = new DatabaseSync(oldOutbox(folder.path));
  db.exec(`PRAGMA user_version = ${layouts.length + 1}`);
  db.close();
  expect(() => open(folder.path)).toThrow(
    expect.objectContaining({
      code: "GATEWAY_OUTBOX_LAYOUT",
      message: expect.stringContaining(
        `has layout ${layouts.length + 1}, this program knows up to ${layouts.length}`,
      ),
    }) as GatewayError,
  );
});
