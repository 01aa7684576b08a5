// Faults of the gateway's computer in fast time, where this computer lets no process have them (no libfaketime, no
// mount): the same outbox, log and records, stepped.
import { join } from "node:path";
import { expect } from "vitest";
import type { ScanRecord } from "#contracts/record.ts";
import { decodeRecord } from "#contracts/record-bytes.ts";
import { openLog } from "#gateway/evidence/open-log.ts";
import { plainPlant } from "../../bin/fast/fast-plant.ts";
import { recordLine } from "../../bin/fast/record-line.ts";
import type { MatrixRow } from "./fault-matrix-judge.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const minuteMs = 60_000;
const cadenceMs = 10_000;
const from = Date.UTC(2026, 5, 1);
const hall = { id: "hall", site: "hall", gateway: "gw-hall", line: "press-hall", seed: 5 } as const;

const keys: Readonly<Record<string, object>> = {
  "gateway-clock-jump": { by: "2h" },
  "gateway-clock-skew": { perDay: "1d" },
};

/** An hour of a small plant with the fault from its 20th to its 30th minute. */
export async function fastRow(kind: string): Promise<MatrixRow> {
  const folder = temporaryFolder();
  const fault = { kind, after: "20m", for: "10m", ...keys[kind] };
  const to = from + 60 * minuteMs;
  const plant = plainPlant({ ...hall, faults: [fault] });
  const result = await recordLine({ plant, from, to, cadenceMs, folder });
  expect(result.dropped).toBe(0);
  const sizes = { maxBytes: 2 ** 40, historyBytes: 2 ** 40 };
  const { outbox } = openLog({ dataDir: join(folder, "gateway"), ...sizes });
  const records = outbox
    .read(0, outbox.next, 2 ** 30, 2 ** 30)
    .flatMap(({ bytes }) => (bytes === null ? [] : [decodeRecord(bytes)]));
  outbox.close();
  const ended = from + 30 * minuteMs;
  const scans = records.filter((record): record is ScanRecord => record.kind === "scan");
  const after = scans.filter(({ gatewayTime }) => gatewayTime > ended && gatewayTime <= to);
  const equipment = new Set(scans.map((scan) => scan.equipment));
  // Every scan of the half hour after it, and at the right time.
  expect(after.length).toBeGreaterThanOrEqual(equipment.size * ((to - ended) / cadenceMs - 2));
  const clocks = records.filter((record) => record.kind === "clock");
  return {
    kind,
    where: "fast time: not possible with a process on this computer",
    seen: `${new Set(clocks.map(({ state }) => state)).size} 种时钟状态已记入日志 · clock states in the log: ${[...new Set(clocks.map(({ state }) => state))].join(", ")}`,
    lastedSeconds: 600,
    seenSeconds: Number.NaN,
    recoveredSeconds: ((after[0]?.gatewayTime ?? Number.NaN) - ended) / 1000,
  };
}
