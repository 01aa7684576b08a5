// Who may join, decided on a real file; two connections stand for two processes.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EnrolmentRequest } from "#contracts/enrolment.ts";
import { type Asking, EnrolmentRegistry } from "./enrolment-registry.ts";

const hour = 3_600_000;
const logOf = (name: string) => Buffer.from(name).toString("hex").padEnd(64, "0");
const [logA, logB, logC] = [logOf("a"), logOf("b"), logOf("c")];
let folder: string;
let file: string;
let registry: EnrolmentRegistry;
let issued = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-registry-"));
  file = join(folder, "registry.sqlite");
  registry = new EnrolmentRegistry(file);
});
afterEach(() => {
  registry.close();
  rmSync(folder, { recursive: true });
});

function asking(hash: string, log: string, gateway = "g", clientKey = `key of ${log}`): Asking {
  const request = { site: "s", gateway, log, publicKey: log, simulated: false };
  return { request: request as EnrolmentRequest, hash, clientKey };
}

function enrol(ask: Asking, now: number, at = registry) {
  issued += 1;
  const certificate = { pem: `pem ${issued}`, fingerprint: `print ${issued}`, serial: `${issued}` };
  return at.enrol(ask, certificate, () => ({ size: 7, root: "r", time: 1 }), now);
}

function code(hash: string, gateway = "g", replaces?: string): string {
  registry.addCode(
    { hash, site: "s", gateway, expiresAt: hour, ...(replaces === undefined ? {} : { replaces }) },
    0,
  );
  return hash;
}

test("a code lives until its last millisecond, and once", () => {
  code("1");
  expect(registry.decide(asking("1", logA), hour - 1)).toMatchObject({ kind: "open" });
  expect(registry.decide(asking("1", logA), hour)).toMatchObject({
    refusal: "code-expired",
    at: hour,
  });
  enrol(asking("1", logA), 5);
  expect(enrol(asking("1", logB), 6)).toMatchObject({ refusal: "code-used", at: 5 });
});

test("the same log and key are given the same certificate within the code's life, another key is not", () => {
  code("1");
  enrol(asking("1", logA), 5);
  const again = { kind: "again", certificate: `pem ${issued}` };
  expect(registry.decide(asking("1", logA), 6)).toMatchObject(again);
  expect(registry.decide(asking("1", logA, "g", "another"), 6)).toMatchObject({
    refusal: "code-used",
  });
  expect(registry.decide(asking("1", logA), hour)).toMatchObject({ refusal: "code-used" });
  registry.revoke("s", "g", 7);
  expect(registry.decide(asking("1", logA), 8)).toMatchObject({ refusal: "code-used" });
});

test("of two processes one uses the code", () => {
  code("1");
  const other = new EnrolmentRegistry(file);
  try {
    const before = registry.version;
    expect(enrol(asking("1", logA), 5, other)).toMatchObject({ kind: "open" });
    expect(registry.version).not.toBe(before);
    expect(enrol(asking("1", logB), 5)).toMatchObject({ refusal: "code-used" });
    expect(registry.list()).toHaveLength(1);
  } finally {
    other.close();
  }
});

test("the same log again ends the certificate before; a foreign one is taken or needs a replacement", () => {
  enrol(asking(code("1"), logA), 1);
  const first = `print ${issued}`;
  expect(registry.holder(first)).toEqual({ site: "s", gateway: "g" });
  enrol(asking(code("2"), logA), 2);
  expect(registry.holder(first)).toBeUndefined();
  expect(registry.list().map(({ endedBy }) => endedBy)).toEqual(["renewed", null]);
  expect(enrol(asking(code("3", "h"), logA, "h"), 3)).toMatchObject({ refusal: "log-taken" });
  expect(enrol(asking(code("4"), logB), 4)).toMatchObject({ refusal: "replacement-not-open" });
});

test("a replacement closes the old log with its last checkpoint, for good", () => {
  enrol(asking(code("1"), logA), 1);
  code("2", "g", logA);
  expect(enrol(asking("2", logA), 2)).toMatchObject({ refusal: "replacement-not-open" });
  expect(enrol(asking("2", logB), 3)).toEqual({ kind: "open", replaces: logA });
  expect(registry.closedLog(logA)).toEqual({
    log: logA,
    closedAt: 3,
    replacedBy: logB,
    checkpoint: { size: 7, root: "r", time: 1 },
  });
  expect(registry.logOf("s", "g")).toEqual({ log: logB, simulated: false });
  expect(enrol(asking(code("3"), logA), 4)).toMatchObject({ refusal: "log-closed" });
  // A code for another log than the one that stands replaces nothing.
  expect(enrol(asking(code("4", "g", logA), logC), 5)).toMatchObject({
    refusal: "replacement-not-open",
  });
});

test("a revoked gateway holds nothing, and a new code lets its log in again", () => {
  enrol(asking(code("1"), logA), 1);
  expect(registry.revoke("s", "g", 2)).toBe(true);
  expect(registry.revoke("s", "g", 3)).toBe(false);
  expect(registry.holder(`print ${issued}`)).toBeUndefined();
  expect(registry.logOf("s", "g")).toBeNull();
  expect(registry.logOf("s", "never")).toBeUndefined();
  expect(enrol(asking(code("2"), logA), 4)).toMatchObject({ kind: "open" });
});

test("revoking a gateway ends its open codes too, and nobody else's", () => {
  enrol(asking(code("1"), logA), 1);
  code("2");
  code("3", "h");
  registry.revoke("s", "g", 2);
  // Who has the stolen gateway may have the slip of paper as well.
  expect(enrol(asking("2", logA), 3)).toMatchObject({ refusal: "code-expired", at: 2 });
  expect(registry.decide(asking("3", logB, "h"), 3)).toMatchObject({ kind: "open" });
  code("4");
  expect(registry.revoke("s", "g", 4)).toBe(true);
  expect(enrol(asking("4", logA), 5)).toMatchObject({ refusal: "code-expired", at: 4 });
  expect(registry.revoke("s", "g", 6)).toBe(false);
});

test("after a revocation another log needs a code that replaces, so that the log before is closed", () => {
  enrol(asking(code("1"), logA), 1);
  registry.revoke("s", "g", 2);
  expect(enrol(asking(code("2"), logB), 3)).toMatchObject({ refusal: "replacement-not-open" });
  expect(enrol(asking(code("3", "g", logA), logB), 4)).toMatchObject({ kind: "open" });
  expect(registry.closedLog(logA)).toMatchObject({ replacedBy: logB });
});

test("a log is replaced once, and by its own gateway", () => {
  enrol(asking(code("1"), logA), 1);
  enrol(asking(code("2", "g", logA), logB), 2);
  registry.revoke("s", "g", 3);
  const refused = { refusal: "replacement-not-open" };
  expect(enrol(asking(code("3", "g", logA), logC), 4)).toMatchObject(refused);
  expect(registry.closedLog(logA)).toMatchObject({ replacedBy: logB });
  expect(enrol(asking(code("4", "h", logB), logC, "h"), 5)).toMatchObject(refused);
  expect(registry.closedLog(logB)).toBeUndefined();
});

test("all stands again after a restart; another program's file, a newer one and a damaged one are told", () => {
  enrol(asking(code("1"), logA), 1);
  registry.close();
  registry = new EnrolmentRegistry(file);
  expect(registry.logOf("s", "g")).toEqual({ log: logA, simulated: false });
  const open = (name: string) => () => new EnrolmentRegistry(join(folder, name));
  const foreign = new DatabaseSync(join(folder, "foreign"));
  foreign.exec("CREATE TABLE t (a)");
  foreign.close();
  expect(open("foreign")).toThrow(expect.objectContaining({ code: "INGEST_REGISTRY_DAMAGED" }));
  writeFileSync(join(folder, "damaged"), "x".repeat(5_000));
  expect(open("damaged")).toThrow(expect.objectContaining({ code: "INGEST_REGISTRY_DAMAGED" }));
  open("newer")().close();
  const newer = new DatabaseSync(join(folder, "newer"));
  newer.exec("PRAGMA user_version = 99");
  newer.close();
  expect(open("newer")).toThrow(expect.objectContaining({ code: "INGEST_REGISTRY_VERSION" }));
});
