// The site of the host faults: one plant, one centre, and a gateway for each computer that suffers.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import { openTcpCable, type TcpCable } from "#simulators/servers/tcp-cable.ts";
import type { Child } from "../../bin/process/child.ts";
import { neighbours } from "./fault-matrix-cases.ts";
import { HostGateway } from "./fault-matrix-host-gateway.ts";
import { connectionOf, equipmentOf } from "./fault-matrix-machines.ts";
import { MatrixPlants } from "./fault-matrix-plants.ts";
import { writeMatrixSite } from "./fault-matrix-site.ts";
import { freePort } from "./free-port.ts";
import { auditJournal, recordsInOrder } from "./journal-audit.ts";
import { type GatewayAnswer, startProcess } from "./processes.ts";
import { ledgerOf } from "./site-report.ts";

const intervalMs = 200;

/** Relay in front of a broker; ends with the test. */
async function brokerCable(port: number): Promise<TcpCable> {
  const cable = await openTcpCable({ port: 0, target: { host: "127.0.0.1", port } });
  onTestFinished(() => cable.close());
  return cable;
}

export class HostSite {
  readonly folder: string;
  readonly cable: TcpCable;
  readonly #serve: Child;
  readonly #journal: string;
  readonly #gateways: ReadonlyMap<string, HostGateway>;

  private constructor(parts: {
    folder: string;
    cable: TcpCable;
    serve: Child;
    journal: string;
    gateways: ReadonlyMap<string, HostGateway>;
  }) {
    this.folder = parts.folder;
    this.cable = parts.cable;
    this.#serve = parts.serve;
    this.#journal = parts.journal;
    this.#gateways = parts.gateways;
  }

  /** @param ids of gateways; `behindCable` reaches the broker through the cable, `real` says that it is no simulation. */
  static async start(
    folder: string,
    ids: readonly string[],
    { behindCable, real }: { readonly behindCable: string; readonly real: string },
  ): Promise<HostSite> {
    const hall = neighbours.slice(0, 1);
    const plants = await MatrixPlants.start(hall, { folder, seed: 1, rtu: new Map() });
    const ports = { mqtt: await freePort(), web: await freePort() };
    const cable = await brokerCable(ports.mqtt);
    const files = writeMatrixSite(
      folder,
      ports,
      ids.map((id) => ({
        id,
        connections: hall.map((one) => connectionOf(one, plants, new Map())),
        equipment: hall
          .flatMap((one) => equipmentOf(one))
          .map((one) => ({ ...one, id: `meter-${id}`, intervalMs })),
        brokerPort: id === behindCable ? cable.address().port : ports.mqtt,
      })),
    );
    makeReal(folder, files.gateways.get(real) ?? "");
    const serve = await startProcess("serve", ["serve", files.serve]);
    const gateways = new Map(
      ids.map((id) => [id, new HostGateway(id, files.gateways.get(id) ?? "")]),
    );
    return new HostSite({ folder, cable, serve, journal: files.journal, gateways });
  }

  gateway(id: string): HostGateway {
    const gateway = this.#gateways.get(id);
    if (gateway === undefined) throw new Error(`no gateway ${id}`);
    return gateway;
  }

  /** Stops everything in order; what each gateway recorded must be in the journal once. */
  async ledger(): Promise<Readonly<Record<string, { lost: number; duplicated: number }>>> {
    const logs: { id: string; log: string; next: number; dropped: number }[] = [];
    for (const [id, gateway] of this.#gateways) {
      const { edge } = (await gateway.child.ask("drain", 60_000)) as GatewayAnswer;
      logs.push({ id, ...edge });
    }
    const lost = new Map<string, number>();
    for (const { id, log, next, dropped } of logs) {
      const one = await vi.waitFor(
        async () => {
          const found = await ledgerOf(this.#serve, log);
          expect(found).toMatchObject({ next, outstanding: 0 });
          return found;
        },
        { timeout: 30_000, interval: 200 },
      );
      lost.set(id, dropped + (one?.gaps ?? 0) + (one?.hostGaps ?? 0));
    }
    await this.#serve.stop(20_000);
    const audit = auditJournal(this.#journal);
    return Object.fromEntries(
      logs.map(({ id, log, next }) => {
        const found = audit.logs.find((each) => each.log === log);
        const records = found === undefined ? [] : recordsInOrder(found);
        const missing = next - records.length;
        return [id, { lost: missing + (lost.get(id) ?? 0), duplicated: found?.duplicates ?? 0 }];
      }),
    );
  }
}

/** A gateway of a real plant: those of simulated ones may be copied around. */
function makeReal(folder: string, config: string): void {
  const real = (text: string) => text.replace("simulated: true", "simulated: false");
  writeFileSync(
    join(folder, "real-model.yaml"),
    real(readFileSync(join(folder, "line-model.yaml"), "utf8")),
  );
  const text = real(readFileSync(config, "utf8")).replace("line-model.yaml", "real-model.yaml");
  writeFileSync(config, text, { mode: 0o600 });
}
