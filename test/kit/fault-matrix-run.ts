// All faults of wires, sensors and plants side by side, watched by one gateway process that publishes to one centre.
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import type { GatewayStatus } from "#gateway/status.ts";
import { openSerialLine } from "../contract/serial-line.ts";
import type { MatrixCase } from "./fault-matrix-case.ts";
import type { Observed } from "./fault-matrix-evidence.ts";
import { connectionOf, equipmentOf } from "./fault-matrix-machines.ts";
import { MatrixPlants } from "./fault-matrix-plants.ts";
import { type MatrixFiles, writeMatrixSite } from "./fault-matrix-site.ts";
import { MatrixWatch } from "./fault-matrix-watch.ts";
import { freePort } from "./free-port.ts";
import { auditJournal, recordsInOrder } from "./journal-audit.ts";
import { lasting } from "./lasting.ts";
import { type gatewayStatus, startProcess } from "./processes.ts";
import { ledgerOf } from "./site-report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const gatewayId = "gw-matrix";
/** Waits are for conditions; this only ends a run in which one never comes. */
const patienceMs = 90_000;

export type MatrixRun = Observed & {
  readonly lines: readonly string[];
  /** Of the gateway's log at the centre. */
  readonly lost: number;
  readonly duplicated: number;
};

/** @param recoverMs how long the slowest may take to be good again. */
export async function runMatrix(
  cases: readonly MatrixCase[],
  { seed, recoverMs }: { readonly seed: number; readonly recoverMs: number },
): Promise<MatrixRun> {
  const folder = temporaryFolder();
  const lines = await serialLines(cases);
  const far = new Map([...lines].map(([id, { other }]) => [id, other]));
  const near = new Map([...lines].map(([id, { path }]) => [id, path]));
  const plants = await MatrixPlants.start(cases, { folder, seed, rtu: far });
  const files = await writeFiles(folder, cases, plants, near);
  const said: string[] = [];
  const [serve, gateway] = await Promise.all([
    startProcess("serve", ["serve", files.serve]),
    startProcess("gateway", ["gateway", files.gateways.get(gatewayId) ?? ""], said),
  ]);
  const watch = new MatrixWatch(gateway);
  onTestFinished(() => watch.stop());
  const pid = gateway.pid;
  await allUp(watch);
  await lasting(settledMs);
  plants.arm();
  const longest = Math.max(...cases.map(({ fault }) => fault?.lastsMs ?? 0));
  await vi.waitFor(
    () => {
      const acting = cases.filter(
        ({ id, fault }) => fault !== undefined && !Number.isFinite(plants.span(id)?.end),
      );
      expect(acting.map(({ id }) => id)).toEqual([]);
    },
    { timeout: longest + patienceMs, interval: 200 },
  );
  await allUp(watch, recoverMs, Date.now());
  expect(gateway.pid).toBe(pid);
  await watch.stop();
  const { edge } = (await gateway.ask("drain", 60_000)) as Awaited<
    ReturnType<typeof gatewayStatus>
  >;
  const ledger = await vi.waitFor(
    async () => {
      const one = await ledgerOf(serve, edge.log);
      expect(one).toMatchObject({ next: edge.next, outstanding: 0 });
      return one;
    },
    { timeout: 30_000, interval: 200 },
  );
  await serve.stop(20_000);
  const audit = auditJournal(files.journal);
  const log = audit.logs.find((each) => each.log === edge.log);
  if (log === undefined || ledger === undefined) throw new Error("the centre has no such log");
  return {
    plants,
    watch,
    records: recordsInOrder(log),
    lines: said,
    lost: edge.next - log.records.size + ledger.gaps + ledger.hostGaps + edge.dropped,
    duplicated: log.duplicates,
  };
}

/** Between "everything is up" and the first fault, so that something was recorded before it. */
const settledMs = 1_500;

async function serialLines(cases: readonly MatrixCase[]) {
  const lines = new Map<string, Awaited<ReturnType<typeof openSerialLine>>>();
  for (const { id, wire } of cases) {
    if (wire !== "rtu") continue;
    const line = await openSerialLine();
    onTestFinished(() => line.close());
    lines.set(id, line);
  }
  return lines;
}

async function writeFiles(
  folder: string,
  cases: readonly MatrixCase[],
  plants: MatrixPlants,
  rtu: ReadonlyMap<string, string>,
): Promise<MatrixFiles> {
  const ports = { mqtt: await freePort(), web: await freePort() };
  return writeMatrixSite(folder, ports, [
    {
      id: gatewayId,
      connections: cases.map((one) => connectionOf(one, plants, rtu)),
      equipment: cases.flatMap((one) => equipmentOf(one)),
      brokerPort: ports.mqtt,
      data: join(folder, "outbox"),
    },
  ]);
}

/** @param after ms UTC since when every equipment must have been read good. */
async function allUp(watch: MatrixWatch, timeout = patienceMs, after = 0): Promise<void> {
  await vi.waitFor(
    () => {
      const { poll, edge }: GatewayStatus = watch.status;
      const wrong = poll.equipment
        .filter(({ state, lastGoodAt }) => state !== "up" || (lastGoodAt ?? 0) <= after)
        .map(({ id, state, reason }) => `${id} ${state}: ${reason}`);
      expect(wrong).toEqual([]);
      expect(edge.acknowledged).toBeGreaterThan(0);
    },
    { timeout, interval: 100 },
  );
}
