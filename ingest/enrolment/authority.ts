// The centre's own certificate authority: one ECDSA P-256 key, made once, that signs the centre's server certificate
// and the gateways' client certificates. Whoever has the file can pretend to be the centre and any gateway.
import {
  createPrivateKey,
  type KeyObject,
  randomBytes,
  webcrypto,
  X509Certificate,
} from "node:crypto";
import { mkdirSync } from "node:fs";
import { isIP } from "node:net";
import { dirname } from "node:path";
import { IngestError } from "../errors.ts";
import { createSecretFile, readSecretFile } from "./secret-file.ts";
import { loadX509, p256 } from "./x509.ts";

const dayMs = 86_400_000;
/** A centre outlives its machines: twenty years, and every certificate it signs ends with it at the latest. */
const authorityDays = 20 * 365;
/** CA/Browser Forum baseline requirements §6.3.2: some libraries refuse server certificates that live longer. */
export const serverDays = 397;
/** Clocks of gateways are off: what is issued now is valid since yesterday. */
const backdateMs = dayMs;
/** Before this program was written: a computer without a battery for its clock begins in 1970 or when it was made. */
const earliest = Date.UTC(2025, 0, 1);

export type Issued = {
  readonly pem: string;
  /** SHA-256 of the DER, 64 hex digits. */
  readonly fingerprint: string;
  readonly serial: string;
};

export type Authority = {
  /** PEM */
  readonly certificate: string;
  /** SHA-256 of the certificate's DER. */
  readonly fingerprint: Uint8Array;
  /** A certificate for the centre's listeners. @param hosts names and addresses by which gateways call it */
  issueServer(publicKey: KeyObject, hosts: readonly string[], now: number): Promise<Issued>;
  /** A certificate by which a gateway is known at the broker. It ends with the authority: the registry decides who is in. */
  issueClient(publicKey: KeyObject, commonName: string, now: number): Promise<Issued>;
};

export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(":", "").toLowerCase();
}

function unusable(path: string, cause: unknown): IngestError {
  const { code, syscall } = cause as NodeJS.ErrnoException;
  if (code !== undefined && syscall !== undefined) {
    return new IngestError(
      "INGEST_CA_UNREADABLE",
      `中心的证书机构文件 ${path} 读写不了(${code});请检查权限与磁盘,命令须以中心的用户执行 · The centre's CA file ${path} cannot be read or made (${code}): check permissions and disk; commands are run as the centre's user`,
      { file: path, reason: code },
      { cause },
    );
  }
  return new IngestError(
    "INGEST_CA_CORRUPT",
    `中心的证书机构文件 ${path} 已损坏:${String(cause)}。请从备份恢复;没有备份则移走 enrolment 文件夹,所有网关须重新登记 · The centre's CA file ${path} is damaged: restore it from a backup; without one move the folder away, and every gateway has to be enrolled anew`,
    { file: path },
    { cause },
  );
}

/** Serial numbers are positive, and short enough for every library (RFC 5280 §4.1.2.2: at most 20 bytes). */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}

/** Key and self-signed certificate of a new authority, PEM, in one text. */
async function makeAuthority(now: number): Promise<string> {
  const x509 = await loadX509();
  const keys = await subtle.generateKey(p256, true, ["sign", "verify"]);
  const serialNumber = newSerial();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber,
    // Every authority has a name of its own, so that two on one machine are not taken for each other.
    name: [{ CN: [`Lineproof centre ${serialNumber.slice(0, 8)}`] }],
    notBefore: new Date(now - backdateMs),
    notAfter: new Date(now + authorityDays * dayMs),
    keys,
    signingAlgorithm: p256,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pkcs8 = Buffer.from(await subtle.exportKey("pkcs8", keys.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  return `${key.export({ format: "pem", type: "pkcs8" })}${certificate.toString("pem")}\n`;
}

/** Key and certificate of a PEM text with both; throws when they are not a pair, or no authority's. */
function parsePair(text: string): { key: KeyObject; certificate: X509Certificate } {
  const key = createPrivateKey(text);
  const certificate = new X509Certificate(text);
  if (!certificate.ca) throw new Error("the certificate is no CA's");
  if (!certificate.checkPrivateKey(key)) throw new Error("key and certificate are no pair");
  return { key, certificate };
}

const { subtle } = webcrypto;

/** A private key signs, a public one verifies. */
async function toCryptoKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  return key.type === "private"
    ? subtle.importKey("pkcs8", key.export({ format: "der", type: "pkcs8" }), p256, false, ["sign"])
    : subtle.importKey("spki", key.export({ format: "der", type: "spki" }), p256, true, ["verify"]);
}

/**
 * Opens the authority of a centre, making it when there is none. The file is never overwritten.
 * @param known certificates were issued already, so that an absent file is a loss.
 * Throws INGEST_CA_CLOCK, INGEST_CA_CORRUPT, INGEST_CA_MISSING or INGEST_CA_UNREADABLE.
 */
export async function openAuthority(path: string, now: number, known: boolean): Promise<Authority> {
  let pair: ReturnType<typeof parsePair>;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (readSecretFile(path) === undefined) {
      if (known) throw missing(path);
      if (now < earliest) throw lost(now);
      createSecretFile(path, await makeAuthority(now));
    }
    pair = parsePair(readSecretFile(path) ?? "");
  } catch (error) {
    throw error instanceof IngestError ? error : unusable(path, error);
  }
  return authorityOf(pair);
}

function lost(now: number): IngestError {
  const clock = new Date(now).toISOString();
  return new IngestError(
    "INGEST_CA_CLOCK",
    `本机时钟是 ${clock},显然不对:此时建立的证书机构会在使用前过期。请先对时(timedatectl set-ntp true)· This clock says ${clock}, which cannot be: a CA made now would have ended before it is used. Set the clock first.`,
    { clock },
  );
}

function missing(path: string): IngestError {
  return new IngestError(
    "INGEST_CA_MISSING",
    `已有登记的网关,但证书机构文件 ${path} 不在了。请从备份恢复;没有备份则移走整个 enrolment 文件夹,所有网关须重新登记 · Gateways are enrolled, but the CA file ${path} is gone: restore it from a backup; without one move the whole folder away, and every gateway has to be enrolled anew`,
    { file: path },
  );
}

async function authorityOf({ key, certificate }: ReturnType<typeof parsePair>): Promise<Authority> {
  const x509 = await loadX509();
  const own = new x509.X509Certificate(certificate.raw);
  const signingKey = await toCryptoKey(key);
  const end = certificate.validToDate.getTime();
  const issue = async (
    publicKey: KeyObject,
    commonName: string,
    now: number,
    until: number,
    usage: string,
    more: readonly InstanceType<typeof x509.Extension>[],
  ): Promise<Issued> => {
    const subjectKey = await toCryptoKey(publicKey);
    const made = await x509.X509CertificateGenerator.create({
      serialNumber: newSerial(),
      subject: [{ CN: [commonName] }],
      issuer: own.subjectName.toJSON(),
      notBefore: new Date(now - backdateMs),
      notAfter: new Date(Math.min(until, end)),
      publicKey: subjectKey,
      signingKey,
      signingAlgorithm: p256,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        await x509.AuthorityKeyIdentifierExtension.create(own.publicKey),
        ...more,
      ],
    });
    const pem = `${made.toString("pem")}\n`;
    const issued = new X509Certificate(pem);
    return { pem, fingerprint: fingerprintOf(issued), serial: issued.serialNumber };
  };
  return {
    certificate: certificate.toString(),
    fingerprint: new Uint8Array(Buffer.from(fingerprintOf(certificate), "hex")),
    issueServer(publicKey, hosts, now) {
      const names = hosts.map((value) => ({ type: isIP(value) ? "ip" : "dns", value }) as const);
      const alternatives = new x509.SubjectAlternativeNameExtension(names, false);
      const until = now + serverDays * dayMs;
      const { serverAuth } = x509.ExtendedKeyUsage;
      return issue(publicKey, "Lineproof centre", now, until, serverAuth, [alternatives]);
    },
    issueClient(publicKey, commonName, now) {
      const { clientAuth } = x509.ExtendedKeyUsage;
      return issue(publicKey, commonName, now, end, clientAuth, []);
    },
  };
}
