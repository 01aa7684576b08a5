// Opens what enrolment rests on in a centre's data folder, for the running centre and for commands beside it. Both must
// be the same user: files that root makes here are closed to the service.
import { statSync } from "node:fs";
import { IngestError } from "../errors.ts";
import { type Authority, openAuthority } from "./authority.ts";
import { enrolmentFiles } from "./enrolment-files.ts";
import { EnrolmentRegistry } from "./enrolment-registry.ts";

function checkUser(data: string, registry: string): void {
  const own = process.getuid?.();
  // What the centre has made itself tells its user best.
  const owner = [registry, data]
    .map((path) => statSync(path, { throwIfNoEntry: false })?.uid)
    .find((uid) => uid !== undefined);
  if (own === undefined || owner === undefined || own === owner) return;
  throw new IngestError(
    "INGEST_ENROLMENT_USER",
    `数据目录 ${data} 属于用户 ${owner},您是 ${own}:请以该用户执行(sudo -u '#${owner}' …),否则中心读不到新文件 · ${data} belongs to user ${owner}, you are ${own}: run this as that user, or the centre cannot read what it makes`,
    { data, owner, user: own },
  );
}

/** For a command beside the centre. Throws INGEST_ENROLMENT_USER, INGEST_REGISTRY_*. */
export function openCentreRegistry(data: string): EnrolmentRegistry {
  const { registry } = enrolmentFiles(data);
  checkUser(data, registry);
  return new EnrolmentRegistry(registry);
}

/** Of the registry's centre, made when there is none. Throws INGEST_CA_*; then the registry is closed. */
export async function openCentreAuthority(
  data: string,
  registry: EnrolmentRegistry,
  now: number,
): Promise<Authority> {
  try {
    return await openAuthority(enrolmentFiles(data).authority, now, !registry.isEmpty);
  } catch (error) {
    registry.close();
    throw error;
  }
}
