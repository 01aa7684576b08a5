// The 48 bytes of an SNTP exchange (RFC 5905 §7.3, client of §14). Pure. The request carries nothing but a random
// transmit timestamp, which the answer has to repeat: neither our wrong time nor our clock's habits leave the house.
const packetBytes = 48;

/** Seconds from 1900-01-01, where NTP begins, to 1970-01-01. */
const ntpToUnixSeconds = 2_208_988_800;
/**
 * NTP seconds have 32 bits and begin again on 2036-02-07. A clock that lost its battery cannot say which era it
 * is, so times before 2020 are taken as those of the next one; right until 2156.
 */
const pivotSeconds = ntpToUnixSeconds + Date.UTC(2020, 0, 1) / 1000;
const leapUnsynchronised = 3;
const modeServer = 4;
/** Servers further than this from their source, s, know nothing worth having (RFC 5905 MAXDISP). */
const maxRootDistance = 16;

export type SntpAnswer =
  | {
      readonly kind: "time";
      /** Server's clock when the request came and when the answer left, ms UTC. */
      readonly received: number;
      readonly sent: number;
      readonly stratum: number;
    }
  /** Kiss-o'-death (RFC 5905 §7.4): a four-letter code, e.g. RATE, DENY, RSTR. */
  | { readonly kind: "kiss"; readonly code: string }
  /** Not an answer to this request, or of no use; in words. */
  | { readonly kind: "refused"; readonly reason: string };

/** @param cookie 8 random bytes. */
export function sntpRequest(cookie: Uint8Array): Uint8Array {
  const packet = new Uint8Array(packetBytes);
  // LI 0, version 4, mode 3 (client).
  packet[0] = 0x23;
  packet.set(cookie, 40);
  return packet;
}

function timestamp(view: DataView, at: number): number {
  const raw = view.getUint32(at);
  const seconds = raw < pivotSeconds ? raw + 2 ** 32 : raw;
  return (seconds - ntpToUnixSeconds) * 1000 + (view.getUint32(at + 4) * 1000) / 2 ** 32;
}

/** Checks of RFC 5905 §14 and what a client of one exchange can check besides. */
export function readSntpAnswer(packet: Uint8Array, cookie: Uint8Array): SntpAnswer {
  if (packet.length < packetBytes) return { kind: "refused", reason: `${packet.length} bytes` };
  const view = new DataView(packet.buffer, packet.byteOffset, packetBytes);
  const first = view.getUint8(0);
  if ((first & 7) !== modeServer) return { kind: "refused", reason: `mode ${first & 7}` };
  if (cookie.some((byte, n) => packet[24 + n] !== byte)) {
    return { kind: "refused", reason: "answer to another request" };
  }
  const stratum = view.getUint8(1);
  if (stratum === 0) {
    return {
      kind: "kiss",
      code: String.fromCharCode(...packet.subarray(12, 16)).replace(/[^A-Z0-9]/g, ""),
    };
  }
  const reason = uselessness(view, first >> 6, stratum);
  if (reason !== undefined) return { kind: "refused", reason };
  return { kind: "time", received: timestamp(view, 32), sent: timestamp(view, 40), stratum };
}

function uselessness(view: DataView, leap: number, stratum: number): string | undefined {
  if (leap === leapUnsynchronised || stratum > 15) return "the server is not synchronised itself";
  const rootDistance = view.getUint32(4) / 2 ** 17 + view.getUint32(8) / 2 ** 16;
  if (rootDistance >= maxRootDistance) return `the server is ${rootDistance} s from its source`;
  if (view.getUint32(40) === 0 && view.getUint32(44) === 0) return "no time";
  return undefined;
}
