// A search beside scans that keep the link busy: its turn may come later than its patience lasts, and a unit that was
// never asked must not pass for one that is not there.
import { setTimeout as answerIn } from "node:timers/promises";
import { expect, test } from "vitest";
import { ModbusConnection } from "./connection.ts";
import { ModbusLink } from "./link.ts";
import type { ModbusPort } from "./modbus-port.ts";

/** Longer than a search waits for an answer. */
const slowMs = 400;
const io = {
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  dataDir: "/nowhere",
  log: () => undefined,
};

/** Every unit answers; those that are scanned slowly. */
function openBusy(asked: number[]) {
  const port: ModbusPort = {
    counters: { foreignFrames: 0, noiseBytes: 0 },
    ask: async ({ unit }) => {
      asked.push(unit);
      if (unit < 10) await answerIn(slowMs);
      return { kind: "pdu", unit, pdu: Uint8Array.of(3, 2, 0, 7) };
    },
    trouble: () => undefined,
    close: () => Promise.resolve(),
  };
  const link = new ModbusLink({
    name: "busy",
    requestTimeoutMs: 1_000,
    maxInFlight: 1,
    pace: { afterConnectMs: 0, betweenMs: 0 },
    io,
    openPort: () => port,
  });
  const settings = { requestTimeoutMs: 1_000, readTimeoutMs: 5_000, maxGap: 4 };
  return { link, connection: new ModbusConnection(link, settings, io) };
}

test("a unit behind a busy line is found all the same", async () => {
  const asked: number[] = [];
  const { link, connection } = openBusy(asked);
  let scanning = true;
  const scan = async (unit: number) => {
    while (scanning) await link.read(unit, "holding", 0, 1, performance.now() + 5_000);
  };
  const scans = [scan(1), scan(2)];
  const found = [];
  for await (const { shared } of connection.find([20, 20], new AbortController().signal)) {
    found.push(shared);
    scanning = false;
  }
  scanning = false;
  await Promise.all(scans);
  expect(found).toEqual([{ unit: 20 }]);
  expect(asked.indexOf(20)).toBeGreaterThan(1);
});
