// Who dialled in: the packet that a DTU sends first, as its configuration and ours have it.

/** `hex:` and bytes, spaces allowed; anything else is text. Undefined: neither. */
export function packetOf(written: string): Buffer | undefined {
  if (!/^hex:/i.test(written)) return written === "" ? undefined : Buffer.from(written, "utf8");
  const digits = written.slice("hex:".length).replace(/\s+/g, "");
  const whole = /^(?:[0-9a-f]{2})+$/i.test(digits);
  return whole ? Buffer.from(digits, "hex") : undefined;
}

/** As packetOf() takes it, so that it can be copied into a configuration. */
export function writtenPacket(bytes: Buffer): string {
  return `hex:${bytes
    .toString("hex")
    .toUpperCase()
    .replace(/..(?=.)/g, "$& ")}`;
}

/** `known`: the longest registration with which the bytes begin. `coming`: with more bytes it may be another. */
export type Recognised = { readonly known: Buffer | undefined; readonly coming: boolean };

export function recognise(bytes: Buffer, registrations: readonly Buffer[]): Recognised {
  const known = registrations
    .filter((one) => bytes.subarray(0, one.length).equals(one))
    .sort((a, b) => b.length - a.length)[0];
  const coming = registrations.some(
    (one) => one.length > bytes.length && one.subarray(0, bytes.length).equals(bytes),
  );
  return { known, coming };
}
