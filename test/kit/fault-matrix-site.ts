// Configuration files of the fault matrix: one site with several gateways, and the centre that they publish to.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { testScanGroup, testSite, writeSiteFiles } from "./site-files.ts";

export type MatrixSignal = { readonly id: string; readonly address: unknown };

export type MatrixEquipment = {
  readonly id: string;
  readonly connection: string;
  readonly unit?: number;
  readonly namespaces?: unknown;
  readonly intervalMs: number;
  readonly signals: readonly MatrixSignal[];
};

export type MatrixConnection = {
  readonly id: string;
  readonly driver: string;
  readonly endpoint: Readonly<Record<string, unknown>>;
};

export type MatrixGateway = {
  readonly id: string;
  readonly connections: readonly MatrixConnection[];
  readonly equipment: readonly MatrixEquipment[];
  /** Where its broker is, by itself or through a cable. */
  readonly brokerPort: number;
  /** Of its outbox; default: a folder beside its file. */
  readonly data?: string;
};

export type MatrixFiles = {
  readonly serve: string;
  readonly journal: string;
  /** By gateway. */
  readonly gateways: ReadonlyMap<string, string>;
};

type Model = { lines: { equipment: ModelEquipment[] }[] };
type ModelEquipment = { signals: Record<string, unknown>[] };
type Serve = { ingest: { broker: { embedded: { credentials: unknown[] } } } };

export function writeMatrixSite(
  folder: string,
  ports: { readonly mqtt: number; readonly web: number },
  gateways: readonly MatrixGateway[],
): MatrixFiles {
  const base = writeSiteFiles({
    folder,
    modbusPort: 1,
    mqttPort: ports.mqtt,
    webPort: ports.web,
    intervalMs: 1000,
    equipment: "template",
    signals: [{ id: "template", address: { table: "input", address: 0, type: "float32" } }],
    externalBroker: false,
  });
  writeModel(join(folder, "line-model.yaml"), gateways);
  const serve = parse(readFileSync(base.serve, "utf8")) as Serve;
  serve.ingest.broker.embedded.credentials = gateways.map(({ id }) => ({
    username: id,
    password: { fromFile: "secret" },
    site: testSite,
    gateway: id,
  }));
  writeFileSync(base.serve, stringify(serve));
  const template = parse(readFileSync(base.gateway, "utf8"));
  const files = gateways.map((gateway): [string, string] => {
    const { id, connections, equipment, brokerPort, data = id } = gateway;
    const file = join(folder, `${id}.yaml`);
    const config = {
      ...template,
      gateway: { ...template.gateway, id, data },
      broker: {
        ...template.broker,
        url: `mqtt://127.0.0.1:${brokerPort}`,
        username: id,
        clientId: `${testSite}.${id}`,
      },
      local: { port: 0 },
      connections,
      equipment: equipment.map(({ intervalMs, ...rest }) => ({
        ...rest,
        scanGroups: [{ id: testScanGroup, intervalMs }],
      })),
    };
    writeFileSync(file, stringify(config), { mode: 0o600 });
    return [id, file];
  });
  return { serve: base.serve, journal: base.journal, gateways: new Map(files) };
}

/** Every equipment after the pattern of the one that is there. */
function writeModel(file: string, gateways: readonly MatrixGateway[]): void {
  const model = parse(readFileSync(file, "utf8")) as Model;
  const [line] = model.lines;
  const [pattern] = line?.equipment ?? [];
  if (line === undefined || pattern === undefined) throw new Error(`no equipment in ${file}`);
  line.equipment = gateways.flatMap(({ id: gateway, equipment }) =>
    equipment.map(({ id, intervalMs, signals }) => ({
      ...pattern,
      id,
      serial: id,
      scanGroups: [{ id: testScanGroup, intervalMs }],
      signals: signals.map((signal) => ({
        ...pattern.signals[0],
        id: signal.id,
        name: { zh: signal.id, en: signal.id },
        gateway,
      })),
    })),
  );
  writeFileSync(file, stringify(model));
}
