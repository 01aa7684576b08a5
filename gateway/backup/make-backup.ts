// Gathers what a new machine needs to take over: configuration, what it refers to, the gateway's own OPC UA
// certificate and key. Never the evidence log nor its key: a log that went on from a restored key would fork
// (DESIGN §6). Never the enrolment either: it belongs to the log, and a new log is enrolled anew.
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { type Document, parseDocument } from "yaml";
import { logIdOf } from "#contracts/log-id.ts";
import { parseGatewayConfig } from "../config/config.ts";
import type { Environment } from "../config/resolving.ts";
import { GatewayError } from "../errors.ts";
import { sha256 } from "../evidence/digest.ts";
import { keyFileName } from "../evidence/key.ts";
import { readMark } from "../outbox/high-water-mark.ts";
import { markFileName, outboxFileName } from "../outbox/outbox.ts";
import type { BackupContent, BackupFile, LogHead } from "./backup-content.ts";
import { referencedFiles, referencedVariables } from "./referenced-files.ts";

/** Folders of the data folder that a backup never takes from. */
const neverFrom = ["enrolment", join("pki", "rejected")];
const neverFiles = [keyFileName, outboxFileName, markFileName, "machine.json", "replacement.json"];
/** Where what stood elsewhere on the disk comes to lie beside the configuration. */
const outsideFolder = "from-elsewhere";
const mostFiles = 1_000;
const largestFile = 16 << 20;

type Gathering = {
  readonly folder: string;
  readonly data: string;
  readonly files: Map<string, BackupFile>;
};

function missing(config: string, path: string, reason: string): GatewayError {
  return new GatewayError(
    "GATEWAY_BACKUP_SOURCE",
    `${config} 指向的 ${path} 无法备份(${reason}),没有写备份 · ${path}, which ${config} names, cannot be backed up (${reason}); no backup was written.`,
    { file: path, reason },
  );
}

function inside(folder: string, path: string): string | undefined {
  const way = relative(folder, path);
  const out = way === "" || way.startsWith("..") || isAbsolute(way);
  return out ? undefined : way.split(sep).join("/");
}

/** By where it really lies: a link or another name of the data folder leads to nothing of the log. */
function isForbidden(data: string, path: string): boolean {
  const way = existsSync(data) ? inside(realpathSync(data), realpathSync(path)) : undefined;
  if (way === undefined) return false;
  const kept = neverFrom.some((folder) => way.startsWith(`${folder.split(sep).join("/")}/`));
  return (
    kept ||
    neverFiles.some(
      (name) => way === name || way.startsWith(`${name}-`) || way.startsWith(`${name}.`),
    )
  );
}

/** A file, or a link to one; a link that leads nowhere leads nowhere on the new machine either. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Files of a path: itself, or all below it when it is a folder. */
function* filesOf(path: string): Generator<string> {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name);
    if (isFile(file)) yield file;
  }
}

function add(gathering: Gathering, place: BackupFile["place"], path: string, from: string): void {
  if (isForbidden(gathering.data, from)) return;
  const { size, mode } = statSync(from);
  if (size > largestFile || gathering.files.size >= mostFiles) throw new Error("too large · 过大");
  const base64 = readFileSync(from).toString("base64");
  gathering.files.set(`${place}/${path}`, { place, path, mode: mode & 0o777, base64 });
}

/** Takes a file or folder that the configuration names; its path there after laying out. */
function take(gathering: Gathering, source: string, index: number): string {
  const own = inside(gathering.folder, source);
  const target = own ?? `${outsideFolder}/${index}-${basename(source)}`;
  for (const file of filesOf(source)) {
    const below = inside(source, file);
    add(gathering, "config", below === undefined ? target : `${target}/${below}`, file);
  }
  return target;
}

function takeReferences(config: string, document: Document, gathering: Gathering): boolean {
  let moved = false;
  for (const [n, { keys, path }] of referencedFiles(document).entries()) {
    const source = resolve(gathering.folder, path);
    try {
      const target = take(gathering, source, n);
      if (inside(gathering.folder, source) !== undefined && !isAbsolute(path)) continue;
      document.setIn(keys, target);
      moved = true;
    } catch (error) {
      throw missing(config, path, error instanceof Error ? error.message : String(error));
    }
  }
  return moved;
}

/** From the high-water mark: the outbox itself is locked while the gateway runs. */
function headOf(data: string): LogHead | null {
  const mark = readMark(join(data, markFileName), sha256);
  if (mark === undefined) return null;
  const log = logIdOf(sha256, new Uint8Array(Buffer.from(mark.publicKey, "hex")));
  return { log, size: mark.size, checkpoint: mark.checkpoint };
}

/**
 * The gateway may be running. Throws GATEWAY_CONFIG_* for a configuration that would not start, and
 * GATEWAY_BACKUP_SOURCE naming what it refers to and cannot be read.
 */
export function makeBackup(file: string, env: Environment, now: number): BackupContent {
  const read = (path: string) => readFileSync(path, "utf8");
  const text = readConfig(file);
  const { gateway } = parseGatewayConfig(file, text, env, read);
  const folder = dirname(resolve(file));
  const gathering: Gathering = { folder, data: gateway.data, files: new Map() };
  const document = parseDocument(text);
  let moved = takeReferences(file, document, gathering);
  let data = inside(folder, gateway.data);
  if (data === undefined || isAbsolute(String(document.getIn(["gateway", "data"])))) {
    data = "data";
    document.setIn(["gateway", "data"], data);
    moved = true;
  }
  const pki = join(gateway.data, "pki");
  if (existsSync(pki)) {
    for (const path of filesOf(pki)) add(gathering, "data", inside(gateway.data, path) ?? "", path);
  }
  const config = basename(file);
  const bytes = Buffer.from(moved ? document.toString() : text);
  const mode = statSync(file).mode & 0o777;
  gathering.files.set(`config/${config}`, {
    place: "config",
    path: config,
    mode,
    base64: bytes.toString("base64"),
  });
  const environment = referencedVariables(document).map((name) => [name, env[name] ?? ""] as const);
  return {
    format: "lineproof/gateway-backup/1",
    madeAt: now,
    site: gateway.site,
    gateway: gateway.id,
    config,
    data,
    files: [...gathering.files.values()],
    environment: Object.fromEntries(environment),
    log: headOf(gateway.data),
  };
}

function readConfig(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw missing(file, file, cause instanceof Error ? cause.message : String(cause));
  }
}
