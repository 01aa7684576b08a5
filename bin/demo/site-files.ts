// One site of the demo as files: its shipped YAML with ports and folders filled in, and a gateway
// configuration around the shipped equipment.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import { CommandError } from "../errors.ts";
import type { DemoSite } from "./demo-sites.ts";

export type SiteFiles = {
  readonly site: DemoSite;
  readonly plant: string;
  readonly gateway: string;
  readonly lineModel: string;
};

export type SitePorts = {
  readonly mqtt: number;
  readonly modbus: number;
  readonly opcua: number;
  readonly silent: number;
};

const shipped = fileURLToPath(new URL("sites/", import.meta.url));

/** Throws BIN_DEMO_SITE for a placeholder that has no value. */
function fill(file: string, values: Readonly<Record<string, string | number>>): string {
  return readFileSync(file, "utf8").replaceAll(/\$\{([A-Z_]+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) return String(value);
    throw new CommandError(
      "BIN_DEMO_SITE",
      `${file}: 没有 \${${name}} 的值 · no value for \${${name}}`,
      { file, name },
    );
  });
}

/**
 * Writes the site's files into `folder`.
 * @param secret file of the gateway's password at the demo's broker.
 */
export function writeSiteFiles(
  site: DemoSite,
  folder: string,
  ports: SitePorts,
  secret: string,
): SiteFiles {
  const from = join(shipped, site.id);
  const plantFolder = join(folder, "plant");
  mkdirSync(plantFolder, { recursive: true, mode: 0o700 });
  const values = {
    MODBUS_PORT: ports.modbus,
    OPCUA_PORT: ports.opcua,
    DEAD_PORT: ports.silent,
    PKI: join(plantFolder, "pki"),
    RETAIN: join(plantFolder, "retained.json"),
    TRUST: join(plantFolder, "pki", "own", "certs", "certificate.pem"),
  };
  const lineModel = join(folder, "line-model.yaml");
  // Templates of the site's own machines stand beside its equipment.
  for (const name of readdirSync(from)) {
    if (name === "line-model.yaml" || name.endsWith(".json")) {
      copyFileSync(join(from, name), join(folder, name));
    }
  }
  const gateway = {
    gateway: { id: site.gateway, site: site.id, simulated: true, data: "gateway" },
    broker: {
      url: `mqtt://127.0.0.1:${ports.mqtt}`,
      username: site.gateway,
      password: { fromFile: secret },
      clientId: `${site.id}.${site.gateway}`,
      primaryHost: "lineproof",
    },
    lineModel: "line-model.yaml",
    // Three gateways on one computer: none of them takes the technician's port.
    local: false,
    ...(parse(fill(join(from, "equipment.yaml"), values)) as object),
  };
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  return {
    site,
    lineModel,
    plant: write("plant.yaml", fill(join(from, "plant.yaml"), values)),
    gateway: write("gateway.yaml", stringify(gateway)),
  };
}
