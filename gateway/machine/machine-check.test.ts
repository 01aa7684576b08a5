import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorCode } from "#contracts/errors.ts";
import { temporaryFolder } from "../outbox/test-log.ts";
import { checkMachine, machineFileName } from "./machine-check.ts";
import { type MachineParts, readMachineParts } from "./machine-parts.ts";

const old: MachineParts = {
  cards: ["00:11:22:33:44:55", "00:11:22:33:44:56"],
  disks: ["s3z9"],
  system: ["id-1"],
};

/** What a start says on `now` in a folder that was used on `then`. */
function found(then: MachineParts, now: MachineParts, moved = false): string {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "outbox.db"), "");
  checkMachine(folder.path, then, false);
  try {
    return checkMachine(folder.path, now, moved);
  } catch (error) {
    const hint = /looks like a (moved disk|clone)/.exec(String(error))?.[1];
    return `${errorCode(error)} ${hint ?? "no hint"}`;
  }
}

test("a data folder that cannot be written is said in words, with its mend", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "file");
  writeFileSync(file, "");
  // Below a file nobody makes a folder, not even root.
  const inFile = join(file, "data");
  try {
    checkMachine(inFile, old, false);
    expect.unreachable();
  } catch (error) {
    expect(errorCode(error)).toBe("GATEWAY_DATA_UNWRITABLE");
    expect(String(error)).toContain(inFile);
    expect(String(error)).toContain("sudo -u lineproof");
  }
});

test.each<[string, MachineParts, string]>([
  ["the same machine", old, "same"],
  [
    "a second card exchanged",
    { ...old, cards: ["00:11:22:33:44:56", "aa:aa:aa:aa:aa:aa"] },
    "same",
  ],
  [
    "a new disk and system, the data copied back",
    { ...old, disks: ["x1"], system: ["id-2"] },
    "same",
  ],
  [
    "the disk in a new computer",
    { ...old, cards: ["aa:aa:aa:aa:aa:aa"] },
    "GATEWAY_MACHINE_OTHER moved disk",
  ],
  [
    "a clone of the disk",
    { ...old, cards: ["aa:aa:aa:aa:aa:aa"], disks: ["x1"] },
    "GATEWAY_MACHINE_OTHER clone",
  ],
  [
    "no disk serial to see",
    { ...old, cards: ["aa:aa:aa:aa:aa:aa"], disks: [] },
    "GATEWAY_MACHINE_OTHER no hint",
  ],
  [
    "no cards, another system",
    { cards: [], disks: [], system: ["id-2"] },
    "GATEWAY_MACHINE_OTHER no hint",
  ],
  ["nothing to compare", { cards: [], disks: [], system: [] }, "unknown"],
])("%s: %#", (_, now, expected) => {
  expect(found(old, now)).toBe(expected);
});

test("cards come and go on one computer (a USB card unplugged, a driver that loads late): it stays the same one", () => {
  using folder = temporaryFolder();
  const [board = "", usb = ""] = old.cards;
  for (const cards of [
    [board, usb],
    [usb],
    [board],
    [],
    [usb],
    [board, "aa:aa:aa:aa:aa:aa"],
    [usb],
  ]) {
    expect(["first", "same"]).toContain(checkMachine(folder.path, { ...old, cards }, false));
  }
});

test("a start without any card does not open the door to a clone", () => {
  using folder = temporaryFolder();
  checkMachine(folder.path, old, false);
  expect(checkMachine(folder.path, { ...old, cards: [] }, false)).toBe("same");
  const clone = { ...old, cards: ["aa:aa:aa:aa:aa:aa"], disks: ["x1"] };
  expect(() => checkMachine(folder.path, clone, false)).toThrow(
    expect.objectContaining({ code: "GATEWAY_MACHINE_OTHER" }),
  );
});

test("cards without end are not remembered without end", () => {
  using folder = temporaryFolder();
  for (let n = 0; n < 100; n += 1) {
    const cards = ["00:11:22:33:44:55", `00:11:22:33:55:${n.toString(16).padStart(2, "0")}`];
    checkMachine(folder.path, { ...old, cards }, false);
  }
  const text = readFileSync(join(folder.path, machineFileName), "utf8");
  expect(JSON.parse(text).cards).toHaveLength(32);
  expect(checkMachine(folder.path, { ...old, cards: ["00:11:22:33:44:55"] }, false)).toBe("same");
});

test("--moved goes on once, and the new machine is the known one from then on", () => {
  using folder = temporaryFolder();
  const now = { ...old, cards: ["aa:aa:aa:aa:aa:aa"] };
  expect(checkMachine(folder.path, old, false)).toBe("first");
  expect(checkMachine(folder.path, now, true)).toBe("moved");
  expect(checkMachine(folder.path, now, false)).toBe("same");
  expect(() => checkMachine(folder.path, old, false)).toThrow(
    expect.objectContaining({ code: "GATEWAY_MACHINE_OTHER" }),
  );
});

test("no serial number can be read out of the file, and a torn file is written anew", () => {
  using folder = temporaryFolder();
  checkMachine(folder.path, old, false);
  const file = join(folder.path, machineFileName);
  const text = readFileSync(file, "utf8");
  for (const part of [...old.cards, ...old.disks, ...old.system]) expect(text).not.toContain(part);
  writeFileSync(file, text.slice(0, 40));
  expect(checkMachine(folder.path, old, false)).toBe("first");
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ format: "lineproof/machine/1" });
});

test("lasting cards, disk serials and the system's id are read; bridges, random addresses and placeholders are not", () => {
  using folder = temporaryFolder();
  const put = (path: string, text: string) => {
    mkdirSync(join(folder.path, path, ".."), { recursive: true });
    writeFileSync(join(folder.path, path), text);
  };
  put("sys/class/net/eth0/address", "00:1A:2B:3C:4D:5E\n");
  put("sys/class/net/eth0/device/vendor", "");
  put("sys/class/net/docker0/address", "02:42:00:00:00:01\n");
  put("sys/class/net/eth1/address", "00:1a:2b:3c:4d:5f\n");
  put("sys/class/net/eth1/addr_assign_type", "1\n");
  put("sys/class/net/eth1/device/vendor", "");
  put("sys/class/net/eth2/address", "02:fc:00:00:00:01\n");
  put("sys/class/net/eth2/addr_assign_type", "0\n");
  put("sys/class/net/eth2/device/vendor", "");
  put("sys/block/nvme0n1/device/serial", " S4EWNX0R \n");
  put("sys/block/mmcblk0/device/cid", "150100425\n");
  put("sys/block/sda/device/serial", "QM00001\n");
  put("etc/machine-id", "abcdef\n");
  expect(readMachineParts(folder.path, "linux")).toEqual({
    cards: ["00:1a:2b:3c:4d:5e"],
    disks: ["150100425", "s4ewnx0r"],
    system: ["abcdef"],
  });
});

test("without /sys a WLAN card that makes up its address tells no machine", () => {
  const at = (mac: string) => ({
    address: "10.0.0.2",
    netmask: "255.0.0.0",
    family: "IPv4" as const,
    cidr: null,
    internal: false,
    mac,
  });
  const interfaces = { wlan: [at("d6:11:22:33:44:55")], lan: [at("00:11:22:33:44:55")] };
  expect(readMachineParts("/", "win32", interfaces).cards).toEqual(["00:11:22:33:44:55"]);
});
