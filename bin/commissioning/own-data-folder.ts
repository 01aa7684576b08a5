// OPC UA keeps its key and certificates in the gateway's data folder. What root, or anybody else, makes there the
// gateway's own user cannot read: the gateway would not start again.
import { statSync } from "node:fs";
import { CommandError } from "../errors.ts";

/** Throws BIN_DATA_DIR before another user's files could be made. @param user absent: this process's. */
export function checkDataOwner(
  dataDir: string,
  drivers: readonly string[],
  user: number | undefined = process.getuid?.(),
): void {
  if (user === undefined || !drivers.includes("opcua")) return;
  const owner = statSync(dataDir, { throwIfNoEntry: false })?.uid;
  if (owner === undefined || owner === user) return;
  throw new CommandError(
    "BIN_DATA_DIR",
    `数据目录 ${dataDir} 属于用户 ${owner},现在是用户 ${user}:OPC UA 会在那里存密钥,请用它的用户运行(sudo -u lineproof …)· the data folder belongs to user ${owner}, this is user ${user}: OPC UA keeps keys there, run it as its user (sudo -u lineproof …)`,
    { dataDir },
  );
}
