// The gateway between two programs that nobody here wrote: it reads python3-pymodbus and publishes through
// mosquitto; ingest subscribes there.
import { expect, vi } from "vitest";
import type { ScanRecord } from "#contracts/record.ts";
import { freePort } from "../kit/free-port.ts";
import { auditJournal, recordsInOrder } from "../kit/journal-audit.ts";
import { Mosquitto } from "../kit/mosquitto.ts";
import { testWith } from "../kit/peers.ts";
import { gatewayStatus, startProcess } from "../kit/processes.ts";
import { startPymodbus } from "../kit/pymodbus.ts";
import { writeSiteFiles } from "../kit/site-files.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

testWith("pymodbus", "mosquitto")(
  "values of a pymodbus server arrive through mosquitto as they were read",
  async () => {
    const folder = temporaryFolder();
    const [modbusPort, mqttPort, webPort] = [await freePort(), await freePort(), await freePort()];
    await startPymodbus(modbusPort);
    await new Mosquitto(folder, mqttPort).start();
    const address = (at: number, type: string) => ({ table: "input", address: at, type });
    const files = writeSiteFiles({
      folder,
      modbusPort,
      mqttPort,
      webPort,
      intervalMs: 100,
      equipment: "counter",
      signals: [
        { id: "count", address: address(0, "uint32") },
        { id: "tenth", address: address(2, "float32") },
        { id: "third", address: address(4, "float32") },
      ],
      externalBroker: true,
    });
    const serve = await startProcess("serve", ["serve", files.serve]);
    const gateway = await startProcess("gateway", ["gateway", files.gateway]);
    await vi.waitFor(
      async () => expect((await gatewayStatus(gateway)).edge.acknowledged).toBeGreaterThan(40),
      { timeout: 60_000, interval: 100 },
    );
    const status = (await gateway.ask("drain", 20_000)) as Awaited<
      ReturnType<typeof gatewayStatus>
    >;
    await serve.stop(20_000);

    const audit = auditJournal(files.journal);
    expect(audit.damage).toEqual([]);
    const log = audit.logs[0]!;
    expect([log.log, log.records.size, log.duplicates]).toEqual([
      status.edge.log,
      status.edge.next,
      0,
    ]);
    const held = new Map<string, number>();
    const counts: number[] = [];
    for (const scan of recordsInOrder(log).filter(
      (record): record is ScanRecord => record.kind === "scan",
    )) {
      for (const sample of scan.samples) {
        expect(sample.status).toBe(0);
        held.set(sample.signal, sample.value as number);
      }
      const count = held.get("count")!;
      // One block read is one moment: all three values belong together, bit for bit.
      expect(held.get("tenth")).toBe(Math.fround(count * 0.1));
      expect(held.get("third")).toBe(Math.fround(-count / 3));
      if (count !== counts.at(-1)) counts.push(count);
    }
    expect(counts.length).toBeGreaterThan(20);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
  },
);
