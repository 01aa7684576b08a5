// The demo's data folder: configuration files made from its ports, a random secret, and what the
// processes keep. A second start keeps all of it; --fresh begins anew.
import { randomBytes } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { CommandError } from "../errors.ts";

export type DemoPorts = { readonly web: number; readonly mqtt: number; readonly modbus: number };
export type DemoFiles = {
  readonly plant: string;
  readonly gateway: string;
  readonly serve: string;
};

/** Marks a folder as made by the demo, so that no other is deleted or written over. */
const marker = "lineproof-demo";
const site = "wenan-press-hall";
const gateway = "gw-press";

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
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, marker), "");
}

/** The gateway's password at the demo's broker: made once, readable by this user only. */
function secretFile(folder: string): string {
  const file = join(folder, "gateway-secret");
  if (!existsSync(file))
    writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return file;
}

function gatewayConfig(ports: DemoPorts, secret: string): unknown {
  const e5cc = (id: string, unit: number) => ({
    id,
    connection: "press-hall",
    unit,
    template: "e5cc",
    scanGroups: [{ id: "second", intervalMs: 1000 }],
  });
  return {
    gateway: { id: gateway, site, simulated: true, data: "gateway" },
    broker: {
      url: `mqtt://127.0.0.1:${ports.mqtt}`,
      username: gateway,
      password: { fromFile: secret },
      clientId: `${site}.${gateway}`,
      primaryHost: "lineproof",
    },
    lineModel: "line-model.yaml",
    connections: [
      {
        id: "press-hall",
        driver: "modbus-tcp",
        endpoint: { host: "127.0.0.1", port: ports.modbus },
      },
    ],
    equipment: [
      {
        id: "meter-main",
        connection: "press-hall",
        unit: 1,
        template: "sdm630",
        scanGroups: [{ id: "second", intervalMs: 1000 }],
      },
      e5cc("press-zone-1", 11),
      e5cc("press-zone-2", 12),
    ],
  };
}

function serveConfig(ports: DemoPorts, secret: string): unknown {
  return {
    ingest: {
      data: "site",
      hostId: "lineproof",
      broker: {
        embedded: {
          port: ports.mqtt,
          credentials: [{ username: gateway, password: { fromFile: secret }, site, gateway }],
        },
      },
      sites: [{ lineModel: "line-model.yaml" }],
    },
    http: { port: ports.web },
    policies: ["langfang-2023-demo", "langfang-2023"],
  };
}

/** Writes the configuration of all processes. Throws BIN_DATA_DIR. */
export function writeDemoFolder(options: {
  folder: string;
  fresh: boolean;
  ports: DemoPorts;
}): DemoFiles {
  const folder = resolve(options.folder);
  prepareFolder(folder, options.fresh);
  const secret = secretFile(folder);
  copyFileSync(
    fileURLToPath(new URL("line-model.yaml", import.meta.url)),
    join(folder, "line-model.yaml"),
  );
  const scenario = readFileSync(new URL("press-hall.yaml", import.meta.url), "utf8");
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  return {
    plant: write(
      "plant.yaml",
      `${scenario}listen: { host: 127.0.0.1, port: ${options.ports.modbus} }\n`,
    ),
    gateway: write("gateway.yaml", stringify(gatewayConfig(options.ports, secret))),
    serve: write("serve.yaml", stringify(serveConfig(options.ports, secret))),
  };
}
