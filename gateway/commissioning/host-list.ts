// Hosts that a person named to be looked at: single addresses, a list, or a subnet of at most 256. Pure.
import { isIPv4 } from "node:net";
import { GatewayError } from "../errors.ts";

/** More is a search of somebody else's network. */
export const maxHosts = 256;

/** `192.168.10.0/24`, `192.168.10.5-20`, `10.0.0.4,plc.local`. Throws GATEWAY_HOSTS_TEXT. */
export function hostsOfText(text: string): readonly string[] {
  const hosts = [...new Set(text.split(",").flatMap((part) => hostsOfPart(part.trim())))];
  if (hosts.length <= maxHosts) return hosts;
  throw wrong(text, `${hosts.length} 个地址,最多 ${maxHosts} 个 · ${maxHosts} addresses at most`);
}

function hostsOfPart(part: string): readonly string[] {
  const subnet = /^([\d.]+)\/(\d{1,2})$/.exec(part);
  if (subnet !== null) return hostsOfSubnet(part, subnet[1] ?? "", Number(subnet[2]));
  const span = /^(\d+\.\d+\.\d+\.)(\d{1,3})-(\d{1,3})$/.exec(part);
  if (span !== null) {
    const [low, high] = [Number(span[2]), Number(span[3])];
    if (low > high || high > 255) throw wrong(part, "范围不对 · the range is wrong");
    return Array.from({ length: high - low + 1 }, (_, i) => `${span[1]}${low + i}`);
  }
  const named = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(part);
  if (!named || (/^[\d.]+$/.test(part) && !isIPv4(part))) {
    throw wrong(part, "不是地址 · no address");
  }
  return [part];
}

/** Without network and broadcast address, where the subnet has them. */
function hostsOfSubnet(part: string, base: string, prefix: number): readonly string[] {
  if (!isIPv4(base) || prefix > 32) throw wrong(part, "不是子网 · no subnet");
  if (prefix < 24) throw wrong(part, "子网最大 /24(256 个地址)· a subnet is /24 at most");
  const size = 2 ** (32 - prefix);
  const number = base.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const first = Math.floor(number / size) * size;
  const all = Array.from({ length: size }, (_, i) => addressOf(first + i));
  return size > 2 ? all.slice(1, -1) : all;
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}

function wrong(text: string, reason: string): GatewayError {
  return new GatewayError(
    "GATEWAY_HOSTS_TEXT",
    `地址范围 · hosts ${text}: ${reason}。写作 192.168.10.0/24 或 192.168.10.5-20,192.168.10.40 · write it like these`,
    { text },
  );
}
