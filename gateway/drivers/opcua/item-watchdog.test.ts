// When silence of an item is looked into, and what counts as a stall. The link answers reads from a table.
import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import type { Reading } from "../../driver.ts";
import { parseOpcUaAddress } from "./address.ts";
import { ItemWatchdog } from "./item-watchdog.ts";
import type { OpcUaLink } from "./link.ts";
import type { Found, Item } from "./monitoring.ts";
import { readingOf } from "./value.ts";

const address = parseOpcUaAddress({ node: "nsu=urn:x;s=a", type: "Double" });

class Bench {
  now = 0;
  /** What the server would say of each item, by index. */
  readonly server: number[];
  readonly readings: Reading[];
  readonly reads: number[] = [];
  readonly found: readonly Found[];
  readonly watchdog: ItemWatchdog;

  constructor(count: number, intervalMs = 1_000) {
    this.server = new Array<number>(count).fill(0);
    this.found = this.server.map((_, index) => {
      // The index stands for the node.
      return { item: { index, address }, node: index } as unknown as Found;
    });
    this.readings = this.server.map(() => this.#reading(0));
    const clock = { now: () => this.now, monotonic: () => this.now };
    const link = {
      io: { clock },
      counts: { overflows: 0, stalledItems: 0, verified: 0 },
      limits: { reads: 1_000 },
      deadline: () => this.now + 1_000,
      library: {
        TimestampsToReturn: { Both: 2 },
        ReadRequest: class {
          readonly nodes: readonly number[];
          constructor({ nodesToRead }: { nodesToRead: readonly { nodeId: number }[] }) {
            this.nodes = nodesToRead.map(({ nodeId }) => nodeId);
          }
        },
      },
      ask: async (_what: string, _deadline: number, send: (session: unknown) => unknown) => ({
        ok: true,
        value: await send({ performMessageTransaction: (request: unknown) => this.#read(request) }),
      }),
    };
    this.watchdog = new ItemWatchdog({
      link: link as unknown as OpcUaLink,
      intervalMs,
      lastOf: ({ index }: Item) => this.readings[index],
      take: (item, value) => {
        this.readings[item.index] = readingOf(value, item.address, this.now);
      },
    });
  }

  /** The server tells of an item by itself. */
  tell(index: number, value: number): void {
    this.server[index] = value;
    this.readings[index] = this.#reading(value);
    this.watchdog.told(index);
  }

  /** Time passes; the watchdog looks whenever it is due. @returns indexes that have stalled. */
  async pass(ms: number): Promise<readonly number[]> {
    const stalled: number[] = [];
    for (const end = this.now + ms; this.now < end; this.now += 1_000) {
      if (!this.watchdog.due) continue;
      for (const { item } of await this.watchdog.look(this.found)) stalled.push(item.index);
    }
    return stalled;
  }

  #read(request: unknown) {
    const { nodes } = request as { readonly nodes: readonly number[] };
    this.reads.push(...nodes);
    return {
      results: nodes.map((index) => ({
        value: { dataType: 11, arrayType: 0, value: this.server[index] },
        statusCode: { value: 0 },
      })),
    };
  }

  #reading(value: number): Reading {
    return { kind: "double", value, status: status.good, sourceTime: 0, asked: true };
  }
}

test("items that are told of are never read; quiet ones are, once a minute at most", async () => {
  const bench = new Bench(2);
  for (let minute = 0; minute < 10; minute += 1) {
    bench.tell(0, minute);
    expect(await bench.pass(30_000)).toEqual([]);
    bench.tell(0, minute + 0.5);
    expect(await bench.pass(30_000)).toEqual([]);
  }
  expect(bench.reads.filter((index) => index === 0)).toEqual([]);
  expect(bench.reads.length).toBeGreaterThanOrEqual(7);
  expect(bench.reads.length).toBeLessThanOrEqual(10);
});

test("a value that changed and is not told of within three seconds is a stall; its reading is true at once", async () => {
  const bench = new Bench(1);
  expect(await bench.pass(60_000)).toEqual([]);
  bench.server[0] = 7;
  const stalled = await bench.pass(30_000);
  expect(stalled).toEqual([0]);
  expect(bench.readings[0]).toMatchObject({ value: 7, status: 0 });
});

test("a change that is told of in time, and a value that came back, are no stall", async () => {
  const late = new Bench(1);
  await late.pass(65_000);
  late.server[0] = 7;
  while (late.readings[0]?.value !== 7) await late.pass(1_000);
  late.tell(0, 7);
  expect(await late.pass(30_000)).toEqual([]);

  const back = new Bench(1);
  await back.pass(65_000);
  back.server[0] = 7;
  while (back.readings[0]?.value !== 7) await back.pass(1_000);
  // Between two samplings, so that the server rightly told nothing.
  back.server[0] = 0;
  expect(await back.pass(30_000)).toEqual([]);
  expect(back.readings[0]).toMatchObject({ value: 0 });
});

test("an item that was set up anew owes its value within three seconds", async () => {
  const bench = new Bench(1);
  const [found] = bench.found;
  if (found === undefined) throw new Error("no item");
  bench.watchdog.expect(found);
  expect(await bench.pass(2_000)).toEqual([]);
  expect(await bench.pass(2_000)).toEqual([0]);
  bench.watchdog.expect(found);
  bench.tell(0, 1);
  expect(await bench.pass(10_000)).toEqual([]);
});

test("ten thousand quiet items are all looked at within twelve minutes, 170 at a time", async () => {
  const bench = new Bench(10_000);
  await bench.pass(60_000);
  const before = bench.reads.length;
  await bench.pass(11_000);
  expect(bench.reads.length - before).toBeLessThanOrEqual(2 * Math.ceil(10_000 / 60));
  await bench.pass(12 * 60_000);
  expect(new Set(bench.reads).size).toBe(10_000);
});
