import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { Ticker } from "./ticker.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function rig(scan: (at: number) => Promise<void>, intervalMs = 100, phaseMs = 30) {
  const clock = new ManualClock(0);
  const ticker = new Ticker({ clock, intervalMs, phaseMs, scan: () => scan(clock.monotonic()) });
  const pass = async (ms: number) => {
    for (let i = 0; i < ms; i += 1) {
      clock.advance(1);
      await vi.advanceTimersByTimeAsync(1);
    }
  };
  return { clock, ticker, pass };
}

test("ticks come on the interval from the phase on, without drift", async () => {
  const seen: number[] = [];
  const { ticker, pass } = rig(async (at) => {
    seen.push(at);
  });
  ticker.start();
  await pass(450);
  expect(seen).toEqual([30, 130, 230, 330, 430]);
  expect(ticker.skipped).toBe(0);
  await ticker.stop();
  await pass(300);
  expect(seen).toHaveLength(5);
});

test("a tick that finds the scan running is skipped, counted and never made up for", async () => {
  const seen: number[] = [];
  let end: () => void = () => undefined;
  const { ticker, pass } = rig((at) => {
    seen.push(at);
    return seen.length === 1
      ? new Promise((resolve) => {
          end = resolve;
        })
      : Promise.resolve();
  });
  ticker.start();
  await pass(280);
  expect(seen).toEqual([30]);
  expect(ticker.skipped).toBe(2);
  end();
  await pass(100);
  expect(seen).toEqual([30, 330]);
  await ticker.stop();
});

test("after a stall the missed ticks are counted and the grid is kept", async () => {
  const seen: number[] = [];
  const { clock, ticker, pass } = rig(async (at) => {
    seen.push(at);
  });
  ticker.start();
  await pass(30);
  clock.advance(345);
  await vi.advanceTimersByTimeAsync(100);
  await pass(100);
  expect(seen).toEqual([30, 375, 430]);
  expect(ticker.skipped).toBe(2);
  await ticker.stop();
});

test("stopping waits for the running scan", async () => {
  let end: () => void = () => undefined;
  let stopped = false;
  const { ticker, pass } = rig(
    () =>
      new Promise((resolve) => {
        end = resolve;
      }),
  );
  ticker.start();
  await pass(40);
  const stopping = ticker.stop().then(() => {
    stopped = true;
  });
  await pass(500);
  expect(stopped).toBe(false);
  end();
  await stopping;
});
