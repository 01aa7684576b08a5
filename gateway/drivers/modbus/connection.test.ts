import { expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { ModbusConnection, parseUnitAddress } from "./connection.ts";
import { ModbusLink } from "./link.ts";

test("two equipment on one unit, the quirk written at one only: the other keeps it too, whoever was planned first", async () => {
  const asked: string[] = [];
  const io = { clock: new ManualClock(0), dataDir: "/nowhere", log: () => undefined };
  const link = new ModbusLink({
    name: "test",
    requestTimeoutMs: 1_000,
    maxInFlight: 1,
    pace: { afterConnectMs: 0, betweenMs: 0 },
    io,
    openPort: () => ({
      counters: { foreignFrames: 0, noiseBytes: 0 },
      trouble: () => undefined,
      close: () => Promise.resolve(),
      ask: ({ unit, pdu, bytes = 0 }) => {
        asked.push(Buffer.from(pdu).toString("hex"));
        const answer = Uint8Array.of(pdu[0] ?? 0, bytes, ...new Uint8Array(bytes));
        return Promise.resolve({ kind: "pdu", unit, pdu: answer });
      },
    }),
  });
  const settings = { requestTimeoutMs: 1_000, readTimeoutMs: 5_000, maxGap: 16 };
  const connection = new ModbusConnection(link, settings, io);
  const plain = connection.plan([parseUnitAddress("coil:5:boolean", { unit: 1 })], 1_000);
  await plain.read();
  const shared = { unit: 1, quirks: { coilsFromZero: true } };
  await connection.plan([parseUnitAddress("coil:3:boolean", shared)], 1_000).read();
  await plain.read();
  expect(asked).toEqual(["0100050001", "0100000004", "0100000006"]);
});
