// A large backlog beside live data on a slow wire, in virtual time.
import { expect, test } from "vitest";
import { decodePayload } from "#contracts/sparkplug-decode.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { scan } from "../outbox/test-log.ts";
import type { Action } from "./action.ts";
import { BacklogPump } from "./backlog-pump.ts";
import { InFlight } from "./in-flight.ts";
import { committed, start, testNode } from "./test-node.ts";

const stepMs = 10;

type Taken = { readonly sequence: number; readonly historical: boolean; readonly waited: number };

/** Runs so long with a wire that takes so many messages per second. */
function run(options: { held: number; perSecond: number; wire: number; seconds: number }) {
  const { held, perSecond, wire, seconds } = options;
  const { node } = testNode({ next: held, resendPerSecond: perSecond });
  const inFlight = new InFlight();
  const socket: { readonly payload: Uint8Array; readonly at: number }[] = [];
  const taken: Taken[] = [];
  let at = 0;
  const time = () => ({ now: start + at, at });
  const perform = (actions: readonly Action[]) => {
    for (const action of actions) {
      if (action.do !== "publish") continue;
      inFlight.handed(action.payload.length);
      socket.push({ payload: action.payload, at });
    }
  };
  const outbox: Pick<Outbox, "read"> = {
    read: (from, to, count) =>
      Array.from({ length: Math.min(count, to - from) }, (_, i) => {
        const { sequence, bytes } = committed(from + i, scan(from + i));
        return { sequence, bytes };
      }),
  };
  const pump = new BacklogPump({
    node,
    outbox: outbox as Outbox,
    clock: { now: () => start + at, monotonic: () => at },
    room: () => inFlight.spareRoom,
    perform,
    onUnreadable: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  const take = () => {
    for (const { payload, at: handed } of socket.splice(0, (wire * stepMs) / 1000)) {
      inFlight.taken(payload.length);
      const [head] = decodePayload(payload).metrics;
      const sequence = head?.value?.value;
      if (head === undefined || typeof sequence !== "number") continue;
      taken.push({ sequence, historical: head.isHistorical === true, waited: at - handed });
    }
  };
  node.equipment("meter", true, time());
  // The births take no part.
  node.connected(0, time());
  node.delivery.acknowledge(0, 0);
  let next = held;
  for (; at < seconds * 1000; at += stepMs) {
    node.delivery.moved(0, next + 1);
    perform(node.committed([committed(next, scan(next))], inFlight.room, time()));
    next += 1;
    perform(node.tick(time()));
    pump.turn();
    take();
    const below = taken.filter(({ sequence }) => sequence < held).length;
    if (at % 1000 === 0) node.delivery.acknowledge(below, at);
  }
  return {
    live: taken.filter(({ sequence }) => sequence >= held),
    late: taken.filter(({ sequence }) => sequence < held),
    lived: next - held,
  };
}

test("on a wire slower than the backlog, live records stay live and wait less than half a second", () => {
  const { live, late, lived } = run({ held: 50_000, perSecond: 5_000, wire: 1_000, seconds: 20 });
  expect(live.every(({ historical }) => !historical)).toBe(true);
  expect(live.length).toBeGreaterThan(lived - 60);
  // Half of the 800 messages that may wait for the socket, and one portion of 200, at 1000 per second.
  expect(Math.max(...live.map(({ waited }) => waited))).toBeLessThanOrEqual(610);
  expect(late.length).toBeGreaterThan(15_000);
  expect(late.every(({ historical }) => historical)).toBe(true);
  expect(late.map(({ sequence }) => sequence)).toEqual(late.map((_, n) => n));
});

test("resendPerSecond bounds the backlog on a fast wire, and live records do not wait at all", () => {
  const { live, late, lived } = run({ held: 50_000, perSecond: 300, wire: 50_000, seconds: 5 });
  expect(late.length).toBeGreaterThan(300 * 5 - 10);
  expect(late.length).toBeLessThanOrEqual(300 * 6);
  expect(live).toHaveLength(lived);
  expect(Math.max(...live.map(({ waited }) => waited))).toBe(0);
});
