// Packets that a DTU sends of itself between frames: heartbeat, registration said again. They are known byte by
// byte from the configuration and recognised only where a frame could begin: inside a frame the same bytes are data.

export type IdlePackets = readonly Uint8Array[];

/**
 * Bytes of the idle packet that stands at the beginning of `bytes`, more than there are when it is not whole yet;
 * undefined: none stands there. The longest whole one wins.
 */
export function beginsIdlePacket(bytes: Uint8Array, packets: IdlePackets): number | undefined {
  let whole = 0;
  let coming: number | undefined;
  for (const packet of packets) {
    const length = Math.min(packet.length, bytes.length);
    if (length === 0 || !startsAlike(bytes, packet, length)) continue;
    if (length === packet.length) whole = Math.max(whole, packet.length);
    else coming = packet.length;
  }
  return whole > 0 ? whole : coming;
}

/** Without the idle packets that stand at their beginning, one behind another. */
export function withoutIdlePackets(bytes: Buffer, packets: IdlePackets): Buffer {
  let rest = bytes;
  for (;;) {
    const length = beginsIdlePacket(rest, packets);
    if (length === undefined || length > rest.length) return rest;
    rest = rest.subarray(length);
  }
}

function startsAlike(bytes: Uint8Array, packet: Uint8Array, length: number): boolean {
  for (let i = 0; i < length; i += 1) if (bytes[i] !== packet[i]) return false;
  return true;
}
