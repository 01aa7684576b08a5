// The server's own key and certificate: made once in a folder, kept over restarts, by the library's own
// code (no openssl program). Safe against a kill at any instant: both are made aside and moved in by one
// rename, and a lock that a killed process left behind is removed, because one process owns the folder.

import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { OPCUACertificateManager } from "node-opcua";
import { SimulatorsError } from "../errors.ts";

const VALID_DAYS = 3650;
const DAY_MS = 24 * 3_600_000;
/** A client whose clock is behind still finds the certificate valid. */
const BACKDATED_MS = DAY_MS;
const EXPIRED_VALID_DAYS = 365;
const EXPIRED_SINCE_DAYS = 30;
const LOCKS = ["mutex.lock", join("own", "certs", "certificate.pem.mutex.lock")];

/** Of an expired one the validity is over; it has the same key and names. */
export type OpcUaCertificate = "valid" | "expired";

export type OpcUaPki = {
  readonly manager: OPCUACertificateManager;
  /** PEM; a client that shall trust the server gets this file. */
  readonly certificateFile: string;
  /** PEM that the server shows: the same, or the expired one. */
  readonly shownFile: string;
};

type Names = { readonly applicationUri: string; readonly host: string };

/**
 * Opens the folder, making it and the certificate where they are missing.
 * Throws SIMULATORS_PKI_UNUSABLE when it cannot be written or belongs to a server of another name.
 */
export async function openOpcUaPki(
  folder: string,
  options: {
    readonly applicationUri: string;
    /** Address that clients use; stands in the certificate. */
    readonly host: string;
    readonly acceptUnknownClients: boolean;
    /** Which one is shown. Default: the valid one. */
    readonly certificate?: OpcUaCertificate;
  },
): Promise<OpcUaPki> {
  const certificateFile = join(folder, "own", "certs", "certificate.pem");
  const expiredFile = join(folder, "own", "certs", "certificate-expired.pem");
  const expired = options.certificate === "expired";
  try {
    for (const lock of LOCKS) rmSync(join(folder, lock), { recursive: true, force: true });
    if (!existsSync(certificateFile)) await makeOwn(folder, options);
    checkOwner(folder, certificateFile, options.applicationUri);
    const manager = new OPCUACertificateManager({
      rootFolder: folder,
      automaticallyAcceptUnknownCertificate: options.acceptUnknownClients,
      disableFileWatchers: true,
    });
    await manager.initialize();
    if (expired && !existsSync(expiredFile)) await makeExpired(manager, expiredFile, options);
    return { manager, certificateFile, shownFile: expired ? expiredFile : certificateFile };
  } catch (error) {
    throw error instanceof SimulatorsError ? error : unusable(folder, String(error), error);
  }
}

async function makeOwn(folder: string, names: Names): Promise<void> {
  const aside = `${folder}.making`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const manager = new OPCUACertificateManager({ rootFolder: aside, disableFileWatchers: true });
  try {
    await manager.initialize();
    await sign(manager, join(aside, "own", "certs", "certificate.pem"), names, {
      startDate: new Date(Date.now() - BACKDATED_MS),
      validity: VALID_DAYS,
    });
  } finally {
    await manager.dispose();
  }
  rmSync(join(folder, "own"), { recursive: true, force: true });
  renameSync(join(aside, "own"), join(folder, "own"));
  rmSync(aside, { recursive: true, force: true });
}

/** With the server's own key; its validity ended long enough ago for any clock. */
async function makeExpired(
  manager: OPCUACertificateManager,
  file: string,
  names: Names,
): Promise<void> {
  const aside = `${file}.making`;
  rmSync(aside, { force: true });
  await sign(manager, aside, names, {
    startDate: new Date(Date.now() - (EXPIRED_SINCE_DAYS + EXPIRED_VALID_DAYS) * DAY_MS),
    validity: EXPIRED_VALID_DAYS,
  });
  renameSync(aside, file);
}

function sign(
  manager: OPCUACertificateManager,
  outputFile: string,
  { applicationUri, host }: Names,
  validity: { readonly startDate: Date; readonly validity: number },
): Promise<void> {
  return manager.createSelfSignedCertificate({
    applicationUri,
    dns: [...new Set(["localhost", hostname()])],
    ip: [host],
    subject: "/O=Lineproof simulator/CN=Lineproof simulator",
    ...validity,
    outputFile,
  });
}

/** A certificate names one server; clients refuse it for another (Part 4 §6.1.3). */
function checkOwner(folder: string, certificateFile: string, applicationUri: string): void {
  const names = new X509Certificate(readFileSync(certificateFile)).subjectAltName ?? "";
  if (names.split(", ").includes(`URI:${applicationUri}`)) return;
  throw unusable(folder, `${applicationUri} ≠ ${names}`);
}

function unusable(folder: string, reason: string, cause?: unknown): SimulatorsError {
  return new SimulatorsError(
    "SIMULATORS_PKI_UNUSABLE",
    `证书目录 ${folder} 不能用(${reason}):请换一个目录,或检查权限。 · ` +
      `Certificate folder ${folder} cannot be used (${reason}): choose another, or check its permissions.`,
    { folder, reason },
    { cause },
  );
}
