// What every driver promises, whatever its protocol. A driver's own test calls driverContract() with
// servers of its protocol; nothing here knows which one.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { CodedError } from "#contracts/errors.ts";
import { isGood, qualityOf } from "#contracts/quality.ts";
import type { Clock } from "#contracts/time.ts";
import type { AnyDriver, Connection, Outside, Reading } from "#gateway/driver.ts";
import { isRetriable } from "#gateway/errors.ts";

/** A peer that answers well. */
export type GoodPeer = {
  readonly endpoint: unknown;
  /** As written in a configuration, with what must be read there. At least three. */
  readonly addresses: readonly { readonly address: unknown; readonly reads: Partial<Reading> }[];
  /** An address that the peer refuses, a neighbour of the others. */
  readonly refused: unknown;
  /** When the values were true, ms UTC, where the protocol tells it; absent: they carry when they were read. */
  readonly sourceTime?: number;
  /** Connections open at the peer now. */
  connections(): number | Promise<number>;
  close(): Promise<void>;
};

export type BadPeer = { readonly endpoint: unknown; close(): Promise<void> };

export type DriverContract = {
  readonly driver: AnyDriver;
  readonly badEndpoint: unknown;
  readonly badAddress: unknown;
  /** Every open and every read of the endpoints below settles within this. */
  readonly limitMs: number;
  openGood(): Promise<GoodPeer>;
  /** Accepts and never answers. */
  openSilent(): Promise<BadPeer>;
  /** Answers the beginning of a read, then cuts the connection. */
  openCutting(): Promise<BadPeer>;
  /** Nothing listens there. */
  nowhere(): Promise<unknown>;
  /** One connection has its wire for itself (a serial port, a DTU): two connections need two peers. */
  readonly exclusive?: boolean;
  /** Nobody at its other end could have forgotten it (a serial port): minutes of silence do not end it. */
  readonly endures?: boolean;
};

/** Settings that refer to nothing outside. */
export const noOutside: Outside = {
  path: (path) => path,
  secret: () => {
    throw new Error("no secret here");
  },
};

/** Scans of the plans below would come at this pace. */
export const planMs = 100;

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** Waits for a condition, bounded. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  ms = 5_000,
): Promise<void> {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export async function settledWithin<T>(
  limitMs: number,
  work: () => Promise<T>,
): Promise<PromiseSettledResult<T>> {
  const begin = performance.now();
  const [result] = await Promise.allSettled([work()]);
  expect(performance.now() - begin).toBeLessThan(limitMs);
  if (result === undefined) throw new Error("unreachable");
  return result;
}

export function expectRetriable(result: PromiseSettledResult<unknown>, ...codes: string[]): void {
  expect(result.status).toBe("rejected");
  const { reason } = result as PromiseRejectedResult;
  expect(reason).toBeInstanceOf(CodedError);
  expect(isRetriable(reason)).toBe(true);
  if (codes.length > 0) expect(codes).toContain((reason as CodedError<string>).code);
}

/** The promises of a driver, as tests of the calling file. */
export function driverContract(contract: DriverContract): void {
  const { driver, limitMs } = contract;
  const dataDir = mkdtempSync(join(tmpdir(), "lineproof-driver-"));
  const io = { clock: systemClock, dataDir, log: () => undefined };
  const closing: { close(): Promise<void> }[] = [];
  let good: GoodPeer;

  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
  beforeEach(async () => {
    good = await contract.openGood();
    closing.push(good);
  });
  afterEach(async () => {
    for (const one of closing.splice(0).reverse()) await one.close();
  });

  const open = async (endpoint: unknown): Promise<Connection<unknown>> => {
    const connection = await driver.open(driver.parseEndpoint(endpoint, noOutside), io);
    closing.push(connection);
    return connection;
  };
  const parse = (addresses: readonly unknown[]) => addresses.map((a) => driver.parseAddress(a));
  const wanted = () => good.addresses.map(({ address }) => address);
  const expected = () => good.addresses.map(({ reads }) => reads);

  test("bad settings are refused with their own codes and a reason", () => {
    expect(() => driver.parseEndpoint(contract.badEndpoint, noOutside)).toThrow(
      expect.objectContaining({ code: "GATEWAY_ENDPOINT_INVALID" }),
    );
    expect(() => driver.parseAddress(contract.badAddress)).toThrow(
      expect.objectContaining({ code: "GATEWAY_ADDRESS_INVALID" }),
    );
  });

  test("answers come in the order asked, good, with the time they were true or came", async () => {
    const connection = await open(good.endpoint);
    const before = Date.now();
    const readings = await connection.plan(parse(wanted()), planMs).read();
    expect(readings).toMatchObject(expected());
    for (const { status, sourceTime, asked } of readings) {
      expect(isGood(status)).toBe(true);
      expect(asked).toBe(true);
      expect(sourceTime).toBeGreaterThanOrEqual(good.sourceTime ?? before);
      expect(sourceTime).toBeLessThanOrEqual(good.sourceTime ?? Date.now());
    }
    const backwards = await connection.plan(parse(wanted().reverse()), planMs).read();
    expect(backwards).toMatchObject(expected().reverse());
  });

  test("the same address twice is answered twice", async () => {
    const connection = await open(good.endpoint);
    const [first] = wanted();
    const readings = await connection.plan(parse([first, first]), planMs).read();
    expect(readings).toMatchObject([expected()[0]!, expected()[0]!]);
  });

  test("a refused address is one bad reading without a value; the others keep theirs", async () => {
    const connection = await open(good.endpoint);
    const plan = connection.plan(
      parse([...wanted().slice(0, 1), good.refused, ...wanted().slice(1)]),
      planMs,
    );
    for (let scan = 0; scan < 3; scan += 1) {
      const readings = [...(await plan.read())];
      const [refused] = readings.splice(1, 1);
      expect(qualityOf(refused!.status)).toBe("bad");
      expect(refused).toMatchObject({ kind: "null", value: null });
      expect(readings).toMatchObject(expected());
    }
  });

  test("values have the declared datatype's kind", async () => {
    const connection = await open(good.endpoint);
    const addresses = parse(wanted());
    const readings = await connection.plan(addresses, planMs).read();
    readings.forEach(({ kind }, i) => {
      const datatype = driver.datatypeOf(addresses[i]);
      const kinds = new Map([
        ["boolean", [11]],
        ["int", [1, 2, 3, 4]],
        ["uint", [5, 6, 7, 8]],
        ["float", [9]],
        ["double", [10]],
        ["string", [12, 14]],
      ]);
      expect(kinds.get(kind)).toContain(datatype);
    });
  });

  test("identification is pairs of text and bounded", async () => {
    const connection = await open(good.endpoint);
    await connection.plan(parse(wanted()), planMs).read();
    const said = await settledWithin(limitMs, () => connection.identify());
    expect(said.status).toBe("fulfilled");
  });

  test("a plan that is read now and then answers like one that is scanned", async () => {
    const connection = await open(good.endpoint);
    const plan = connection.plan(parse([...wanted(), good.refused]), 0);
    for (let time = 0; time < 2; time += 1) {
      const readings = [...(await plan.read())];
      expect(readings.pop()).toMatchObject({ kind: "null", value: null });
      expect(readings).toMatchObject(expected());
    }
  });

  test("two connections share no state: closing one leaves the other", async () => {
    const other = contract.exclusive === true ? await contract.openGood() : good;
    if (other !== good) closing.push(other);
    const [one, two] = [await open(good.endpoint), await open(other.endpoint)];
    const plan = two.plan(parse(wanted()), planMs);
    await one.plan(parse(wanted()), planMs).read();
    await one.close();
    expect(await plan.read()).toMatchObject(expected());
  });

  test("nothing is left open after close, and a closed connection reads no more", async () => {
    const connection = await open(good.endpoint);
    const plan = connection.plan(parse(wanted()), planMs);
    await plan.read();
    await connection.close();
    await connection.close();
    await eventually(async () => (await good.connections()) === 0);
    await expect(plan.read()).rejects.toMatchObject({ code: "GATEWAY_CONNECTION_CLOSED" });
  });

  test("closing ends a read under way", async () => {
    const silent = await contract.openSilent();
    closing.push(silent);
    const connection = await open(silent.endpoint);
    const reading = settledWithin(limitMs, () => connection.plan(parse(wanted()), planMs).read());
    await connection.close();
    expect(await reading).toMatchObject({
      status: "rejected",
      reason: { code: "GATEWAY_CONNECTION_CLOSED" },
    });
  });

  test("nobody listening is a retriable error within the limit", async () => {
    const endpoint = await contract.nowhere();
    expectRetriable(
      await settledWithin(limitMs, () => open(endpoint)),
      "GATEWAY_LINK_REFUSED",
      "GATEWAY_LINK_TIMEOUT",
      "GATEWAY_SERIAL_UNUSABLE",
      "GATEWAY_DTU_ABSENT",
    );
  });

  test("a silent peer: each read ends within the limit with no value, and a link is given up then", async () => {
    const silent = await contract.openSilent();
    closing.push(silent);
    const connection = await open(silent.endpoint);
    const plan = connection.plan(parse(wanted()), planMs);
    let result: PromiseSettledResult<readonly Reading[]>;
    const end = performance.now() + (contract.endures === true ? 1 : 10) * limitMs;
    do {
      result = await settledWithin(limitMs, () => plan.read());
      if (result.status !== "fulfilled") break;
      for (const { value, status } of result.value) {
        expect(value).toBeNull();
        expect(qualityOf(status)).toBe("bad");
      }
      await new Promise((resolve) => setImmediate(resolve));
    } while (performance.now() < end);
    if (contract.endures === true) expect(result.status).toBe("fulfilled");
    else expectRetriable(result);
  });

  test("a connection cut in the middle of a read is a retriable error within the limit", async () => {
    const cutting = await contract.openCutting();
    closing.push(cutting);
    const connection = await open(cutting.endpoint);
    const plan = connection.plan(parse(wanted()), planMs);
    expectRetriable(await settledWithin(limitMs, () => plan.read()), "GATEWAY_LINK_LOST");
    expectRetriable(await settledWithin(limitMs, () => plan.read()), "GATEWAY_LINK_LOST");
  });
}
