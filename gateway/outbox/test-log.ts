// Records and folders for the tests of outbox, evidence and edge.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ScanRecord } from "#contracts/record.ts";
import { asNewRecord } from "./new-record.ts";
import type { NewRecord } from "./outbox.ts";

/** An empty folder that goes away with `using`. */
export function temporaryFolder(): { readonly path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), "lineproof-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Scan number n of a meter: one float whose value is n. */
export function scan(n: number, equipment = "meter"): ScanRecord {
  return {
    kind: "scan",
    gatewayTime: 1_700_000_000_000 + n,
    equipment,
    scanGroup: "fast",
    samples: [
      {
        signal: "power",
        sourceTime: 1_700_000_000_000 + n,
        kind: "float",
        value: Math.fround(n),
        status: 0,
        flag: "N",
      },
    ],
  };
}

export function newRecord(n: number): NewRecord {
  return asNewRecord(scan(n));
}

export function newRecords(from: number, to: number): NewRecord[] {
  return Array.from({ length: to - from }, (_, i) => newRecord(from + i));
}
