// Where a centre keeps what enrolment rests on, within its data folder.
import { join } from "node:path";

export type EnrolmentFiles = {
  /** Key and certificate of the authority: back it up, and show it to nobody. */
  readonly authority: string;
  /** Key and certificate of the listeners. */
  readonly server: string;
  readonly registry: string;
};

export function enrolmentFiles(data: string): EnrolmentFiles {
  return {
    authority: join(data, "enrolment", "authority.pem"),
    server: join(data, "enrolment", "server.pem"),
    registry: join(data, "registry.sqlite"),
  };
}
