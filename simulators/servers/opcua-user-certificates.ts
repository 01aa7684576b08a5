// Users who prove themselves by a certificate (X509IdentityToken, Part 4 §7.40.5): the listed ones while they
// are valid. That the user holds the key is checked by the library before it asks here.

import { X509Certificate } from "node:crypto";
import { type OPCUACertificateManager, type StatusCode, StatusCodes } from "node-opcua";

/** What the library asks of the store of user certificates; any answer but Good rejects the identity token. */
type UserCertificateStore = {
  initialize(): Promise<void>;
  dispose(): Promise<void>;
  checkCertificate(
    certificate: Buffer | readonly Buffer[],
    done: (error: Error | null, status?: StatusCode) => void,
  ): void;
};

export function userCertificateStore(
  users: readonly X509Certificate[],
  now: () => number,
): OPCUACertificateManager {
  const store: UserCertificateStore = {
    initialize: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
    checkCertificate: (certificate, done) => done(null, statusOf(certificate, users, now())),
  };
  return store as unknown as OPCUACertificateManager;
}

function statusOf(
  certificate: Buffer | readonly Buffer[],
  users: readonly X509Certificate[],
  now: number,
): StatusCode {
  const shown = parse(Buffer.isBuffer(certificate) ? certificate : certificate[0]);
  const user = users.find(({ fingerprint256 }) => fingerprint256 === shown?.fingerprint256);
  if (user === undefined) return StatusCodes.BadCertificateUntrusted;
  const valid = now >= Date.parse(user.validFrom) && now <= Date.parse(user.validTo);
  return valid ? StatusCodes.Good : StatusCodes.BadCertificateTimeInvalid;
}

/** undefined: what the client sent is no certificate. */
function parse(certificate: Buffer | undefined): X509Certificate | undefined {
  try {
    return certificate === undefined ? undefined : new X509Certificate(certificate);
  } catch {
    return undefined;
  }
}
