import { beforeEach, expect, test } from "vitest";
import { ManualTimer } from "./manual-timer.ts";
import { MAX_REPLY_DELAY_MS, MAX_WAITING_REPLIES, ReplyQueue } from "./modbus-reply-queue.ts";

let timer: ManualTimer;
let counters: { delayed: number; dropped: number };
let sent: number[];
let queue: ReplyQueue;

beforeEach(() => {
  timer = new ManualTimer();
  counters = { delayed: 0, dropped: 0 };
  sent = [];
  queue = new ReplyQueue({ timer, counters, send: ({ transaction }) => sent.push(transaction) });
});

const push = (transaction: number, afterMs: number): void =>
  queue.push({ transaction, unit: 1, pdu: Uint8Array.of(3), afterMs });

test("what need not wait leaves at once, without a timer", () => {
  push(1, 0);
  expect(sent).toEqual([1]);
  expect(timer.pending).toBe(0);
});

test("a reply that waits holds up those behind it, and they follow it at once", () => {
  push(1, 200);
  push(2, 0);
  push(3, 100);
  timer.advance(199);
  expect(sent).toEqual([]);
  timer.advance(1);
  expect(sent).toEqual([1, 2, 3]);
  push(4, 0);
  expect(sent).toEqual([1, 2, 3, 4]);
  expect(counters).toEqual({ delayed: 3, dropped: 0 });
});

test.each([
  [1e9, MAX_REPLY_DELAY_MS],
  [Number.POSITIVE_INFINITY, MAX_REPLY_DELAY_MS],
])("a delay of %f ms is one of %i", (asked, real) => {
  push(1, asked);
  timer.advance(real - 1);
  expect(sent).toEqual([]);
  timer.advance(1);
  expect(sent).toEqual([1]);
});

test.each([-5, Number.NaN])("a delay of %f ms is none", (asked) => {
  push(1, asked);
  expect(sent).toEqual([1]);
});

test("more than may wait are dropped and counted; the others leave", () => {
  for (let n = 0; n < MAX_WAITING_REPLIES + 3; n += 1) push(n, 10);
  expect(counters).toEqual({ delayed: MAX_WAITING_REPLIES, dropped: 3 });
  timer.advance(10);
  expect(sent).toHaveLength(MAX_WAITING_REPLIES);
  expect(sent.at(-1)).toBe(MAX_WAITING_REPLIES - 1);
});

test("when the connection is over nothing is sent any more", () => {
  push(1, 50);
  queue.clear();
  timer.advance(100);
  expect(sent).toEqual([]);
});
