// The certificate of the centre's listeners: made when there is none, and anew when the names by which the centre
// is called changed or two thirds of its life are over. Its key never leaves the data folder.
import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { Authority } from "./authority.ts";
import { readSecretFile, replaceSecretFile } from "./secret-file.ts";

/** PEM texts as node:tls takes them. `cert` has the authority's certificate behind it: gateways look for it there. */
export type ServerIdentity = {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
};

function stillGood(
  text: string,
  authority: Authority,
  hosts: readonly string[],
  now: number,
): boolean {
  try {
    const certificate = new X509Certificate(text);
    const issuer = new X509Certificate(authority.certificate);
    const [from, to] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()];
    return (
      certificate.checkPrivateKey(createPrivateKey(text)) &&
      certificate.verify(issuer.publicKey) &&
      now >= from &&
      now < from + ((to - from) * 2) / 3 &&
      hosts.every((host) =>
        isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host),
      )
    );
  } catch {
    // A damaged file is made anew: nobody keeps this certificate, gateways know the authority.
    return false;
  }
}

/** @param path file of key and certificate */
export async function openServerCertificate(
  path: string,
  authority: Authority,
  hosts: readonly string[],
  now: number,
): Promise<ServerIdentity> {
  let text = readSecretFile(path);
  if (text === undefined || !stillGood(text, authority, hosts, now)) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const issued = await authority.issueServer(publicKey, hosts, now);
    text = `${privateKey.export({ format: "pem", type: "pkcs8" })}${issued.pem}`;
    replaceSecretFile(path, text);
  }
  const key = createPrivateKey(text).export({ format: "pem", type: "pkcs8" }).toString();
  const cert = new X509Certificate(text).toString() + authority.certificate;
  return { key, cert, ca: authority.certificate };
}
