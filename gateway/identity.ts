// Identity records: which gateway, which program, which configuration, which devices. Each says all that is known.
import { createHash } from "node:crypto";
import process from "node:process";
import { encodeUtf8, toHex } from "#contracts/bytes.ts";
import { canonicalJson, type Json } from "#contracts/canonical-json.ts";
import { lineModelHash } from "#contracts/line-model.ts";
import type { IdentityRecord } from "#contracts/record.ts";
import type { GatewayConfig } from "./config.ts";
import type { KnownIdentities } from "./device-identities.ts";

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

/** SHA-256 of the configuration as it was understood, without secrets; 64 hex digits. */
export function configHash(config: GatewayConfig): string {
  const { password: _password, tls: _tls, ...broker } = config.broker;
  // Through JSON, where secrets have no form.
  const shown = JSON.parse(JSON.stringify({ ...config, broker })) as Json;
  return toHex(sha256(encodeUtf8(canonicalJson(shown))));
}

/** SHA-256 of the line model that the configuration names; undefined without one. */
export function configuredLineModelHash(config: GatewayConfig): string | undefined {
  return config.lineModel === undefined ? undefined : lineModelHash(sha256, config.lineModel);
}

export type IdentityOptions = {
  readonly config: GatewayConfig;
  /** Version of Lineproof. */
  readonly version: string;
  readonly gatewayTime: number;
  /** What the devices said of themselves. */
  readonly devices: KnownIdentities;
};

export function identityRecord(options: IdentityOptions): IdentityRecord {
  const { config, version, gatewayTime, devices } = options;
  const properties = new Map<string, string>([
    ["gateway", config.gateway.id],
    ["site", config.gateway.site],
    ["simulated", String(config.gateway.simulated)],
    ["version", version],
    ["runtime", `node ${process.versions.node} ${process.platform}-${process.arch}`],
    ["config.sha256", configHash(config)],
  ]);
  const model = configuredLineModelHash(config);
  if (model !== undefined) properties.set("line-model.sha256", model);
  for (const { id, template } of config.equipment) {
    if (template !== undefined) properties.set(`equipment.${id}.template`, template);
  }
  for (const [connection, said] of devices.connections) {
    for (const [key, text] of said) properties.set(`connection.${connection}.${key}`, text);
  }
  for (const [equipment, said] of devices.equipment) {
    for (const [key, text] of said) properties.set(`equipment.${equipment}.identity.${key}`, text);
  }
  return {
    kind: "identity",
    gatewayTime,
    properties: [...properties].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  };
}
