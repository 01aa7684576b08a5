import fc from "fast-check";
import { expect, test } from "vitest";
import { SequenceRanges } from "#contracts/sequence-ranges.ts";
import {
  backlogWindowBytes,
  Delivery,
  hostWordMs,
  longestStallMs,
  stallMs,
  usualResendRate,
} from "./delivery.ts";

function born(cursors: { acknowledged?: number; oldest?: number; next: number }): Delivery {
  const delivery = new Delivery({ acknowledged: 0, oldest: 0, ...cursors });
  delivery.born(0);
  return delivery;
}

function sendAll(delivery: Delivery, at: number): number[] {
  const sent: number[] = [];
  for (let want = delivery.want(at); want !== undefined; want = delivery.want(at)) {
    const to = Math.min(want.to, want.from + want.count);
    for (let n = want.from; n < to; n++) {
      delivery.sentBacklog(n, 100, at);
      sent.push(n);
    }
  }
  return sent;
}

test("a session begins with everything unacknowledged that is held", () => {
  expect(born({ acknowledged: 3, oldest: 0, next: 10 }).pending).toBe(7);
  expect(born({ acknowledged: 3, oldest: 6, next: 10 }).pending).toBe(4);
});

test("the backlog waits for the host's word, but not for ever", () => {
  const delivery = born({ next: 10 });
  expect(delivery.want(hostWordMs - 1)).toBeUndefined();
  expect(delivery.want(hostWordMs)).toMatchObject({ from: 0, to: 10 });
  const told = born({ next: 10 });
  expect(told.acknowledge(4, 5)).toBe("moved");
  expect(sendAll(told, 5)).toEqual([4, 5, 6, 7, 8, 9]);
  expect(told.pending).toBe(0);
});

test("an acknowledgement beyond the end is no acknowledgement", () => {
  const delivery = born({ next: 10 });
  expect(delivery.acknowledge(11, 1)).toBe("beyond");
  expect(delivery.acknowledged).toBe(0);
  expect(delivery.pending).toBe(10);
  expect(delivery.want(1)).toBeUndefined();
});

test("the cursor never goes back, and a restored host gets what it misses", () => {
  const delivery = born({ acknowledged: 8, oldest: 2, next: 10 });
  expect(delivery.acknowledge(1, 1)).toBe("repeated");
  expect(delivery.acknowledged).toBe(8);
  delivery.missing([
    { from: 0, to: 5 },
    { from: 7, to: 99 },
  ]);
  expect(sendAll(delivery, 2)).toEqual([2, 3, 4, 7, 8, 9]);
});

test("a restored host whose first number was lost on the way is answered again, also when nothing new is recorded", () => {
  const delivery = born({ acknowledged: 100, next: 100 });
  delivery.acknowledge(0, 1);
  delivery.missing([{ from: 0, to: 100 }]);
  for (let n = 0; n < 100; n++) delivery.sentBacklog(n, backlogWindowBytes / 50, 1);
  delivery.acknowledge(0, 5_000);
  delivery.missing([{ from: 0, to: 1 }]);
  expect(delivery.want(5_000)).toMatchObject({ from: 0, to: 1 });
});

test("without progress what was sent goes again, each time after a longer wait", () => {
  const delivery = born({ next: 0 });
  delivery.acknowledge(0, 0);
  delivery.moved(0, 3);
  for (const n of [0, 1, 2]) delivery.sentLive(n, 1000);
  const tries: number[] = [];
  for (let at = 1000; at < 1000 + 8 * stallMs; at += 100) {
    delivery.tick(at);
    if (sendAll(delivery, at).length > 0) tries.push(at - 1000);
  }
  expect(tries).toEqual([stallMs, 3 * stallMs, 7 * stallMs]);
  expect(delivery.published).toBe(12);
  expect(delivery.resent).toBe(9);
  expect(delivery.acknowledge(3, 90_000)).toBe("moved");
  delivery.tick(90_000 + longestStallMs);
  expect(delivery.pending).toBe(0);
});

test("progress makes it patient again; a repeated word is no progress", () => {
  const delivery = born({ next: 10 });
  delivery.acknowledge(0, 0);
  sendAll(delivery, 0);
  delivery.acknowledge(0, stallMs - 1);
  delivery.tick(stallMs);
  expect(delivery.pending).toBe(10);
  sendAll(delivery, stallMs);
  delivery.acknowledge(5, stallMs + 10);
  delivery.tick(2 * stallMs + 9);
  expect(delivery.pending).toBe(0);
  delivery.tick(2 * stallMs + 10);
  expect(delivery.pending).toBe(5);
});

test("the backlog is bounded in rate and in bytes on the way", () => {
  const delivery = born({ next: 1_000_000 });
  delivery.acknowledge(0, 0);
  let sent = 0;
  for (let at = 0; at < 5000; at += 50) sent += sendAll(delivery, at).length;
  expect(sent).toBeLessThanOrEqual(5 * usualResendRate + 500);
  expect(sent).toBeGreaterThanOrEqual(5 * usualResendRate - 500);
  const heavy = born({ next: 100 });
  heavy.acknowledge(0, 0);
  heavy.sentBacklog(0, backlogWindowBytes, 0);
  expect(heavy.want(10)).toBeUndefined();
  heavy.acknowledge(1, 20);
  expect(heavy.want(20)).toMatchObject({ from: 1 });
});

test("dropped records are not sent, and out of session nothing is", () => {
  const delivery = born({ next: 10 });
  delivery.acknowledge(0, 0);
  delivery.moved(6, 12);
  expect(delivery.want(1)).toMatchObject({ from: 6, to: 10 });
  delivery.skip(6, 9);
  expect(sendAll(delivery, 1)).toEqual([9]);
  delivery.ended();
  delivery.defer(11);
  delivery.missing([{ from: 6, to: 10 }]);
  expect(delivery.want(9000)).toBeUndefined();
  expect(delivery.pending).toBe(6);
});

test("over a way that loses at random, every record arrives and is acknowledged", () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(99)), fc.nat(60), fc.nat(300), (chance, loss, total) => {
      const arrives = () => Number(chance.next().value) >= loss;
      const host = new SequenceRanges();
      const delivery = born({ next: 0 });
      let next = 0;
      for (let at = 0; at < 3_600_000 && delivery.acknowledged < total; at += 100) {
        for (let i = 0; i < 3 && next < total; i++) {
          delivery.moved(0, next + 1);
          delivery.sentLive(next, at);
          if (arrives()) host.add(next, next + 1);
          next += 1;
        }
        if (at === 7_000) {
          delivery.ended();
          delivery.born(at);
        }
        delivery.tick(at);
        for (const n of sendAll(delivery, at)) if (arrives()) host.add(n, n + 1);
        if (at % 1_000 === 0 && arrives()) delivery.acknowledge(host.contiguousFrom(0), at);
      }
      expect(delivery.acknowledged).toBe(total);
      expect(host.contiguousFrom(0)).toBe(total);
    }),
    { seed: 2, numRuns: 60 },
  );
});
