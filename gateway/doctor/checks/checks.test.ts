// What each check makes of what a computer says: texts as Linux, systemd and util-linux print them.
import type { X509Certificate } from "node:crypto";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { doctorChecks } from "../registry.ts";
import { judgeCertificate } from "./certificates.ts";
import { judgeOffset, judgeTimedate } from "./clock.ts";
import { filesystemOf, judgeFilesystem, judgeSpace } from "./disk-space.ts";
import { judgeSync } from "./disk-sync.ts";
import { judgeMemory } from "./memory.ts";
import { judgeGlibc, prettyName } from "./operating-system.ts";
import { openPorts } from "./ports.ts";
import { placeOf, placeOfUrl } from "./reachability.ts";
import { judgeSleep } from "./sleep.ts";

const gib = 1024 ** 3;

test("every check of the folder is in the registry, once", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => /^[a-z-]+\.ts$/.test(name));
  expect(doctorChecks.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
});

test("glibc is compared by number and not by text", () => {
  expect(judgeGlibc("2.9").level).toBe("fail");
  expect(judgeGlibc("2.28").level).toBe("ok");
  expect(judgeGlibc("2.100").level).toBe("ok");
  expect(judgeGlibc(undefined).level).toBe("warn");
  expect(prettyName('NAME=x\nPRETTY_NAME="UnionTech OS 20"\n')).toBe("UnionTech OS 20");
});

test("the disk must hold what the outbox may grow to", () => {
  const space = (freeBytes: number, freeInodes = 100_000) => ({
    freeBytes,
    freeInodes,
    inodes: 1e6,
  });
  const levels = (...args: Parameters<typeof judgeSpace>) =>
    judgeSpace(...args).map(({ level }) => level);
  expect(levels(space(0.4 * gib), gib)).toEqual(["fail"]);
  expect(levels(space(1.4 * gib), gib)).toEqual(["warn"]);
  expect(levels(space(1.6 * gib), gib)).toEqual(["ok"]);
  expect(levels(space(9 * gib, 3), gib)).toEqual(["ok", "warn"]);
  // btrfs has no number of inodes.
  expect(levels({ freeBytes: 9 * gib, freeInodes: 0, inodes: 0 }, gib)).toEqual(["ok"]);
});

test("the filesystem is that of the nearest mount point", () => {
  const mounts =
    "/dev/sda1 / ext4 rw 0 0\n//nas/x /data cifs rw 0 0\n/dev/sdb1 /data/local xfs rw 0 0\n";
  expect(filesystemOf("/var/lib/lineproof", mounts)).toBe("ext4");
  expect(filesystemOf("/data/gw", mounts)).toBe("cifs");
  expect(filesystemOf("/data/local/gw", mounts)).toBe("xfs");
  expect(filesystemOf("/database", mounts)).toBe("ext4");
  expect(["ext4", "vfat", "cifs", undefined].map((type) => judgeFilesystem(type).level)).toEqual([
    "ok",
    "warn",
    "fail",
    "unknown",
  ]);
});

test("an fsync that takes no time at all is as suspicious as one that takes long", () => {
  expect(judgeSync(0.001, 0.01).level).toBe("warn");
  expect(judgeSync(4, 30).level).toBe("ok");
  expect(judgeSync(250, 900).level).toBe("warn");
});

test("every one of the sleep targets has to be masked", () => {
  expect(judgeSleep(["masked", "masked", "masked", "masked"]).level).toBe("ok");
  const open = judgeSleep(["masked", "static", "masked", "masked"]);
  expect(open.level).toBe("warn");
  expect(open.said).toContain("suspend.target");
  expect(open.mend).toContain("systemctl mask");
});

test("the clock: what timedatectl show says, and offsets", () => {
  const shown = "Timezone=Asia/Shanghai\nLocalRTC=yes\nCanNTP=yes\nNTP=yes\nNTPSynchronized=no\n";
  expect(judgeTimedate(shown).map(({ level }) => level)).toEqual(["warn", "warn"]);
  expect(judgeTimedate("LocalRTC=no\nNTPSynchronized=yes\n").map(({ level }) => level)).toEqual([
    "ok",
  ]);
  expect(judgeTimedate(undefined).map(({ level }) => level)).toEqual(["unknown"]);
  expect(judgeOffset("ntp", -1500, 1000).level).toBe("fail");
  expect(judgeOffset("ntp", 900, 1000).level).toBe("ok");
});

test("memory by what is available and not by what is free", () => {
  const meminfo = (available: number) =>
    `MemTotal: 8000000 kB\nMemFree: 100 kB\nMemAvailable:   ${available} kB\n`;
  expect(judgeMemory(meminfo(3_000_000)).level).toBe("ok");
  expect(judgeMemory(meminfo(300_000)).level).toBe("warn");
  expect(judgeMemory("").level).toBe("unknown");
});

test("listeners on loopback are nobody's business", () => {
  const head = "  sl  local_address rem_address   st\n";
  const tcp = `${head}   0: 0100007F:1CF3 00000000:0000 0A\n   1: 00000000:0016 00000000:0000 0A\n   2: 0A00A8C0:C000 0100A8C0:01F6 01\n`;
  const tcp6 = `${head}   0: 00000000000000000000000001000000:1CF3 00000000000000000000000000000000:0000 0A\n   1: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A\n`;
  expect(openPorts([tcp, tcp6])).toEqual([22, 80]);
  expect(openPorts([undefined])).toEqual([]);
});

test("where connections and brokers are; serial ports are nowhere", () => {
  expect(placeOf("a", { host: "10.0.0.1", port: 502 })).toEqual({
    name: "a",
    host: "10.0.0.1",
    port: 502,
  });
  expect(placeOf("a", { url: "opc.tcp://plc/x" })).toEqual({ name: "a", host: "plc", port: 4840 });
  expect(placeOf("a", { path: "/dev/ttyUSB0" })).toBeUndefined();
  expect(placeOfUrl("b", "mqtts://[::1]")).toEqual({ name: "b", host: "::1", port: 8883 });
});

test("a certificate is told before it expires", () => {
  const certificate = {
    validFrom: "Jan  1 00:00:00 2026 GMT",
    validTo: "Mar  1 00:00:00 2026 GMT",
  } as X509Certificate;
  const at = (date: string) => judgeCertificate("x", certificate, Date.parse(date)).level;
  expect(at("2025-12-31")).toBe("fail");
  expect(at("2026-01-15")).toBe("ok");
  expect(at("2026-02-15")).toBe("warn");
  expect(at("2026-03-02")).toBe("fail");
});
