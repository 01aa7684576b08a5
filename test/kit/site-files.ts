// Configuration files of one small site for system tests: line model, gateway and centre, by the ports and
// equipment that a test names.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

export type TestSignal = { readonly id: string; readonly address: unknown };

export type TestSite = {
  readonly folder: string;
  readonly mqttPort: number;
  readonly modbusPort: number;
  readonly webPort: number;
  readonly intervalMs: number;
  readonly equipment: string;
  readonly signals: readonly TestSignal[];
  /** True: an external broker stands at mqttPort; else the centre embeds one there. */
  readonly externalBroker: boolean;
};

export const testSite = "test-site";
export const testGateway = "gw-1";
export const testScanGroup = "fast";

/** The modbus addresses of a replay plant: row index, then one float32 per channel. */
export function replaySignals(channels: readonly string[]): TestSignal[] {
  const at = (address: number, type: string) => ({ table: "input", address, type });
  return [
    { id: "row", address: at(0, "uint32") },
    ...channels.map((id, k) => ({ id, address: at(2 + 2 * k, "float32") })),
  ];
}

function lineModel(site: TestSite): unknown {
  return {
    format: "lineproof/line-model/1",
    site: {
      id: testSite,
      name: { zh: "测试厂区", en: "test site" },
      cluster: "test",
      timeZone: "Asia/Shanghai",
      productionDayStart: "08:00",
      simulated: true,
    },
    firm: { name: { zh: "测试企业", en: "test firm" }, creditCode: "91131026MA00000000" },
    calendar: {
      shifts: [
        {
          id: "all-day",
          name: { zh: "全天", en: "all day" },
          start: "00:00",
          end: "00:00",
          weekdays: [1, 2, 3, 4, 5, 6, 7],
        },
      ],
    },
    lines: [
      {
        id: "line-1",
        name: { zh: "一号线", en: "line 1" },
        profile: "test",
        stages: [{ id: "stage-1", name: { zh: "工序", en: "stage" }, key: true }],
        equipment: [
          {
            id: site.equipment,
            name: { zh: "设备", en: "equipment" },
            stage: "stage-1",
            maker: "test",
            model: "test",
            serial: "1",
            digital: true,
            scanGroups: [{ id: testScanGroup, intervalMs: site.intervalMs }],
            signals: site.signals.map(({ id }) => ({
              id,
              name: { zh: id, en: id },
              unit: "C62",
              class: "PV",
              required: true,
              scanGroup: testScanGroup,
              purpose: "test",
              source: "test",
              gateway: testGateway,
            })),
          },
        ],
      },
    ],
  };
}

function gateway(site: TestSite): unknown {
  return {
    gateway: { id: testGateway, site: testSite, simulated: true, data: "gateway" },
    broker: {
      url: `mqtt://127.0.0.1:${site.mqttPort}`,
      username: testGateway,
      password: { fromFile: "secret" },
      clientId: `${testSite}.${testGateway}`,
    },
    outbox: { commitMs: 20 },
    checkpointSeconds: 1,
    local: false,
    lineModel: "line-model.yaml",
    connections: [
      { id: "plc", driver: "modbus-tcp", endpoint: { host: "127.0.0.1", port: site.modbusPort } },
    ],
    equipment: [
      {
        id: site.equipment,
        connection: "plc",
        unit: 1,
        signals: site.signals,
        scanGroups: [{ id: testScanGroup, intervalMs: site.intervalMs }],
      },
    ],
  };
}

function serve(site: TestSite): unknown {
  const url = `mqtt://127.0.0.1:${site.mqttPort}`;
  return {
    ingest: {
      data: "site",
      hostId: "lineproof",
      broker: site.externalBroker
        ? { external: { url } }
        : {
            embedded: {
              port: site.mqttPort,
              credentials: [
                {
                  username: testGateway,
                  password: { fromFile: "secret" },
                  site: testSite,
                  gateway: testGateway,
                },
              ],
            },
          },
      sites: [{ lineModel: "line-model.yaml" }],
    },
    http: { port: site.webPort },
    policies: ["langfang-2023-demo"],
  };
}

/** Writes the files and returns their paths. */
export function writeSiteFiles(site: TestSite): {
  gateway: string;
  serve: string;
  journal: string;
} {
  const write = (name: string, text: string): string => {
    const file = join(site.folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  write("secret", "a secret of this test only");
  write("line-model.yaml", stringify(lineModel(site)));
  return {
    gateway: write("gateway.yaml", stringify(gateway(site))),
    serve: write("serve.yaml", stringify(serve(site))),
    journal: join(site.folder, "site", "journal"),
  };
}
