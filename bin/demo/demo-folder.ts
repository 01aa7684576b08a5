// The demo's data folder: configuration files made from its ports, random secrets, and what the
// processes keep. A second start keeps all of it; --fresh begins anew.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { CommandError } from "../errors.ts";
import type { DemoPorts } from "./demo-ports.ts";
import { demoSites } from "./demo-sites.ts";
import { type SiteFiles, writeSiteFiles } from "./site-files.ts";

export type DemoFiles = {
  readonly serve: string;
  /** In the order of demoSites. */
  readonly sites: readonly SiteFiles[];
};

/** Marks a folder as made by the demo, so that no other is deleted or written over. */
const marker = "lineproof-demo";
/** Changes when a folder of an earlier version could not be continued. */
const version = "lineproof/demo/2\n";

/** An empty folder may be used, but only one that the demo made is deleted. */
function isForeign(folder: string, fresh: boolean): boolean {
  if (!existsSync(folder) || existsSync(join(folder, marker))) return false;
  return fresh || readdirSync(folder).length > 0;
}

function prepareFolder(folder: string, fresh: boolean): void {
  if (isForeign(folder, fresh)) {
    throw new CommandError(
      "BIN_DATA_DIR",
      `${folder} 不是演示数据目录,不会删除或改动;请另选 --data · ${folder} is not a demo folder and will not be deleted or changed; choose another --data`,
      { folder },
    );
  }
  if (fresh) rmSync(folder, { recursive: true, force: true });
  const file = join(folder, marker);
  if (existsSync(file) && readFileSync(file, "utf8") !== version) {
    throw new CommandError(
      "BIN_DATA_OLD",
      `${folder} 是旧版演示留下的,不能接着用;请加 --fresh 清空重来,或另选 --data · ${folder} is of an earlier version of the demo and cannot be continued: begin anew with --fresh, or choose another --data`,
      { folder },
    );
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, version);
}

/** A gateway's password at the demo's broker: made once, readable by this user only. */
function secretFile(folder: string): string {
  const file = join(folder, "gateway-secret");
  if (!existsSync(file))
    writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return file;
}

function serveConfig(ports: DemoPorts, sites: readonly SiteFiles[], now: number): unknown {
  return {
    ingest: {
      data: "centre",
      hostId: "lineproof",
      broker: {
        embedded: {
          port: ports.mqtt,
          credentials: sites.map(({ site }) => ({
            username: site.gateway,
            password: { fromFile: join(site.id, "gateway-secret") },
            site: site.id,
            gateway: site.gateway,
          })),
        },
      },
      sites: sites.map(({ site }) => ({ lineModel: join(site.id, "line-model.yaml") })),
    },
    http: { port: ports.web },
    policies: ["langfang-2023-demo", "langfang-2023"],
    demoSince: new Date(now).toISOString(),
  };
}

/** Writes the configuration of all processes. Throws BIN_DATA_DIR and BIN_DATA_OLD. */
export function writeDemoFolder(options: {
  folder: string;
  fresh: boolean;
  ports: DemoPorts;
  /** When this run begins, ms UTC. */
  now: number;
}): DemoFiles {
  const { ports } = options;
  const folder = resolve(options.folder);
  prepareFolder(folder, options.fresh);
  const sites = demoSites.map((site, i) => {
    const own = join(folder, site.id);
    mkdirSync(own, { recursive: true, mode: 0o700 });
    const { modbus = [], opcua = [], mqtt, silent } = ports;
    return writeSiteFiles(
      site,
      own,
      { mqtt, silent, modbus: modbus[i] ?? 0, opcua: opcua[i] ?? 0 },
      secretFile(own),
    );
  });
  const serve = join(folder, "centre.yaml");
  writeFileSync(serve, stringify(serveConfig(ports, sites, options.now)));
  return { serve, sites };
}
