// The demo's three factories as processes of one test, with a cable in every connection that can be pulled, and
// a broker of the test's choice.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import { parse, stringify } from "yaml";
import { openTcpCable, type TcpCable } from "#simulators/servers/tcp-cable.ts";
import { type DemoFiles, writeDemoFolder } from "../../bin/demo/demo-folder.ts";
import { claimPorts, type DemoPorts } from "../../bin/demo/demo-ports.ts";
import type { Child } from "../../bin/process/child.ts";
import { Mosquitto } from "./mosquitto.ts";
import { startProcess } from "./processes.ts";

/** What a gateway answers to `status`, as far as these tests look. */
export type FactoryStatus = {
  readonly gateway: string;
  readonly edge: {
    readonly log: string;
    readonly next: number;
    readonly acknowledged: number;
    readonly dropped: number;
  };
  readonly poll: {
    readonly equipment: readonly {
      readonly id: string;
      readonly state: string;
      readonly lastGoodAt: number | null;
    }[];
  };
};

type GatewayFile = {
  broker: { url: string };
  connections: {
    id: string;
    driver: string;
    endpoint: { host?: string; port?: number; url?: string };
  }[];
};

export type SiteCables = {
  readonly modbus: TcpCable;
  readonly opcua: TcpCable;
  readonly mqtt: TcpCable;
};

const soon = { timeout: 60_000, interval: 200 };

export class DemoFactories {
  readonly folder: string;
  readonly ports: DemoPorts;
  readonly files: DemoFiles;
  readonly cables: readonly SiteCables[];
  readonly mosquitto: Mosquitto | undefined;
  readonly #children = new Map<string, Child>();
  readonly #lines = new Map<string, string[]>();

  private constructor(parts: {
    folder: string;
    ports: DemoPorts;
    files: DemoFiles;
    cables: readonly SiteCables[];
    mosquitto: Mosquitto | undefined;
  }) {
    this.folder = parts.folder;
    this.ports = parts.ports;
    this.files = parts.files;
    this.cables = parts.cables;
    this.mosquitto = parts.mosquitto;
  }

  /** Writes everything and starts the broker; no process of ours runs yet. */
  static async prepare(options: {
    folder: string;
    broker: "embedded" | "mosquitto";
  }): Promise<DemoFactories> {
    const { folder } = options;
    const ports = await claimPorts({ web: 0, mqtt: 0, modbus: 0, opcua: 0 });
    const files = writeDemoFolder({
      folder: join(folder, "demo"),
      fresh: false,
      ports,
      now: Date.now(),
    });
    const mosquitto =
      options.broker === "mosquitto" ? new Mosquitto(folder, ports.mqtt) : undefined;
    await mosquitto?.start();
    if (mosquitto !== undefined) {
      const centre = parse(readFileSync(files.serve, "utf8"));
      centre.ingest.broker = { external: { url: `mqtt://127.0.0.1:${ports.mqtt}` } };
      writeFileSync(files.serve, stringify(centre));
    }
    const cables: SiteCables[] = [];
    for (const [i, { gateway }] of files.sites.entries()) {
      const site = {
        modbus: await cableTo(ports.modbus[i]!),
        opcua: await cableTo(ports.opcua[i]!),
        mqtt: await cableTo(ports.mqtt),
      };
      cables.push(site);
      throughCables(gateway, site, ports.silent);
    }
    return new DemoFactories({ folder, ports, files, cables, mosquitto });
  }

  get web(): string {
    return `http://127.0.0.1:${this.ports.web}`;
  }

  /** Names of the processes: `centre`, `plant <site>`, `gateway <site>`. */
  get names(): readonly string[] {
    return ["centre", ...this.sites.flatMap((site) => [`plant ${site}`, `gateway ${site}`])];
  }

  get sites(): readonly string[] {
    return this.files.sites.map(({ site }) => site.id);
  }

  /** What a process wrote since the test began, over all its lives. */
  linesOf(name: string): readonly string[] {
    return this.#lines.get(name) ?? [];
  }

  #argumentsOf(name: string): string[] {
    const [role, id] = name.split(" ");
    if (role === "centre") return ["serve", this.files.serve];
    const own = this.files.sites.find(({ site }) => site.id === id)!;
    return role === "plant" ? ["simulate", "run", own.plant] : ["gateway", own.gateway];
  }

  async start(names: readonly string[]): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        const lines = this.#lines.get(name) ?? [];
        this.#lines.set(name, lines);
        this.#children.set(name, await startProcess(name, this.#argumentsOf(name), lines));
      }),
    );
  }

  async startAll(): Promise<void> {
    await this.start(this.names.filter((name) => !name.startsWith("gateway")));
    await this.start(this.names.filter((name) => name.startsWith("gateway")));
  }

  child(name: string): Child {
    return this.#children.get(name)!;
  }

  async kill(names: readonly string[]): Promise<void> {
    for (const name of names) this.child(name).kill("SIGKILL");
    await Promise.all(names.map((name) => this.child(name).exited));
  }

  async statuses(): Promise<readonly FactoryStatus[]> {
    return Promise.all(
      this.sites.map(
        async (site) => (await this.child(`gateway ${site}`).ask("status")) as FactoryStatus,
      ),
    );
  }

  /**
   * Waits until every machine that is connected at all is read again and what was read since is acknowledged.
   * @param silent equipment that never answers.
   */
  async flowing(silent: readonly string[]): Promise<void> {
    const since = Date.now();
    await vi.waitFor(async () => {
      for (const { poll, edge } of await this.statuses()) {
        for (const { id, state, lastGoodAt } of poll.equipment) {
          if (silent.includes(id)) continue;
          expect([id, state]).toEqual([id, "up"]);
          expect(lastGoodAt).toBeGreaterThan(since);
        }
        expect(edge.next - edge.acknowledged).toBeLessThan(200);
      }
    }, soon);
    const marks = (await this.statuses()).map(({ edge }) => edge.next);
    await vi.waitFor(async () => {
      for (const [i, { edge }] of (await this.statuses()).entries()) {
        expect(edge.acknowledged).toBeGreaterThanOrEqual(marks[i]!);
      }
    }, soon);
  }
}

/** On a free port; ends with the test. */
async function cableTo(port: number): Promise<TcpCable> {
  const cable = await openTcpCable({ port: 0, target: { host: "127.0.0.1", port } });
  onTestFinished(() => cable.close());
  return cable;
}

/** Rewrites a gateway's file so that it reaches plant and broker through the cables. */
function throughCables(file: string, cables: SiteCables, silent: number): void {
  const config = parse(readFileSync(file, "utf8")) as GatewayFile;
  config.broker.url = `mqtt://127.0.0.1:${cables.mqtt.address().port}`;
  for (const { driver, endpoint } of config.connections) {
    if (driver === "opcua") endpoint.url = `opc.tcp://127.0.0.1:${cables.opcua.address().port}`;
    else if (endpoint.port !== silent) endpoint.port = cables.modbus.address().port;
  }
  writeFileSync(file, stringify(config));
}
