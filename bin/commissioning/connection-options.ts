// Options by which scan and browse are told what to open: a configuration, or a connection in one word.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  type CommissioningTargets,
  targetsOfFile,
  targetsOfText,
} from "#gateway/commissioning/commissioning-target.ts";
import { CommandError } from "../errors.ts";
import { checkDataOwner } from "./own-data-folder.ts";

export const connectionOptions = {
  connection: { type: "string" },
  mode: { type: "string" },
  policy: { type: "string" },
  trust: { type: "string" },
  user: { type: "string" },
  "password-env": { type: "string" },
  data: { type: "string", default: "lineproof-commissioning" },
} as const;

export type ConnectionValues = {
  readonly connection?: string | undefined;
  readonly mode?: string | undefined;
  readonly policy?: string | undefined;
  readonly trust?: string | undefined;
  readonly user?: string | undefined;
  readonly "password-env"?: string | undefined;
  readonly data: string;
  readonly baud?: string | undefined;
  readonly parity?: string | undefined;
};

/** A word like `modbus-tcp:host` or `opc.tcp://host`, and no file. */
function isConnectionText(text: string): boolean {
  return /^[a-z][a-z0-9-]*:[^\\]|^opc\.tcp:/.test(text);
}

/** Throws BIN_ARGUMENTS when neither a file nor a connection is given. */
export function targetsOf(
  positionals: readonly string[],
  values: ConnectionValues,
  help: string,
): CommissioningTargets {
  const [first, ...more] = positionals;
  const text = first ?? values.connection;
  if (text === undefined || more.length > 0) {
    throw new CommandError(
      "BIN_ARGUMENTS",
      `须给出配置文件或 --connection · a configuration file or --connection is needed\n\n${help}`,
    );
  }
  if (!isConnectionText(text)) {
    const named = targetsOfFile(text, process.env, values.connection);
    checkDataOwner(
      named.dataDir,
      named.targets.map(({ driver }) => driver),
    );
    return named;
  }
  const { mode, policy, user, baud, parity, data: dataDir } = values;
  checkComplete(text, values);
  const trust = values.trust ?? trustFolder(mode, dataDir);
  const passwordEnv = values["password-env"];
  return targetsOfText(text, process.env, {
    dataDir,
    ...(mode === undefined ? {} : { mode }),
    ...(policy === undefined ? {} : { policy }),
    ...(trust === undefined ? {} : { trust }),
    ...(user === undefined ? {} : { user }),
    ...(passwordEnv === undefined ? {} : { passwordEnv }),
    ...(baud === undefined ? {} : { bauds: baud.split(",").map(Number) }),
    ...(parity === undefined ? {} : { parities: parity.split(",") }),
  });
}

/** What the driver would miss, by the names that it has on the command line. */
function checkComplete(text: string, { mode, baud }: ConnectionValues): void {
  if (/^(?:opcua:)?opc\.tcp:/.test(text) && mode === undefined) {
    throw new CommandError(
      "BIN_ARGUMENTS",
      "须写 --mode:SignAndEncrypt(加 --policy Basic256Sha256)、Sign 或 None;没有默认 · --mode is needed: SignAndEncrypt (with --policy Basic256Sha256), Sign or None; there is no default",
    );
  }
  if (/^modbus-rtu:[^:]+$/.test(text) && baud === undefined) {
    throw new CommandError(
      "BIN_ARGUMENTS",
      `须写波特率:${text}:9600:8N1,或 --baud 9600,19200 逐个试 · the baud rate is needed: ${text}:9600:8N1, or --baud 9600,19200 to try them`,
    );
  }
}

/** Where server certificates that somebody has compared are put: made empty, so that nobody is trusted at first. */
function trustFolder(mode: string | undefined, dataDir: string): string | undefined {
  if (mode === undefined || mode === "None") return undefined;
  const folder = join(dataDir, "trust");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
