// What tells one computer from another, as far as the system shows it without rights. Linux: physical network
// cards by /sys/class/net/<name>/device and disks by their serial; elsewhere the cards that the runtime sees.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";

/** By kind; values as the hardware says them, lower case. Kinds that nobody can tell are empty. */
export type MachineParts = {
  readonly cards: readonly string[];
  readonly disks: readonly string[];
  readonly system: readonly string[];
};

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8").trim().toLowerCase();
  } catch {
    return "";
  }
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * Boards without an address of their own make one up at every start: the kernel says so (addr_assign_type 1 to 3),
 * or the locally administered bit does (IEEE 802 §8.4), which QEMU's own fixed 52:54:00 carries too.
 */
function isLasting(mac: string): boolean {
  const first = Number.parseInt(mac.slice(0, 2), 16);
  return (first & 2) === 0 || mac.startsWith("52:54:00");
}

function cardsOf(root: string): string[] {
  const net = join(root, "sys/class/net");
  const own = entries(net).filter((name) => {
    const assigned = textOf(join(net, name, "addr_assign_type"));
    return existsSync(join(net, name, "device")) && (assigned === "0" || assigned === "");
  });
  return own.map((name) => textOf(join(net, name, "address"))).filter(isLasting);
}

function disksOf(root: string): string[] {
  const block = join(root, "sys/block");
  const files = (name: string) =>
    ["serial", "device/serial", "device/cid", "device/wwid"].map((file) => join(block, name, file));
  return entries(block).flatMap((name) => files(name).map(textOf));
}

function known(values: readonly string[]): readonly string[] {
  // Hypervisors and cheap boards repeat these.
  const nothing = /^$|^(00:){5}00$|^qm0000\d$|^0+$|^none$|^to be filled/;
  return [...new Set(values)].filter((value) => !nothing.test(value)).sort();
}

/** @param root where the system's files begin; another one in tests, as are platform and interfaces */
export function readMachineParts(
  root = "/",
  platform: string = process.platform,
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): MachineParts {
  const linux = platform === "linux";
  const seen = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const cards = linux
    ? cardsOf(root)
    : seen.flatMap(({ internal, mac }) => (internal || !isLasting(mac) ? [] : [mac]));
  return {
    cards: known(cards),
    disks: linux ? known(disksOf(root)) : [],
    system: linux ? known([textOf(join(root, "etc/machine-id"))]) : [],
  };
}
