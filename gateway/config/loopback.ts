// Addresses that never leave the machine: the only ones where plaintext is let through.

/** @param hostname as in a URL; brackets of IPv6 may stand. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
