import { expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { ModbusLink } from "./link.ts";
import type { ModbusPort, Reply } from "./modbus-port.ts";
import type { Question } from "./pdu.ts";

const noPause = { afterConnectMs: 0, betweenMs: 0 };

function open(answer: (question: Question) => Reply, more: { readonly enduresMs?: number } = {}) {
  const clock = new ManualClock(Date.UTC(2026, 0, 5));
  const port: ModbusPort = {
    counters: { foreignFrames: 0, noiseBytes: 0 },
    ask: (question) => Promise.resolve(answer(question)),
    trouble: () => undefined,
    close: () => Promise.resolve(),
  };
  const link = new ModbusLink({
    name: "test",
    requestTimeoutMs: 1_000,
    maxInFlight: 1,
    pace: noPause,
    io: { clock, dataDir: "/nowhere", log: () => undefined },
    openPort: () => port,
    ...more,
  });
  const read = (unit: number) => link.read(unit, "holding", 0, 1, clock.monotonic() + 10_000);
  return { clock, link, read };
}

const silence: Reply = { kind: "silence" };
const seven: Reply = { kind: "pdu", unit: 1, pdu: Uint8Array.of(3, 2, 0, 7) };

test("a link is dead when every unit that is scanned is silent, and not before", async () => {
  const { link, read } = open(() => silence);
  for (const unit of [1, 2]) link.expect(unit, noPause, 1_000);
  for (let n = 0; n < 3; n += 1) expect(await read(1)).toMatchObject({ kind: "timeout" });
  await expect(read(2)).rejects.toMatchObject({ code: "GATEWAY_LINK_TIMEOUT" });
});

test("a unit that is not scanned any more (taken out by a reload) keeps no dead link alive", async () => {
  const { clock, link, read } = open(() => silence);
  for (const unit of [1, 2]) link.expect(unit, noPause, 1_000);
  const forFiveMinutes = async () => {
    for (let n = 0; n < 15; n += 1) {
      await read(1);
      clock.advance(20_000);
    }
  };
  await expect(forFiveMinutes()).rejects.toMatchObject({ code: "GATEWAY_LINK_TIMEOUT" });
});

test("a unit that is scanned once a day is waited for all the same", async () => {
  const { clock, link, read } = open(() => silence);
  link.expect(1, noPause, 1_000);
  link.expect(2, noPause, 86_400_000);
  for (let n = 0; n < 100; n += 1) {
    expect(await read(1)).toMatchObject({ kind: "timeout" });
    clock.advance(60_000);
  }
});

test("what was asked before the computer slept is not answered now, though no time passed by its steady clock", async () => {
  let sleepMs = 0;
  const { clock, read } = open(() => {
    clock.jump(sleepMs);
    return seven;
  });
  expect(await read(1)).toMatchObject({ kind: "data" });
  sleepMs = 3_600_000;
  expect(await read(1)).toEqual({ kind: "unasked" });
});

test("a line that endures silence is given up only after it, counted from the last answer", async () => {
  let reply: Reply = silence;
  const { clock, link, read } = open(() => reply, { enduresMs: 600_000 });
  link.expect(1, noPause, 1_000);
  const silentFor = async (seconds: number) => {
    for (let n = 0; n < seconds; n += 10) {
      clock.advance(10_000);
      expect(await read(1)).toMatchObject({ kind: "timeout" });
    }
  };
  await silentFor(590);
  reply = seven;
  expect(await read(1)).toMatchObject({ kind: "data" });
  reply = silence;
  await silentFor(590);
  clock.advance(10_000);
  await expect(read(1)).rejects.toMatchObject({ code: "GATEWAY_LINK_TIMEOUT" });
});
