// From a configuration to a backup and out of it again, without the seal.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { errorCode } from "#contracts/errors.ts";
import { ManualClock } from "#contracts/time.ts";
import { loadGatewayConfig } from "../config/load-config.ts";
import { checkpointMaker } from "../evidence/checkpoint-maker.ts";
import { ClockTracker } from "../evidence/clock-tracker.ts";
import { openLog } from "../evidence/open-log.ts";
import { newRecords, temporaryFolder } from "../outbox/test-log.ts";
import { decodeContent, encodeContent } from "./backup-content.ts";
import { makeBackup } from "./make-backup.ts";
import { readReplacementNote } from "./replacement-note.ts";
import { restoreBackup } from "./restore-backup.ts";
import { retireLog } from "./retire-log.ts";

const sizes = { maxBytes: 1e9, historyBytes: 1e9 };
const clock = new ManualClock(1_700_000_000_000);
const secret = "a-secret-of-the-broker";

/** A gateway's files: some beside the configuration, some elsewhere on the disk. */
function install(root: string): string {
  const put = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode });
    return join(root, path);
  };
  const password = put("etc/mqtt.secret", secret, 0o600);
  put("gw/trust/plc.pem", "a server");
  put("gw/trust/more/second.pem", "another server");
  put("var/data/pki/own.key.pem", "own key", 0o600);
  put("var/data/pki/rejected/x.der", "a stranger");
  put("var/data/enrolment/client.key.pem", "enrolled key", 0o600);
  return put(
    "gw/gateway.yaml",
    `# kept
gateway: { id: gw-1, site: mill, data: ${join(root, "var/data")} }
broker:
  url: mqtts://broker.example:8883
  username: gw-1
  password: { fromFile: ${password} }
connections:
  - id: plc
    driver: opcua
    endpoint:
      url: opc.tcp://10.0.0.5:4840
      securityMode: SignAndEncrypt
      securityPolicy: Basic256Sha256
      trust: [trust]
      user: { name: gw, password: { fromEnv: PLC_PASSWORD } }
equipment:
  - id: press
    connection: plc
    signals: [{ id: t, address: { node: "nsu=urn:a;s=T", type: Float } }]
    scanGroups: [{ id: fast, intervalMs: 1000 }]
`,
  );
}

const env = { PLC_PASSWORD: 'pa"ss$word' };

/** Begins the log of the data folder and signs a checkpoint over three records. */
function record(dataDir: string): string {
  const { outbox, key, logId } = openLog({ dataDir, ...sizes });
  const tracker = new ClockTracker(clock, "unknown");
  outbox.commit(newRecords(0, 3), 0);
  checkpointMaker({ outbox, key, origin: "lineproof/mill/gw-1/0", clock, tracker })();
  outbox.close();
  return logId;
}

test("a new machine gets all that the configuration needs, and nothing of the old log", () => {
  using folder = temporaryFolder();
  const file = install(folder.path);
  const data = join(folder.path, "var/data");
  const logId = record(data);
  const content = decodeContent("b", encodeContent(makeBackup(file, env, 5)));
  expect(content.files.map(({ place, path }) => `${place}/${path}`).toSorted()).toEqual([
    "config/from-elsewhere/0-mqtt.secret",
    "config/gateway.yaml",
    "config/trust/more/second.pem",
    "config/trust/plc.pem",
    "data/pki/own.key.pem",
  ]);
  expect(content.log).toMatchObject({ log: logId, size: 3 });

  const into = join(folder.path, "new", "machine");
  const restored = restoreBackup(content, into, 7);
  const config = loadGatewayConfig(restored.config, env);
  expect(config.broker).toMatchObject({ password: secret });
  expect(config.gateway.data).toBe(join(into, "data"));
  expect(readFileSync(restored.config, "utf8")).toContain("# kept");
  expect(statSync(join(into, "from-elsewhere", "0-mqtt.secret")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(into, "gateway.env"), "utf8")).toBe('PLC_PASSWORD="pa\\"ss\\$word"\n');
  expect(statSync(join(into, "gateway.env")).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(into, "data")).toSorted()).toEqual(["pki", "replacement.json"]);
  expect(readReplacementNote(restored.dataDir)).toMatchObject({
    site: "mill",
    gateway: "gw-1",
    replaces: { log: logId, size: 3, checkpoint: expect.stringContaining("lineproof/mill/gw-1") },
    ended: false,
  });

  const fresh = openLog({ dataDir: restored.dataDir, ...sizes });
  expect(fresh.logId).not.toBe(logId);
  expect(fresh.outbox.next).toBe(0);
  fresh.outbox.close();
  // Once more into the same folder would mix two machines.
  expect(() => restoreBackup(content, into, 8)).toThrow(
    expect.objectContaining({ code: "GATEWAY_BACKUP_TARGET" }),
  );
});

test("a running gateway is backed up: the head of its log comes from the mark", () => {
  using folder = temporaryFolder();
  const file = install(folder.path);
  const data = join(folder.path, "var/data");
  record(data);
  const running = openLog({ dataDir: data, ...sizes });
  running.outbox.commit(newRecords(3, 9), 0);
  expect(makeBackup(file, env, 5).log).toMatchObject({ log: running.logId, size: 9 });
  running.outbox.close();
});

test("a file that is named and cannot be read is told, and there is no half a backup", () => {
  using folder = temporaryFolder();
  const file = install(folder.path);
  writeFileSync(file, readFileSync(file, "utf8").replace("[trust]", "[trust, gone]"));
  expect(() => makeBackup(file, env, 5)).toThrow(
    expect.objectContaining({
      code: "GATEWAY_BACKUP_SOURCE",
      detail: expect.objectContaining({ file: "gone" }),
    }),
  );
  expect(() => makeBackup(file, {}, 5)).toThrow(
    expect.objectContaining({ code: "GATEWAY_CONFIG_INVALID" }),
  );
});

test.each(["../evil", "/etc/passwd", "a/../../b", "a\\b", ""])(
  "content that reaches for %j is refused",
  (path) => {
    using folder = temporaryFolder();
    const content = makeBackup(install(folder.path), env, 5);
    const forged = {
      ...content,
      files: [{ place: "config" as const, path, mode: 0o600, base64: "" }],
    };
    expect(() => decodeContent("b", encodeContent(forged))).toThrow(
      expect.objectContaining({ code: "GATEWAY_BACKUP_DAMAGED" }),
    );
  },
);

test("an old disk that can be read is closed: one end record, a last checkpoint, and it never goes on", () => {
  using folder = temporaryFolder();
  const dataDir = join(folder.path, "old");
  const logId = record(dataDir);
  const of = { site: "mill", gateway: "gw-1", log: undefined };
  const retire = (abandon: boolean) =>
    retireLog({ dataDir, of, reason: "replaced", abandon, clock });
  expect(() => retire(false)).toThrow(
    expect.objectContaining({
      code: "GATEWAY_LOG_UNDELIVERED",
      detail: expect.objectContaining({ undelivered: 3 }),
    }),
  );
  const retired = retire(true);
  expect(retired).toMatchObject({ undelivered: 3, head: { log: logId, size: 4 } });
  expect(retired.head.checkpoint?.split("\n").slice(0, 2)).toEqual(["lineproof/mill/gw-1/0", "4"]);
  expect(retire(false).head).toEqual(retired.head);
  try {
    openLog({ dataDir, ...sizes }).outbox.close();
    throw new Error("it was opened");
  } catch (error) {
    expect(errorCode(error)).toBe("GATEWAY_LOG_ENDED");
  }
  expect(existsSync(join(dataDir, "outbox.db"))).toBe(true);
});

test("a mistyped folder closes nobody's log: neither another gateway's nor a new one", () => {
  using folder = temporaryFolder();
  const dataDir = join(folder.path, "neighbour");
  const log = record(dataDir);
  const retire = (dataDir: string, of: Parameters<typeof retireLog>[0]["of"]) => () =>
    retireLog({ dataDir, of, reason: "replaced", abandon: true, clock });
  const other = expect.objectContaining({ code: "GATEWAY_LOG_OTHER" });
  expect(retire(dataDir, { site: "mill", gateway: "gw-2", log })).toThrow(other);
  openLog({ dataDir, ...sizes }).outbox.close();
  const fresh = join(folder.path, "fresh");
  openLog({ dataDir: fresh, ...sizes }).outbox.close();
  expect(retire(fresh, { site: "mill", gateway: "gw-1", log })).toThrow(other);
  const nothing = join(folder.path, "nothing");
  expect(retire(nothing, { site: "mill", gateway: "gw-1", log })).toThrow(
    expect.objectContaining({ code: "GATEWAY_OUTBOX_MISSING" }),
  );
  expect(existsSync(nothing)).toBe(false);
});

test("links are followed: what they lead to is needed on the new machine, where they would lead nowhere", () => {
  using folder = temporaryFolder();
  const file = install(folder.path);
  const shared = join(folder.path, "shared.pem");
  writeFileSync(shared, "a shared server");
  symlinkSync(shared, join(folder.path, "gw/trust/linked.pem"));
  symlinkSync(join(folder.path, "gone.pem"), join(folder.path, "gw/trust/broken.pem"));
  const { files } = makeBackup(file, env, 5);
  const linked = files.find(({ path }) => path === "trust/linked.pem");
  expect(Buffer.from(linked?.base64 ?? "", "base64").toString()).toBe("a shared server");
  expect(files.map(({ path }) => path)).not.toContain("trust/broken.pem");
});

test("no link leads to the log's key, its outbox or the enrolment", () => {
  using folder = temporaryFolder();
  const file = install(folder.path);
  const data = join(folder.path, "var/data");
  record(data);
  const keys = readdirSync(data).filter((name) => name.endsWith(".pem"));
  expect(keys).toHaveLength(1);
  symlinkSync(join(data, keys[0] ?? ""), join(folder.path, "gw/trust/key.pem"));
  symlinkSync(data, join(folder.path, "gw/trust/all"));
  symlinkSync(join(data, "enrolment/client.key.pem"), join(folder.path, "gw/trust/client.pem"));
  const text = readFileSync(file, "utf8");
  // The data folder itself by another name.
  symlinkSync(data, join(folder.path, "alias"));
  writeFileSync(
    file,
    text.replace("trust: [trust]", `trust: [trust, ${join(folder.path, "alias")}]`),
  );
  const paths = makeBackup(file, env, 5).files.map(({ place, path }) => `${place}/${path}`);
  expect(paths.filter((path) => /key|client|outbox/.test(path)).toSorted()).toEqual([
    "config/from-elsewhere/2-alias/pki/own.key.pem",
    "config/trust/all/pki/own.key.pem",
    "data/pki/own.key.pem",
  ]);
});
