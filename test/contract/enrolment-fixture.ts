// A centre that enrols, on loopback, and gateways that have nothing but a data folder.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { errorCode } from "#contracts/errors.ts";
import type { Clock } from "#contracts/time.ts";
import { loadGatewayConfig } from "#gateway/config/load-config.ts";
import { enrol } from "#gateway/enrolment/enrol.ts";
import { type RunningGateway, runGateway } from "#gateway/run.ts";
import { checkIngestConfig, type IngestConfig } from "#ingest/config.ts";
import { enrolmentFiles } from "#ingest/enrolment/enrolment-files.ts";
import { EnrolmentRegistry } from "#ingest/enrolment/enrolment-registry.ts";
import { issueCode } from "#ingest/enrolment/issue-code.ts";
import type { Ingest } from "#ingest/ingest.ts";
import type { Notice } from "#ingest/notice.ts";
import { openIngest } from "#ingest/open-ingest.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** A clock that is off by so many ms. */
export const clockOff = (ms: number): Clock => ({ ...systemClock, now: () => Date.now() + ms });

const words = (text: string) => ({ zh: text, en: text });

function signal(gateway: string) {
  return {
    id: `t.${gateway}`,
    name: words("t"),
    unit: "CEL",
    class: "PV",
    required: true,
    scanGroup: gateway,
    purpose: "t",
    gateway,
  };
}

/** A site of one press, read by gateways gw-1 and gw-2. */
export function siteLineModel(site: string) {
  return {
    format: "lineproof/line-model/1",
    site: {
      id: site,
      name: words(site),
      cluster: "wenan-panel",
      timeZone: "Asia/Shanghai",
      productionDayStart: "08:00",
      simulated: true,
    },
    firm: { name: words("firm"), creditCode: "91131000MA0000000X" },
    calendar: {
      shifts: [{ id: "d", name: words("d"), start: "08:00", end: "20:00", weekdays: [1] }],
    },
    lines: [
      {
        id: "line-1",
        name: words("line"),
        profile: "wood-panel",
        stages: [{ id: "press", name: words("press"), key: true }],
        equipment: [
          {
            id: "press",
            name: words("press"),
            stage: "press",
            maker: "m",
            model: "m",
            serial: "1",
            digital: true,
            scanGroups: ["gw-1", "gw-2"].map((id) => ({ id, intervalMs: 1000 })),
            signals: [signal("gw-1"), signal("gw-2")],
          },
        ],
      },
    ],
  };
}

export type EnrollingCentre = {
  readonly config: IngestConfig;
  readonly ingest: Ingest;
  readonly notices: Notice[];
  /** https://127.0.0.1:port */
  readonly address: string;
  code(
    gateway?: string,
    more?: { replaces?: string; validMs?: number; site?: string },
  ): Promise<string>;
};

/** @param hosts names in its certificate */
export async function startCentre(
  clock: Clock = systemClock,
  hosts: readonly string[] = ["127.0.0.1"],
): Promise<EnrollingCentre> {
  const folder = temporaryFolder();
  const sites = ["site-a", "site-b"].map((site) => {
    const file = join(folder, `${site}.json`);
    writeFileSync(file, JSON.stringify(siteLineModel(site)));
    return { lineModel: file };
  });
  const raw = {
    data: "data",
    hostId: "host-1",
    broker: { embedded: { port: 0, tls: { port: 0, enrolmentPort: 0, hosts } } },
    sites,
  };
  const sources = { env: {}, readText: () => "" };
  const config = checkIngestConfig(join(folder, "serve.yaml"), raw, sources);
  const notices: Notice[] = [];
  const ingest = await openIngest(config, { clock, log: (notice) => notices.push(notice) });
  onTestFinished(() => ingest.close());
  return {
    config,
    ingest,
    notices,
    address: `https://127.0.0.1:${ingest.enrolmentPort}`,
    code: async (gateway = "gw-1", { site = "site-a", validMs = 60_000, replaces } = {}) => {
      const order = { site, gateway, validMs, ...(replaces === undefined ? {} : { replaces }) };
      return (await issueCode(config, order, clock.now())).code;
    },
  };
}

/** The folder of a gateway that never ran. */
export function freshGateway(id = "gw-1", site = "site-a") {
  const data = join(temporaryFolder(), "data");
  mkdirSync(data);
  const target = { id, site, simulated: true, data };
  return {
    target,
    enrol: (centre: { readonly address: string }, code: string) =>
      enrol(target, code, centre.address, systemClock),
  };
}

/** The configuration of an enrolled gateway; its only machine does not answer. */
export function gatewayFile(target: ReturnType<typeof freshGateway>["target"]): string {
  const file = join(target.data, "..", "gateway.yaml");
  const { id, site, simulated } = target;
  const raw = {
    gateway: { id, site, simulated, data: "data" },
    broker: { enrolled: true },
    checkpointSeconds: 1,
    connections: [{ id: "plc", driver: "modbus-tcp", endpoint: { host: "127.0.0.1", port: 1 } }],
    equipment: [
      {
        id: "press",
        connection: "plc",
        unit: 1,
        signals: [{ id: `t.${id}`, address: "holding:0:uint16" }],
        scanGroups: [{ id: "fast", intervalMs: 1000 }],
      },
    ],
  };
  writeFileSync(file, JSON.stringify(raw));
  return file;
}

export async function startGateway(
  target: ReturnType<typeof freshGateway>["target"],
): Promise<RunningGateway> {
  const config = loadGatewayConfig(gatewayFile(target), {});
  const running = await runGateway(config, {
    clock: systemClock,
    log: () => undefined,
    random: Math.random,
    version: "0.0.0",
  });
  onTestFinished(() => running.stop());
  return running;
}

/** The error of something that must fail, with its code. */
export async function failure(
  work: Promise<unknown>,
): Promise<{ code: string | undefined; message: string; detail: object }> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("it did not fail");
  return { code: errorCode(error), message: error.message, detail: Object(error).detail };
}

export function registryOf(centre: EnrollingCentre): EnrolmentRegistry {
  const registry = new EnrolmentRegistry(enrolmentFiles(centre.config.data).registry);
  onTestFinished(() => registry.close());
  return registry;
}

/** Bounds of a wait. */
export const soon = { timeout: 10_000, interval: 20 };
