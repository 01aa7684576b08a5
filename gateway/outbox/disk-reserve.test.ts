import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DiskReserve, reserveBytes } from "./disk-reserve.ts";

function reserveFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "lineproof-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "outbox.db.reserve");
}

test("the reserve takes real blocks of the disk, and gives all of them back", () => {
  const file = reserveFile();
  const reserve = new DiskReserve(file);
  reserve.hold();
  // blocks are counted in 512 bytes; a sparse file would have none.
  expect(statSync(file).blocks * 512).toBeGreaterThanOrEqual(reserveBytes);
  reserve.release();
  expect(() => statSync(file)).toThrow("ENOENT");
  reserve.hold();
  expect(statSync(file).size).toBeGreaterThanOrEqual(reserveBytes);
});

test("a reserve that cannot be taken is no error: the outbox itself says when the disk is full", () => {
  const reserve = new DiskReserve(join(reserveFile(), "no-such-folder", "reserve"));
  expect(() => reserve.hold()).not.toThrow();
  expect(() => reserve.release()).not.toThrow();
});
