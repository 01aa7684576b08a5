// For tests: a certificate of a user with its key, made by the library's own code.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OPCUACertificateManager, type UserIdentityInfoX509, UserTokenType } from "node-opcua";
import { derOf } from "./opcua-test-client.ts";

export type TestUser = {
  readonly file: string;
  readonly identity: UserIdentityInfoX509 & { readonly privateKey: string };
};

/** Users of one folder have one key, and each a certificate of its own. */
export async function makeTestUser(
  folder: string,
  name: string,
  validity: { readonly from: Date; readonly days: number },
): Promise<TestUser> {
  const manager = new OPCUACertificateManager({ rootFolder: folder, disableFileWatchers: true });
  try {
    await manager.initialize();
    const file = join(folder, `${createHash("sha256").update(name).digest("hex").slice(0, 8)}.pem`);
    await manager.createSelfSignedCertificate({
      applicationUri: `urn:test:${name}`,
      dns: ["localhost"],
      subject: `/CN=${name}`,
      startDate: validity.from,
      validity: validity.days,
      outputFile: file,
    });
    const privateKey = readFileSync(manager.privateKey, "utf8");
    return {
      file,
      identity: { type: UserTokenType.Certificate, certificateData: derOf(file), privateKey },
    };
  } finally {
    await manager.dispose();
  }
}
