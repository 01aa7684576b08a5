import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openCheckpoint } from "#contracts/checkpoint.ts";
import { CodedError } from "#contracts/errors.ts";
import { logIdOf } from "#contracts/log-id.ts";
import { ManualClock } from "#contracts/time.ts";
import { GatewayError } from "../errors.ts";
import { newRecords, temporaryFolder } from "../outbox/test-log.ts";
import { checkpointMaker } from "./checkpoint-maker.ts";
import { ClockTracker } from "./clock-tracker.ts";
import { sha256, verifyEd25519 } from "./digest.ts";
import { generateKey, keyFileName, writeKeyFile } from "./key.ts";
import { openLog } from "./open-log.ts";

const sizes = { maxBytes: 1e9, historyBytes: 1e9 };

function started(dataDir: string): string {
  const { outbox, logId } = openLog({ dataDir, ...sizes });
  outbox.commit(newRecords(0, 3), 0);
  outbox.close();
  return logId;
}

function openFailure(dataDir: string): CodedError<string> {
  try {
    openLog({ dataDir, ...sizes }).outbox.close();
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

test("a new log gets one key, mode 0600, and keeps it", () => {
  using folder = temporaryFolder();
  const dataDir = join(folder.path, "a", "b");
  const logId = started(dataDir);
  const file = join(dataDir, keyFileName);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const pem = readFileSync(file, "utf8");
  const again = openLog({ dataDir, ...sizes });
  expect(again.logId).toBe(logId);
  expect(logIdOf(sha256, again.outbox.publicKey)).toBe(logId);
  expect(again.key).not.toBeInstanceOf(GatewayError);
  expect(readFileSync(file, "utf8")).toBe(pem);
  again.outbox.close();
});

test.each([
  ["GATEWAY_KEY_MISSING", (file: string) => rmSync(file)],
  ["GATEWAY_KEY_CORRUPT", (file: string) => writeFileSync(file, randomBytes(64))],
  ["GATEWAY_KEY_CORRUPT", (file: string) => writeFileSync(file, "")],
  [
    "GATEWAY_KEY_SWAPPED",
    (file: string) => {
      rmSync(file);
      writeKeyFile(join(file, ".."), generateKey().pem);
    },
  ],
])(
  "%s beside a log stops signing; recording goes on and the key is not replaced",
  (code, spoil) => {
    using folder = temporaryFolder();
    const logId = started(folder.path);
    const file = join(folder.path, keyFileName);
    spoil(file);
    const before = existsSync(file) ? readFileSync(file) : undefined;
    const { outbox, key, logId: found } = openLog({ dataDir: folder.path, ...sizes });
    expect(key).toBeInstanceOf(GatewayError);
    expect((key as GatewayError).code).toBe(code);
    expect((key as GatewayError).detail).toMatchObject({ file });
    expect(found).toBe(logId);
    outbox.commit(newRecords(3, 5), 0);
    expect(outbox.next).toBe(5);
    const clock = new ManualClock(0);
    const tracker = new ClockTracker(clock, "unknown");
    expect(checkpointMaker({ outbox, key, origin: "o", clock, tracker })()).toBeUndefined();
    expect(outbox.newestCheckpoint()).toBeUndefined();
    outbox.close();
    expect(existsSync(file) ? readFileSync(file) : undefined).toEqual(before);
  },
);

test("a key without its outbox never begins the log again", () => {
  using folder = temporaryFolder();
  started(folder.path);
  rmSync(join(folder.path, "outbox.db"));
  const error = openFailure(folder.path);
  expect(error.code).toBe("GATEWAY_OUTBOX_MISSING");
  expect(error.detail).toEqual({
    file: join(folder.path, "outbox.db"),
    left: join(folder.path, keyFileName),
  });
  expect(openFailure(folder.path).code).toBe("GATEWAY_OUTBOX_MISSING");
});

test("a crash before the key was written costs nothing: nothing was recorded or signed", () => {
  using folder = temporaryFolder();
  openLog({ dataDir: folder.path, ...sizes }).outbox.close();
  rmSync(join(folder.path, keyFileName));
  const { outbox, key } = openLog({ dataDir: folder.path, ...sizes });
  expect(key).not.toBeInstanceOf(GatewayError);
  expect((key as { publicKey: Uint8Array }).publicKey).toEqual(outbox.publicKey);
  outbox.close();
});

test("a data folder that cannot be made is named", () => {
  using folder = temporaryFolder();
  const blocked = join(folder.path, "file");
  writeFileSync(blocked, "");
  const error = openFailure(join(blocked, "data"));
  expect(error.code).toBe("GATEWAY_OUTBOX_OPEN");
  expect(error.detail.file).toBe(join(blocked, "data", "outbox.db"));
});

test("a checkpoint is over what is on disk, signed, stored, with clock and line model", () => {
  using folder = temporaryFolder();
  const { outbox, key, logId } = openLog({ dataDir: folder.path, ...sizes });
  outbox.commit(newRecords(0, 9), 0);
  const clock = new ManualClock(1_700_000_000_000);
  const tracker = new ClockTracker(clock, "unknown");
  tracker.hostTime(1_700_000_000_500);
  const origin = `lineproof-sim/s/g/${logId.slice(0, 16)}`;
  const lineModelHash = "ab".repeat(32);
  const made = checkpointMaker({ outbox, key, origin, lineModelHash, clock, tracker })();
  expect(made).toEqual(outbox.newestCheckpoint());
  const opened = openCheckpoint(
    made?.note ?? "",
    { origin, publicKey: outbox.publicKey },
    { sha256, verify: verifyEd25519 },
  );
  expect(opened).toEqual({
    origin,
    size: 9,
    root: outbox.root(),
    suite: "ed25519-sha256",
    time: 1_700_000_000_000,
    clock: { state: "synchronised", offsetMs: -500 },
    lineModel: lineModelHash,
  });
  outbox.close();
});
