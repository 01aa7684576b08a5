// A gateway's PKCS #10 request: its key and the proof that the gateway holds it. What it says of names is not read:
// who the gateway is stands in the code.
import { createPublicKey, type KeyObject } from "node:crypto";
import { loadX509 } from "./x509.ts";

/** The key asked for; undefined for anything but a well-signed request of an ECDSA P-256 key. */
export async function requestedKey(pem: string): Promise<KeyObject | undefined> {
  try {
    const x509 = await loadX509();
    const request = new x509.Pkcs10CertificateRequest(pem);
    if (!(await request.verify())) return undefined;
    const spki = Buffer.from(request.publicKey.rawData);
    const key = createPublicKey({ key: spki, format: "der", type: "spki" });
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The key as text that is equal for equal keys. */
export function keyText(key: KeyObject): string {
  return key.export({ format: "der", type: "spki" }).toString("base64");
}
