import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import type { LogRecord, Sample } from "#contracts/record.ts";
import { ManualClock } from "#contracts/time.ts";
import type { EquipmentConfig } from "../config/equipment.ts";
import { checkDerivation } from "./declared-derivation.ts";
import { RecordedValues } from "./recorded-values.ts";
import { startTime } from "./test-derivation.ts";

function derived(written: { readonly id: string } & Record<string, unknown>) {
  const checked = checkDerivation(written, (keys, message) => {
    throw new Error(`${keys.join(".")}: ${message}`);
  });
  if (checked === undefined) throw new Error("refused");
  return { id: checked.id, address: undefined, datatype: 10, deadband: 0, derived: checked };
}

const counter = (id: string) =>
  derived({ id, kind: "counter", from: "raw", modulus: 100, maxPerSecond: 1 });
const machine = (id: string, ...signals: ReturnType<typeof derived>[]): EquipmentConfig => ({
  id,
  connection: "c",
  scanGroups: [{ id: "all", intervalMs: 1000, signals }],
});

const scan = (equipment: string, at: number, values: Record<string, number | null>): LogRecord => ({
  kind: "scan",
  gatewayTime: startTime + at,
  equipment,
  scanGroup: "all",
  samples: Object.entries(values).map(
    ([signal, value]): Sample => ({
      signal,
      sourceTime: startTime + at,
      kind: value === null ? "null" : "double",
      value,
      status: value === null ? status.badTimeout : status.good,
      flag: value === null ? "B" : "N",
    }),
  ),
});

test("the newest good value of what goes on; the log is read once and no further than needed", () => {
  let read = 0;
  let log: LogRecord[] = [];
  function* records(): Generator<LogRecord> {
    for (const record of log.toReversed()) {
      read += 1;
      yield record;
    }
  }
  log = [
    scan("gas", 0, { count: 1 }),
    scan("gas", 1, { count: 2, state: 7 }),
    scan("water", 2, { count: 30 }),
    scan("gas", 3, { count: null }),
  ];
  const state = derived({
    id: "state",
    kind: "enumeration",
    from: "raw",
    states: [{ raw: 1, state: 1 }],
  });
  const clock = new ManualClock(startTime);
  const equipment = [machine("gas", counter("count"), state), machine("water", counter("count"))];
  const values = new RecordedValues(equipment, records, clock);
  expect(read).toBe(0);
  expect(values.recall("gas", "count")).toEqual({ value: 2, sourceTime: startTime + 1 });
  expect(values.recall("water", "count")).toEqual({ value: 30, sourceTime: startTime + 2 });
  expect(values.recall("gas", "state")).toBeUndefined();
  // The first record is older than all that was looked for.
  expect(read).toBe(3);
  log.push(scan("gas", 4, { count: 5 }));
  expect(values.recall("gas", "count")?.value).toBe(2);
  clock.advance(5_001);
  expect(values.recall("gas", "count")?.value).toBe(5);
  values.change([machine("water", counter("count"))]);
  expect(values.recall("gas", "count")).toBeUndefined();
});
