// What an enrolled gateway keeps in its data folder: `enrolment/grant.json`, one file, whole or not there, and the
// key beside it. The grant holds nothing secret.
import { join } from "node:path";
import { z } from "zod";

const storedGrantSchema = z.strictObject({
  format: z.literal("lineproof/grant/1"),
  /** Centre that enrolled it, https://host:port. */
  centre: z.string(),
  site: z.string(),
  gateway: z.string(),
  /** Log that was enrolled, 64 hex digits. */
  log: z.string(),
  /** mqtts://host:port */
  server: z.string(),
  clientId: z.string(),
  primaryHost: z.string(),
  /** PEM */
  ca: z.string(),
  certificate: z.string(),
  /** By the centre's clock, ms UTC. */
  enrolledAt: z.number().int(),
});
export type StoredGrant = z.infer<typeof storedGrantSchema>;

const enrolmentFolder = "enrolment";
export const grantFile = (dataDir: string) => join(dataDir, enrolmentFolder, "grant.json");
/** Key of the client certificate: ECDSA P-256, PKCS #8 PEM, mode 0600. */
export const clientKeyFile = (dataDir: string) => join(dataDir, enrolmentFolder, "client.key.pem");

/** undefined for anything but a grant of this version. */
export function parseGrant(text: string): StoredGrant | undefined {
  try {
    return storedGrantSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
