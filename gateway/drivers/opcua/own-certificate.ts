// The gateway's own key and self-signed application instance certificate (Part 6 §6.2.2), made once and
// kept: servers trust exactly this certificate. Made in JavaScript, without an outside program.
import { createPrivateKey, randomUUID, X509Certificate } from "node:crypto";
import { chmod, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#contracts/time.ts";
import { GatewayError } from "../../errors.ts";
import type { OpcUaLibrary } from "./library.ts";

export type OwnCertificate = {
  readonly certificate: X509Certificate;
  /** PKCS#8. */
  readonly keyPem: string;
  /** As in the certificate. */
  readonly applicationUri: string;
  /** Where a person finds the certificate to make a server trust it. */
  readonly file: string;
};

const validDays = 20 * 365;
const keyBits = 2048;

/** @param folder the gateway's `pki`. Throws GATEWAY_OPCUA_KEY_UNUSABLE naming the file. */
export async function ownCertificate(
  folder: string,
  library: OpcUaLibrary,
  clock: Clock,
): Promise<OwnCertificate> {
  const keyFile = join(folder, "own.key.pem");
  const file = join(folder, "own.cert.der");
  try {
    await mkdir(folder, { recursive: true });
    const keyPem = await once(keyFile, 0o600, () => makeKey(library));
    const der = await once(file, 0o644, () => makeCertificate(keyPem.toString(), library, clock));
    const certificate = new X509Certificate(der);
    if (!certificate.checkPrivateKey(createPrivateKey(keyPem))) {
      throw new Error("key and certificate do not belong together");
    }
    const applicationUri = /URI:([^,\s]+)/.exec(certificate.subjectAltName ?? "")?.[1];
    if (applicationUri === undefined) throw new Error("the certificate names no application URI");
    // A copy or a restore may have widened it.
    await chmod(keyFile, 0o600);
    return { certificate, keyPem: keyPem.toString(), applicationUri, file };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GatewayError(
      "GATEWAY_OPCUA_KEY_UNUSABLE",
      `网关自己的 OPC UA 密钥或证书不能用,请从备份恢复 ${keyFile} 与 ${file};两个都删掉会新造一对,各服务器须重新信任 · own OPC UA key or certificate cannot be used, restore ${keyFile} and ${file}; if both are deleted a new pair is made, which every server has to trust anew: ${reason}`,
      { keyFile, file },
      { cause },
    );
  }
}

/** The file's bytes; made when there is none. Two that make it at once end with the same one. */
async function once(
  file: string,
  mode: number,
  make: () => Promise<string | Uint8Array>,
): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const fresh = `${file}.${randomUUID()}`;
  try {
    await writeFile(fresh, await make(), { mode, flush: true });
    await link(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(fresh, { force: true });
  }
  return await readFile(file);
}

async function makeKey({ crypto_utils: crypto }: OpcUaLibrary): Promise<string> {
  const { privPem } = await crypto.privateKeyToPEM(await crypto.generatePrivateKey(keyBits));
  return privPem;
}

async function makeCertificate(
  keyPem: string,
  { crypto_utils: crypto }: OpcUaLibrary,
  clock: Clock,
): Promise<Uint8Array> {
  const der = createPrivateKey(keyPem).export({ type: "pkcs8", format: "der" });
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const privateKey = await globalThis.crypto.subtle.importKey("pkcs8", der, algorithm, true, [
    "sign",
  ]);
  const { cert } = await crypto.createSelfSignedCertificate({
    privateKey,
    subject: "/CN=Lineproof Gateway/O=Lineproof",
    // Not of the host's name: it may change, the certificate may not.
    applicationUri: `urn:lineproof:gateway:${randomUUID()}`,
    notBefore: new Date(clock.now()),
    validity: validDays,
    purpose: crypto.CertificatePurpose.ForApplication,
  });
  return new X509Certificate(cert).raw;
}
