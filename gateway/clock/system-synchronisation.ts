// Whether the operating system says that it keeps its clock synchronised, as far as anybody may read it without
// rights. systemd-timesyncd touches a file after every synchronisation (systemd-timesyncd.service(8)); chrony and
// ntpd leave no such file, so its absence says nothing.
import { existsSync, statSync } from "node:fs";

const folder = "/run/systemd/timesync";

/** true, false, or null where the system does not tell. */
export function systemSynchronised(path = folder): boolean | null {
  if (!existsSync(path)) return null;
  try {
    return statSync(`${path}/synchronized`).isFile();
  } catch {
    return false;
  }
}
