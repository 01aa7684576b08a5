// Identity records: which gateway, which program, which configuration, which devices. Each says all that is known.
import { createHash } from "node:crypto";
import process from "node:process";
import { encodeUtf8 } from "#contracts/bytes.ts";
import { canonicalJson, type Json } from "#contracts/canonical-json.ts";
import { lineModelHash } from "#contracts/line-model.ts";
import type { IdentityRecord } from "#contracts/record.ts";
import { readReplacementNote } from "../backup/replacement-note.ts";
import type { GatewayConfig } from "../config/config.ts";
import type { MachineFinding } from "../machine/machine-check.ts";
import type { KnownIdentities } from "./device-identities.ts";
import { machineProperties } from "./machine.ts";

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

const hashes = new WeakMap<GatewayConfig, string>();

/** SHA-256 of the configuration as it was understood, canonical JSON without secrets; 64 hex digits. */
export function configHash(config: GatewayConfig): string {
  const known = hashes.get(config);
  if (known !== undefined) return known;
  const { password: _password, tls: _tls, ...broker } = config.broker;
  const hash = createHash("sha256");
  for (const piece of canonicalPieces({ ...config, broker })) hash.update(encodeUtf8(piece));
  const digest = hash.digest("hex");
  hashes.set(config, digest);
  return digest;
}

/** RFC 8785 of an object in pieces, one for every element of its lists: with 100 000 signals it takes 50 MB. */
function* canonicalPieces(whole: Readonly<Record<string, unknown>>): Generator<string> {
  // Through JSON, where secrets have no form.
  const shown = (value: unknown) => canonicalJson(JSON.parse(JSON.stringify(value)) as Json);
  let before = "{";
  for (const [key, value] of Object.entries(whole).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    before = ",";
    if (!Array.isArray(value)) {
      yield shown(value);
      continue;
    }
    yield "[";
    for (const [i, item] of value.entries()) yield i === 0 ? shown(item) : `,${shown(item)}`;
    yield "]";
  }
  yield "}";
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
  /** Whether the disk came from another machine before this start. */
  readonly machine?: MachineFinding;
};

export function identityRecord(options: IdentityOptions): IdentityRecord {
  const { config, version, gatewayTime, devices, machine } = options;
  const properties = new Map<string, string>([
    ["gateway", config.gateway.id],
    ["site", config.gateway.site],
    ["simulated", String(config.gateway.simulated)],
    ["version", version],
    ["runtime", `node ${process.versions.node} ${process.platform}-${process.arch}`],
    ["config.sha256", configHash(config)],
    ...machineProperties(),
  ]);
  if (machine === "moved") properties.set("machine.moved", "true");
  const replaced = readReplacementNote(config.gateway.data)?.replaces?.log;
  if (replaced !== undefined) properties.set("log.replaces", replaced);
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
