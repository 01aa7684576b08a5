// Connections of a configuration, resolved by their drivers. What an endpoint refers to outside the file,
// paths and secrets, is resolved here; a secret stays hidden in what comes out.

import type { AnyDriver, Outside } from "../driver.ts";
import { drivers } from "../drivers/registry.ts";
import { GatewayError } from "../errors.ts";
import { resolveSecret } from "./resolve-secret.ts";
import type { Resolving } from "./resolving.ts";
import type { RawGatewayConfig } from "./schema.ts";
import { Secret } from "./secret.ts";
import type { ConnectionConfig } from "./settings.ts";

export function driverOf(kind: string | undefined): AnyDriver | undefined {
  return kind === undefined || !Object.hasOwn(drivers, kind)
    ? undefined
    : drivers[kind as keyof typeof drivers];
}

/** What `work` gave; undefined after it failed with a coded error, which is told. Other errors go on. */
export function attempt<T>(work: () => T, failed: (message: string) => void): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    failed(error.message);
    return undefined;
  }
}

export function duplicates(
  ids: readonly string[],
  told: (index: number, id: string) => void,
): void {
  const seen = new Set<string>();
  ids.forEach((id, index) => {
    if (seen.has(id)) told(index, id);
    seen.add(id);
  });
}

export function resolveConnections(
  raw: RawGatewayConfig,
  resolving: Resolving,
): readonly ConnectionConfig[] {
  const { problem } = resolving;
  duplicates(
    raw.connections.map(({ id }) => id),
    (i, id) => problem(["connections", i, "id"], `连接编号重复 · duplicate connection id ${id}`),
  );
  return raw.connections.map(({ id, driver: kind, endpoint }, i) => {
    const driver = driverOf(kind);
    if (driver === undefined) {
      const known = Object.keys(drivers).join(" | ");
      problem(
        ["connections", i, "driver"],
        `没有驱动 ${kind},可用:${known} · no driver ${kind}; there is ${known}`,
      );
      return { id, driver: kind, endpoint: null };
    }
    const at = ["connections", i, "endpoint"];
    const outside: Outside = {
      path: resolving.pathOf,
      secret: (reference, keys) =>
        new Secret(resolveSecret(reference, [...at, ...keys], resolving) ?? ""),
    };
    const parsed = attempt(
      () => driver.parseEndpoint(endpoint, outside),
      (message) => problem(at, message),
    );
    return { id, driver: kind, endpoint: parsed };
  });
}
