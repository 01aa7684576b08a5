// One address asked alone over an open connection; a driver without inspect() tells its reading only.
import type { Connection, Inspection } from "../driver.ts";

/** Rejects when the link is lost. @param around whether its neighbours are asked as well. */
export async function inspectOpened(
  connection: Connection<unknown>,
  address: unknown,
  around: boolean,
): Promise<Inspection> {
  if (connection.inspect !== undefined) return connection.inspect(address, around);
  const [reading] = await connection.plan([address], 0).read();
  if (reading === undefined) throw new RangeError("a plan of one address gave no reading");
  return { request: "", reading, decodings: [] };
}
