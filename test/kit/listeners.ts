// Where processes listen, read from the kernel's tables: address and port of every listening TCP socket (Linux).
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** `0100007F` → `127.0.0.1`; IPv6 as the kernel writes it, loopback as `::1`. */
function addressOf(hex: string): string {
  if (hex.length === 8) {
    return [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(".");
  }
  return hex === "00000000000000000000000001000000" ? "::1" : hex;
}

/** Inode → `address:port` of everything that listens. */
function listening(): Map<string, string> {
  const found = new Map<string, string>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readFileSync(table, "utf8").split("\n").slice(1)) {
      const fields = line.trim().split(/\s+/);
      const [address = "", port = ""] = (fields[1] ?? "").split(":");
      const inode = fields[9];
      if (fields[3] !== "0A" || inode === undefined) continue;
      found.set(inode, `${addressOf(address)}:${Number.parseInt(port, 16)}`);
    }
  }
  return found;
}

/** Command lines of running processes that name a folder, with their ids. */
export function processesNaming(folder: string): { pid: string; command: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return command.includes(folder) ? [{ pid, command }] : [];
      } catch {
        return [];
      }
    });
}

/** Every address at which these processes listen. */
export function listenersOf(pids: readonly string[]): string[] {
  const sockets = listening();
  return pids.flatMap((pid) => {
    try {
      return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
        const address = inode === undefined ? undefined : sockets.get(inode);
        return address === undefined ? [] : [address];
      });
    } catch {
      return [];
    }
  });
}
