// The OPC UA driver against answers that are wrong: many sessions at a time, each opened, scanned, browsed and
// inspected until it breaks. What must hold is counted and left to the test to judge.
import { afterAll } from "vitest";
import type { Connection } from "#gateway/driver.ts";
import type { OpcUaAddress } from "#gateway/drivers/opcua/address.ts";
import { opcua } from "#gateway/drivers/opcua/opcua-driver.ts";
import { GatewayError } from "#gateway/errors.ts";
import { mutating } from "./opcua-mutations.ts";
import { openReplay, type Recording } from "./opcua-replay.ts";

const timeoutMs = 500;
/** Beyond the driver's own limit: this machine may be busy. */
const slackMs = 4_000;
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const outside = {
  path: (path: string) => path,
  secret: (): never => {
    throw new Error("no secret here");
  },
};

export type FuzzOutcome = {
  /** Answers that were changed, by how. */
  readonly changed: ReadonlyMap<string, number>;
  /** What became of each thing asked of the driver: `read: done`, `open: GATEWAY_LINK_LOST` … */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Things that must not be: a late answer, an error that is none of the gateway's. */
  readonly violations: readonly string[];
  readonly sessions: number;
  /** Connections that were still open at the end. */
  readonly leftOpen: number;
};

export type FuzzOptions = {
  readonly recording: Recording;
  readonly addresses: readonly unknown[];
  readonly dataDir: string;
  readonly seed: number;
  /** At least so many changed answers. */
  readonly messages: number;
  readonly parallel: number;
};

/** Promises that nobody waited for and exceptions that nobody caught, since the file was loaded. */
export const escaped: unknown[] = [];
const note = (error: unknown) => {
  escaped.push(error);
};
process.on("unhandledRejection", note).on("uncaughtExceptionMonitor", note);
afterAll(() => {
  process.off("unhandledRejection", note).off("uncaughtExceptionMonitor", note);
});

export async function fuzz(options: FuzzOptions): Promise<FuzzOutcome> {
  const { change, counts } = mutating(options.seed, 0.08);
  const server = await openReplay(options.recording, change);
  const run = new FuzzRun(options, server.port);
  const changed = () => [...counts.values()].reduce((sum, count) => sum + count, 0);
  const worker = async () => {
    while (changed() < options.messages) await run.session();
  };
  await Promise.all(Array.from({ length: options.parallel }, worker));
  const end = performance.now() + 5_000;
  while (server.connections() > 0 && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const leftOpen = server.connections();
  await server.close();
  const { outcomes, violations, sessions } = run;
  return { changed: counts, outcomes, violations, sessions, leftOpen };
}

class FuzzRun {
  readonly #options: FuzzOptions;
  readonly #port: number;
  readonly outcomes = new Map<string, number>();
  readonly violations: string[] = [];
  sessions = 0;

  constructor(options: FuzzOptions, port: number) {
    this.#options = options;
    this.#port = port;
  }

  async session(): Promise<void> {
    this.sessions += 1;
    const url = `opc.tcp://127.0.0.1:${this.#port}`;
    const endpoint = opcua.parseEndpoint({ url, securityMode: "None", timeoutMs }, outside);
    const io = { clock, dataDir: this.#options.dataDir, log: () => undefined };
    const connection = await this.#step("open", () => opcua.open(endpoint, io));
    if (connection === undefined) return;
    await this.#use(connection);
    await this.#step("close", () => connection.close());
  }

  /** Until something fails. */
  async #use(connection: Connection<OpcUaAddress>): Promise<void> {
    const addresses = this.#options.addresses.map((address) => opcua.parseAddress(address));
    const plan = connection.plan(addresses, 50);
    const [first] = addresses;
    const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
      ...Array.from({ length: 8 }, () => ["read", () => plan.read()] as const),
      ["once", () => connection.plan(addresses, 0).read()],
      ["identify", () => connection.identify()],
      ["inspect", async () => first !== undefined && (await connection.inspect?.(first))],
      ["browse", () => all(connection.browse?.(undefined, {}, 200, AbortSignal.timeout(400)))],
      ["find", () => all(connection.find?.([0, 0], AbortSignal.timeout(400)))],
      ...Array.from({ length: 8 }, () => ["read", () => plan.read()] as const),
    ];
    for (const [what, work] of steps) {
      if ((await this.#step(what, work)) === undefined) return;
    }
  }

  async #step<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    const begin = performance.now();
    const [result] = await Promise.allSettled([work()]);
    // Looking around asks many questions, each of which has its own limit.
    const questions = what === "browse" || what === "find" || what === "inspect" ? 12 : 2;
    const took = performance.now() - begin;
    if (took > questions * timeoutMs + slackMs) this.violations.push(`${what}: ${took} ms`);
    if (result?.status === "fulfilled") {
      this.#count(`${what}: done`);
      return result.value;
    }
    const error: unknown = result?.reason;
    if (error instanceof GatewayError) this.#count(`${what}: ${error.code}`);
    else this.violations.push(`${what}: ${error instanceof Error ? error.stack : String(error)}`);
    return undefined;
  }

  #count(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}

async function all(items: AsyncIterable<unknown> | undefined): Promise<readonly unknown[]> {
  const list: unknown[] = [];
  for await (const item of items ?? []) list.push(item);
  return list;
}
