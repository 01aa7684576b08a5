import { expect, test } from "vitest";
import { RequestLane } from "./request-lane.ts";

test("one request at a time per unit, in order of arrival", async () => {
  const lane = new RequestLane(4);
  const order: string[] = [];
  expect(await lane.acquire(1, 100)).toBe(true);
  const second = lane.acquire(1, 1000).then(() => order.push("second"));
  const third = lane.acquire(1, 1000).then(() => order.push("third"));
  expect(await lane.acquire(2, 0)).toBe(false);
  lane.release(1);
  await second;
  expect(order).toEqual(["second"]);
  lane.release(1);
  await third;
  expect(order).toEqual(["second", "third"]);
});

test("another unit does not wait for a busy one while the link has room", async () => {
  const lane = new RequestLane(2);
  await lane.acquire(1, 0);
  const blocked = lane.acquire(1, 1000);
  expect(await lane.acquire(2, 1000)).toBe(true);
  lane.release(1);
  expect(await blocked).toBe(true);
});

test("who waits too long is refused and holds no place", async () => {
  const lane = new RequestLane(1);
  await lane.acquire(1, 0);
  expect(await lane.acquire(2, 5)).toBe(false);
  lane.release(1);
  expect(await lane.acquire(3, 0)).toBe(true);
});
