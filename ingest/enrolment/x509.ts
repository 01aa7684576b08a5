// The X.509 library, loaded when a certificate has to be made. Its container asks for a Reflect that keeps metadata.
type Library = typeof import("@peculiar/x509");

/** ECDSA P-256 with SHA-256, for every key and signature that the centre makes. */
export const p256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

export async function loadX509(): Promise<Library> {
  await import("reflect-metadata");
  return import("@peculiar/x509");
}
