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
/** A client whose clock is behind still finds the certificate valid. */
const BACKDATED_MS = 24 * 3_600_000;
const LOCKS = ["mutex.lock", join("own", "certs", "certificate.pem.mutex.lock")];

export type OpcUaPki = {
  readonly manager: OPCUACertificateManager;
  /** PEM; a client that shall trust the server gets this file. */
  readonly certificateFile: string;
};

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
  },
): Promise<OpcUaPki> {
  const certificateFile = join(folder, "own", "certs", "certificate.pem");
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
    return { manager, certificateFile };
  } catch (error) {
    throw error instanceof SimulatorsError ? error : unusable(folder, String(error), error);
  }
}

async function makeOwn(
  folder: string,
  { applicationUri, host }: { readonly applicationUri: string; readonly host: string },
): Promise<void> {
  const aside = `${folder}.making`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const manager = new OPCUACertificateManager({ rootFolder: aside, disableFileWatchers: true });
  try {
    await manager.initialize();
    await manager.createSelfSignedCertificate({
      applicationUri,
      dns: [...new Set(["localhost", hostname()])],
      ip: [host],
      subject: "/O=Lineproof simulator/CN=Lineproof simulator",
      startDate: new Date(Date.now() - BACKDATED_MS),
      validity: VALID_DAYS,
      outputFile: join(aside, "own", "certs", "certificate.pem"),
    });
  } finally {
    await manager.dispose();
  }
  rmSync(join(folder, "own"), { recursive: true, force: true });
  renameSync(join(aside, "own"), join(folder, "own"));
  rmSync(aside, { recursive: true, force: true });
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
