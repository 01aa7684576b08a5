// A data folder remembers the machine on which its log is written. Found on another one it is either a disk that
// moved into a new computer, which is right, or a copy of a disk, which would write the same log twice. The gateway
// cannot tell, so a person does. Only salted hashes are kept: nobody reads a serial number out of them.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { GatewayError } from "../errors.ts";
import { makeFolder, writeDurably } from "../evidence/durable-file.ts";
import { outboxFileName } from "../outbox/outbox.ts";
import type { MachineParts } from "./machine-parts.ts";

export const machineFileName = "machine.json";

const hashes = z.array(z.string());
const machineSchema = z.strictObject({
  format: z.literal("lineproof/machine/1"),
  salt: z.string(),
  cards: hashes,
  disks: hashes,
  system: hashes,
});
type Machine = z.infer<typeof machineSchema>;

/** same: nothing to say. first: no log was here before. moved: another machine, and somebody said so. */
export type MachineFinding = "same" | "first" | "moved" | "unknown";

function hashed(parts: MachineParts, salt: string): Machine {
  const each = (values: readonly string[]) =>
    values.map((value) =>
      createHash("sha256").update(`${salt}\n${value}`).digest("hex").slice(0, 32),
    );
  const { cards, disks, system } = parts;
  return {
    format: "lineproof/machine/1",
    salt,
    cards: each(cards),
    disks: each(disks),
    system: each(system),
  };
}

function readMachine(file: string): Machine | undefined {
  try {
    return machineSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** undefined where one side knows nothing. */
function common(a: readonly string[], b: readonly string[]): boolean | undefined {
  return a.length === 0 || b.length === 0 ? undefined : a.some((value) => b.includes(value));
}

/**
 * Network cards sit on the board: one in common and it is the same computer, whatever else was exchanged. Without
 * cards the system's own id decides. undefined: nothing to compare.
 */
function isSame(then: Machine, now: Machine): boolean | undefined {
  return common(then.cards, now.cards) ?? common(then.system, now.system);
}

/** Cards of one computer that are remembered, those seen last. */
const mostCards = 32;

/**
 * What is remembered of the same machine. Cards come and go (unplugged, drivers that load late): one that was seen
 * once tells the machine later, when the others are missing.
 */
function remembered(then: Machine, now: Machine): Machine {
  const earlier = then.cards.filter((card) => !now.cards.includes(card));
  const kept = (then: readonly string[], now: readonly string[]) => [
    ...(now.length === 0 ? then : now),
  ];
  return {
    ...now,
    cards: [...now.cards, ...earlier].slice(0, mostCards),
    disks: kept(then.disks, now.disks),
    system: kept(then.system, now.system),
  };
}

/** The first that a start writes: whoever may not write here, or has no room, hears it now. */
function remember(dataDir: string, file: string, machine: Machine): void {
  try {
    makeFolder(dataDir);
    writeDurably(file, `${JSON.stringify(machine, undefined, 2)}\n`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GatewayError(
      "GATEWAY_DATA_UNWRITABLE",
      `数据目录 ${dataDir} 写不了:请用网关的用户运行(sudo -u lineproof …),或查权限、磁盘空间、是否只读挂载 · the data folder cannot be written: run as the gateway's user (sudo -u lineproof …), or check rights, disk space and a read-only mount: ${reason}`,
      { dataDir },
      { cause },
    );
  }
}

/**
 * Compares and, unless it stops, remembers. Throws GATEWAY_MACHINE_OTHER, or GATEWAY_DATA_UNWRITABLE.
 * @param moved a person says that the disk was moved, and the old machine does not run it any more
 */
export function checkMachine(dataDir: string, parts: MachineParts, moved: boolean): MachineFinding {
  const file = join(dataDir, machineFileName);
  const then = readMachine(file);
  const now = hashed(parts, then?.salt ?? randomBytes(16).toString("hex"));
  const same = then === undefined ? undefined : isSame(then, now);
  if (same === false && !moved) throw otherMachine(dataDir, common(then?.disks ?? [], now.disks));
  const known = then === undefined || same === false ? now : remembered(then, now);
  // What says nothing now does not make us forget what it said before.
  if (JSON.stringify(then) !== JSON.stringify(known)) {
    remember(dataDir, file, known);
  }
  if (same === false) return "moved";
  if (same === true) return "same";
  return existsSync(join(dataDir, outboxFileName)) ? "unknown" : "first";
}

function otherMachine(dataDir: string, sameDisk: boolean | undefined): GatewayError {
  const [zh, en] =
    sameDisk === true
      ? [
          "硬盘序列号相同,像是旧盘装进了新机",
          "The disk's serial number is the same, which looks like a moved disk",
        ]
      : [
          "硬盘也不是原来的,像是克隆或拷贝",
          "The disk is another one too, which looks like a clone or copy",
        ];
  const [hintZh, hintEn] = sameDisk === undefined ? ["", ""] : [`${zh}。`, ` ${en}.`];
  return new GatewayError(
    "GATEWAY_MACHINE_OTHER",
    `数据目录 ${dataDir} 属于另一台机器,网关没有启动。${hintZh}若只是换了网卡,或旧机已坏或已停、只有这一份数据:加 --moved 启动一次,旧日志继续。若是克隆盘、拷贝或模板镜像:同一日志写两遍就是分叉,会被中心查出;请换一个空的数据目录,从备份恢复(lineproof gateway restore)并登记新日志 · The data folder ${dataDir} belongs to another machine; the gateway did not start.${hintEn} If only a network card was exchanged, or the old machine is dead or off and this is the only copy: start once with --moved, and the log goes on. If this is a clone, a copy or a template image: one log written twice is a fork, which the centre sees; take an empty data folder, restore a backup (lineproof gateway restore) and enrol a new log.`,
    { folder: dataDir, sameDisk: sameDisk ?? "unknown" },
  );
}
