// Which servers are trusted: those whose own certificate lies in a file or folder that the configuration
// names. Read at every connect, so that trusting a server needs no restart. Only the certificate itself
// counts, not who issued it. A certificate that nobody trusts is kept for a person to look at.
import { createHash, X509Certificate } from "node:crypto";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#contracts/time.ts";
import { GatewayError } from "../../errors.ts";

/** SHA-256 of the DER, 64 lower-case hex digits. */
export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(":", "").toLowerCase();
}

/** The first certificate of what a server sends: a chain is its own certificate and then the issuers'. */
export function leafOf(chain: Uint8Array): X509Certificate {
  return new X509Certificate(chain.subarray(0, derLength(chain)));
}

/** Bytes of the DER element that begins here (X.690 §8.1.3); all of them when it has no such form. */
function derLength(bytes: Uint8Array): number {
  const first = bytes[1] ?? 0;
  if (first < 0x80) return 2 + first;
  const digits = first & 0x7f;
  let length = 0;
  for (let i = 0; i < digits; i += 1) length = length * 256 + (bytes[2 + i] ?? 0);
  return Math.min(2 + digits + length, bytes.length);
}

const pemForm = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function certificatesIn(bytes: Uint8Array): X509Certificate[] {
  const pems = Buffer.from(bytes).toString("latin1").match(pemForm);
  return pems === null ? [leafOf(bytes)] : pems.map((pem) => new X509Certificate(pem));
}

const certificateName = /\.(?:pem|der|crt|cer)$/i;
/** A trust list is short; a folder of more files is some other folder. */
const maxFiles = 1_000;
const maxFileBytes = 1024 * 1024;

/**
 * Fingerprints of the certificates in files and folders (*.pem *.der *.crt *.cer). A folder that nobody has made yet
 * is empty.
 * Throws GATEWAY_OPCUA_TRUST_UNREADABLE naming the path.
 */
export async function readTrust(paths: readonly string[]): Promise<ReadonlySet<string>> {
  const trusted = new Set<string>();
  for (const path of paths) {
    for (const file of await filesOf(path)) {
      for (const certificate of await readCertificates(file)) {
        trusted.add(fingerprintOf(certificate));
      }
    }
  }
  return trusted;
}

async function filesOf(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => certificateName.test(name)).sort();
    if (names.length > maxFiles) throw new Error(`${names.length} files, ${maxFiles} at most`);
    return names.map((name) => join(path, name));
  } catch (cause) {
    if (isMissingFolder(path, cause)) return [];
    throw unreadable(path, cause);
  }
}

function isMissingFolder(path: string, cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code === "ENOENT" && !certificateName.test(path);
}

async function readCertificates(file: string): Promise<readonly X509Certificate[]> {
  try {
    if ((await stat(file)).size > maxFileBytes) throw new Error("too large for a certificate");
    return certificatesIn(await readFile(file));
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(path: string, cause: unknown): GatewayError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new GatewayError(
    "GATEWAY_OPCUA_TRUST_UNREADABLE",
    `受信任的证书读不出,请检查 trust 所写的路径 · trusted certificate cannot be read, check the path under trust: ${path}: ${reason}`,
    { path },
    { cause },
  );
}

export type TrustCheck = {
  readonly url: string;
  /** As the server sent it: one certificate or a chain. */
  readonly sent: Uint8Array;
  readonly trust: readonly string[];
  /** The gateway's folder of keys and certificates; those that nobody trusts go into `rejected`. */
  readonly pki: string;
  readonly clock: Clock;
};

/**
 * The server's certificate when it is trusted and valid today. Throws GATEWAY_OPCUA_SERVER_UNTRUSTED,
 * GATEWAY_OPCUA_CERTIFICATE_CHANGED when the server had shown a trusted one before, or
 * GATEWAY_OPCUA_CERTIFICATE_EXPIRED.
 */
export async function checkTrust(check: TrustCheck): Promise<X509Certificate> {
  const { url, sent, trust, pki, clock } = check;
  const certificate = readSent(url, sent);
  const sha256 = fingerprintOf(certificate);
  const trusted = await readTrust(trust);
  if (!trusted.has(sha256)) {
    const file = await keepRejected(join(pki, "rejected"), sha256, certificate);
    const before = await lastTrusted(pki, url);
    if (before !== undefined && before !== sha256) throw changed(check, sha256, before, file);
    const made = await stat(trust[0] ?? "").then(
      () => ["", ""],
      () => ["(请先建立该目录)", " (make that folder first)"],
    );
    throw new GatewayError(
      "GATEWAY_OPCUA_SERVER_UNTRUSTED",
      `${url} 的证书不受信任:SHA-256 ${sha256}${file === undefined ? "" : `,已存为 ${file}`}。请与设备上显示的指纹核对,一致才把该文件放入 ${trust[0]}${made[0]} · the server's certificate is not trusted: SHA-256 ${sha256}${file === undefined ? "" : `, kept as ${file}`}. Compare it with the fingerprint shown at the device; only if they agree put the file into ${trust[0]}${made[1]}`,
      { url, sha256, file: file ?? null },
    );
  }
  const now = clock.now();
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  if (now < from || now > to) {
    throw new GatewayError(
      "GATEWAY_OPCUA_CERTIFICATE_EXPIRED",
      `${url} 的证书不在有效期内(${certificate.validFrom} 至 ${certificate.validTo}),请在设备上换发证书并检查两边的时钟 · the server's certificate is valid from ${certificate.validFrom} to ${certificate.validTo} only: renew it at the device and check both clocks`,
      { url, sha256, validFrom: certificate.validFrom, validTo: certificate.validTo },
    );
  }
  await rememberTrusted(pki, url, sha256);
  return certificate;
}

function changed(
  { url, trust }: TrustCheck,
  sha256: string,
  before: string,
  file: string | undefined,
): GatewayError {
  const kept = file ?? sha256;
  return new GatewayError(
    "GATEWAY_OPCUA_CERTIFICATE_CHANGED",
    `${url} 出示的证书与以前不同:以前 SHA-256 ${before},现在 ${sha256}。若设备换过证书,请与设备上显示的指纹核对后把 ${kept} 放入 ${trust[0]};若没有换过,可能有人冒充,请查网络 · the server shows another certificate than before: SHA-256 ${before} then, ${sha256} now. If the device's certificate was renewed, compare the fingerprint shown there and put ${kept} into ${trust[0]}; if not, somebody may stand in between: look at the network`,
    { url, sha256, before, file: file ?? null },
  );
}

/** One small file for each server that was ever trusted: the fingerprint of its last certificate. */
function seenFile(pki: string, url: string): string {
  return join(pki, "seen", createHash("sha256").update(url).digest("hex").slice(0, 16));
}

async function lastTrusted(pki: string, url: string): Promise<string | undefined> {
  const text = await readFile(seenFile(pki, url), "utf8").catch(() => "");
  return /^[0-9a-f]{64}$/.test(text) ? text : undefined;
}

async function rememberTrusted(pki: string, url: string, sha256: string): Promise<void> {
  if ((await lastTrusted(pki, url)) === sha256) return;
  try {
    await mkdir(join(pki, "seen"), { recursive: true });
    await writeFile(seenFile(pki, url), sha256);
  } catch {
    // Only the words of a later error depend on it.
  }
}

function readSent(url: string, sent: Uint8Array): X509Certificate {
  try {
    return leafOf(sent);
  } catch (cause) {
    throw new GatewayError(
      "GATEWAY_OPCUA_SERVER_UNTRUSTED",
      `${url} 没有出示可读的证书 · the server shows no certificate that can be read`,
      { url, sha256: null, file: null },
      { cause },
    );
  }
}

/** Whoever can reach the gateway could otherwise fill its disk with certificates. */
const maxRejected = 50;

async function keepRejected(
  folder: string,
  sha256: string,
  certificate: X509Certificate,
): Promise<string | undefined> {
  const file = join(folder, `${sha256}.der`);
  try {
    await mkdir(folder, { recursive: true });
    const kept = await readdir(folder);
    if (kept.includes(`${sha256}.der`)) return file;
    if (kept.length >= maxRejected) return undefined;
    await writeFile(file, certificate.raw);
    return file;
  } catch {
    // The error that is on its way says more than a full disk.
    return undefined;
  }
}
