// The loss ledger always sums, and what is asked for, acknowledged and given up follows its rules.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Acknowledgements } from "./acknowledgements.ts";
import { FailedDeliveries } from "./failed-deliveries.ts";
import { LeafWindow } from "./leaf-window.ts";
import { LogAccount } from "./log-account.ts";
import { MissingRequests } from "./missing-requests.ts";

const step = fc.oneof(
  fc.record({ do: fc.constant("journal" as const), a: fc.nat(60), b: fc.nat(60) }),
  fc.record({ do: fc.constant("gap" as const), a: fc.nat(60), b: fc.nat(60) }),
  fc.record({ do: fc.constant("quarantine" as const), a: fc.nat(60), b: fc.nat(60) }),
  fc.record({ do: fc.constant("give up" as const), a: fc.nat(60), b: fc.nat(60) }),
  fc.record({ do: fc.constant("next" as const), a: fc.nat(80), b: fc.nat(60) }),
);

test("after any history every number is in exactly one place, a journalled one under journalled", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const account = new LogAccount();
      const journalled = new Set<number>();
      for (const { do: what, a, b } of steps) {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        if (what === "journal") {
          account.journal(a);
          journalled.add(a);
        } else if (what === "gap") account.declareGap(from, to);
        else if (what === "quarantine") account.quarantine(a);
        else if (what === "give up") account.giveUp(from, to);
        else account.raiseNext(a);
        const counts = account.counts();
        expect(counts.journalled).toBe(journalled.size);
        expect(counts.next).toBe(
          counts.journalled +
            counts.gaps +
            counts.quarantined +
            counts.hostGaps +
            counts.outstanding,
        );
        for (let i = 0; i < account.settledBelow; i++) expect(account.isSettled(i)).toBe(true);
      }
    }),
    { seed: 2, numRuns: 300 },
  );
});

test("the order of arrival does not matter to the account", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(30).keys()]), (order) => {
      const [one, two] = [new LogAccount(), new LogAccount()];
      for (const i of order) one.journal(i);
      for (const i of [...order].sort((a, b) => a - b)) two.journal(i);
      expect(one.counts()).toEqual(two.counts());
      expect(one.holes(0, 30, 99)).toEqual(two.holes(0, 30, 99));
    }),
    { seed: 3, numRuns: 100 },
  );
});

function withHole() {
  const account = new LogAccount();
  const missing = new MissingRequests(account);
  missing.restart(0);
  for (const i of [0, 1, 4, 5]) {
    account.journal(i);
    missing.arrived(i, 0);
  }
  return { account, missing };
}

/** Times at which something is asked for, tick by tick. */
function asked(missing: MissingRequests, from: number, to: number): number[] {
  const times: number[] = [];
  for (let now = from; now <= to; now += 100) if (missing.due(now).length > 0) times.push(now);
  return times;
}

test("a hole is asked for after a second, then with doubling pauses up to thirty seconds", () => {
  const { missing } = withHole();
  const times = asked(missing, 0, 130_000);
  expect(times[0]).toBeGreaterThanOrEqual(1_000);
  expect(times[0]).toBeLessThanOrEqual(2_000);
  const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test("a resend under way is left alone: nothing is asked while holes are being filled", () => {
  const { account, missing } = withHole();
  asked(missing, 0, 900);
  account.journal(2);
  missing.arrived(2, 900);
  expect(asked(missing, 900, 1_800)).toEqual([]);
  expect(asked(missing, 1_900, 2_000).length).toBe(1);
});

test("numbers that a birth announced are asked for only after three seconds of silence", () => {
  const account = new LogAccount();
  const missing = new MissingRequests(account);
  account.raiseNext(10);
  missing.restart(0);
  expect(asked(missing, 0, 2_900)).toEqual([]);
  expect(missing.due(3_000)).toEqual([{ from: 0, to: 10 }]);
});

test("one request holds at most 256 ranges and 20 000 numbers", () => {
  const account = new LogAccount();
  for (let i = 0; i < 2_000; i += 2) account.journal(i);
  const missing = new MissingRequests(account);
  missing.restart(0);
  expect(missing.due(5_000)).toHaveLength(256);
  const wide = new LogAccount();
  wide.raiseNext(1_000_000);
  const request = new MissingRequests(wide);
  request.restart(0);
  expect(request.due(5_000)).toEqual([{ from: 0, to: 20_000 }]);
});

test("acknowledgements: at once at a birth, every 250 ms on progress or duplicates, else every 5 s", () => {
  const acknowledgements = new Acknowledgements();
  acknowledgements.want("now");
  expect(acknowledgements.due(0, 0)).toBe(true);
  expect(acknowledgements.due(5, 249)).toBe(false);
  expect(acknowledgements.due(5, 250)).toBe(true);
  expect(acknowledgements.due(5, 5_249)).toBe(false);
  expect(acknowledgements.due(5, 5_250)).toBe(true);
  acknowledgements.want("soon");
  expect(acknowledgements.due(5, 5_499)).toBe(false);
  expect(acknowledgements.due(5, 5_500)).toBe(true);
});

test("the third failed delivery gives up; an undeclared one counts once per birth", () => {
  const failed = new FailedDeliveries();
  expect([1, 2, 3].map(() => failed.failed(7, false, 1))).toEqual([false, false, true]);
  expect([1, 1, 1, 2, 2, 3].map((birth) => failed.failed(8, true, birth))).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
  ]);
  failed.failed(9, false, 1);
  failed.failed(9, false, 1);
  failed.succeeded(9);
  expect(failed.failed(9, false, 1)).toBe(false);
});

test("the leaf window keeps the newest number of a slot", () => {
  const window = new LeafWindow(1024);
  const hash = (byte: number) => new Uint8Array(32).fill(byte);
  expect(window.set(5, hash(1))).toBe(true);
  expect(window.set(5 + 1024, hash(2))).toBe(true);
  expect(window.set(5, hash(3))).toBe(false);
  expect(window.get(5)).toBeUndefined();
  expect(window.get(5 + 1024)).toEqual(hash(2));
});
