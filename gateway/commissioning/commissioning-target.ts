// What commissioning opens: the connections of a configuration, or one that was said on the command line.
import { resolve } from "node:path";
import { driverOf } from "../config/connection.ts";
import { loadGatewayConfig } from "../config/load-config.ts";
import { resolveSecret } from "../config/resolve-secret.ts";
import type { Environment } from "../config/resolving.ts";
import { Secret } from "../config/secret.ts";
import { drivers } from "../drivers/registry.ts";
import { GatewayError } from "../errors.ts";
import { type ConnectionWords, connectionOfText, type OpcUaWords } from "./connection-text.ts";
import type { ScanTarget } from "./scan-connection.ts";

export type CommissioningTargets = {
  readonly targets: readonly ScanTarget[];
  /** Absolute; for what drivers keep, e.g. the certificate that OPC UA servers are to trust. */
  readonly dataDir: string;
  /** Settings of one line that are tried in turn: what was found with one of them ends the search. */
  readonly alternatives: boolean;
};

/** Throws as loadGatewayConfig does. @param connection id; absent: all. */
export function targetsOfFile(
  file: string,
  env: Environment,
  connection: string | undefined,
): CommissioningTargets {
  const config = loadGatewayConfig(file, env, "later");
  const targets = config.connections.filter(
    ({ id }) => connection === undefined || id === connection,
  );
  return { targets, dataDir: config.gateway.data, alternatives: false };
}

/** Throws GATEWAY_CONNECTION_TEXT, GATEWAY_DRIVER_UNKNOWN or GATEWAY_ENDPOINT_INVALID. */
export function targetsOfText(
  text: string,
  env: Environment,
  options: OpcUaWords & SerialTries & { readonly dataDir: string },
): CommissioningTargets {
  const targets = serialVariants(connectionOfText(text, options), options).map((words) => ({
    id: idOf(words),
    driver: words.driver,
    endpoint: parsedEndpoint(words, env),
  }));
  return { targets, dataDir: resolve(options.dataDir), alternatives: targets.length > 1 };
}

export type SerialTries = {
  readonly bauds?: readonly number[];
  readonly parities?: readonly string[];
};

/** A serial line whose settings nobody knows: every combination that was named, in that order. */
function serialVariants(
  words: ConnectionWords,
  { bauds, parities }: SerialTries,
): readonly ConnectionWords[] {
  if (words.driver !== "modbus-rtu") return [words];
  return (bauds ?? [undefined]).flatMap((baudRate) =>
    (parities ?? [undefined]).map((parity) => ({
      ...words,
      endpoint: {
        ...words.endpoint,
        ...(baudRate === undefined ? {} : { baudRate }),
        ...(parity === undefined ? {} : { parity }),
      },
    })),
  );
}

function idOf({ driver, endpoint }: ConnectionWords): string {
  const { baudRate, parity } = endpoint;
  return baudRate === undefined ? driver : [driver, baudRate, parity].filter(Boolean).join("-");
}

function parsedEndpoint({ driver: kind, endpoint }: ConnectionWords, env: Environment): unknown {
  const driver = driverOf(kind);
  if (driver === undefined) {
    const known = Object.keys(drivers).join(" | ");
    throw new GatewayError(
      "GATEWAY_DRIVER_UNKNOWN",
      `没有驱动 ${kind},可用:${known} · no driver ${kind}; there is ${known}`,
      { kind },
    );
  }
  const problems: string[] = [];
  const parsed = driver.parseEndpoint(endpoint, {
    path: (path) => resolve(path),
    secret: (reference) =>
      new Secret(
        resolveSecret(reference, [], {
          env,
          pathOf: (path) => resolve(path),
          textOf: () => undefined,
          problem: (_keys, message) => void problems.push(message),
        }) ?? "",
      ),
  });
  if (problems.length === 0) return parsed;
  throw new GatewayError("GATEWAY_ENDPOINT_INVALID", problems.join("; "), {});
}
