// The MAC address of a device, where the gateway can see it: a peer on the same Ethernet segment, in the kernel's
// neighbour table. Behind a router, on loopback and on a serial line there is none. It is not proof of anything: a MAC
// can be set; a change is a reason to look.
import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";

const neighbourTable = "/proc/net/arp";
const lookupMs = 2_000;

/** ARP hardware type of Ethernet and the flag of a complete entry (Linux if_arp.h). */
const ethernet = 0x1;
const complete = 0x2;

/** Host of a connection's settings: `host`, or that of `url`; undefined where the device dials in or has a wire. */
export function hostOf(endpoint: unknown): string | undefined {
  if (typeof endpoint !== "object" || endpoint === null) return undefined;
  const { host, url } = endpoint as { readonly host?: unknown; readonly url?: unknown };
  if (typeof host === "string") return host;
  // opc.tcp is no special scheme: its host keeps its brackets.
  if (typeof url === "string") return URL.parse(url)?.hostname.replace(/^\[|\]$/g, "") || undefined;
  return undefined;
}

/** MAC of an IPv4 address in the text of the neighbour table, lower case with colons; undefined when it is not there. */
export function macIn(table: string, address: string): string | undefined {
  for (const line of table.split("\n").slice(1)) {
    const [ip, type, flags, mac] = line.trim().split(/\s+/);
    if (ip !== address || mac === undefined || !/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac))
      continue;
    const usable = Number(type) === ethernet && (Number(flags) & complete) !== 0;
    if (usable && mac !== "00:00:00:00:00:00") return mac.toLowerCase();
  }
  return undefined;
}

/** MAC of the peer of a connection; undefined where none is visible. Bounded; never throws. */
export async function peerMac(endpoint: unknown): Promise<string | undefined> {
  const host = hostOf(endpoint);
  if (host === undefined || process.platform !== "linux") return undefined;
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), lookupMs);
  try {
    const found = await Promise.race([lookup(host, { family: 4 }), late.promise]);
    return found && macIn(await readFile(neighbourTable, "utf8"), found.address);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
