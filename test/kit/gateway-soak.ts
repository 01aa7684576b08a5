// A gateway process through a day of fast time while its peers are away: what it holds every hour, what it tried
// meanwhile, and what happens when they are there again.
import { setTimeout as sleep } from "node:timers/promises";
import { expect, vi } from "vitest";
import type { GatewayStatus } from "#gateway/status.ts";
import type { Child } from "../../bin/process/child.ts";
import type { Gate } from "./gateway-soak-gate.ts";
import type { Held, Inspector } from "./gateway-soak-memory.ts";
import { type SoakSite, soakSite } from "./gateway-soak-site.ts";
import { FastTime } from "./gateway-soak-time.ts";
import { auditJournal, auditRoot } from "./journal-audit.ts";
import { ledgerOf } from "./site-report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** How the peers are away: refused, accepting without a word, or there for a minute and away for one. */
export type Absence = "refused" | "silent" | "flapping";

export type SoakOptions = {
  readonly absence: Absence;
  /** Of the gateway's own time. */
  readonly hours: number;
  /** Seconds of the gateway's time in one of ours. */
  readonly rate: number;
};

export type Soak = {
  readonly hours: readonly Held[];
  /** At the end of the day, before the peers come. */
  readonly status: GatewayStatus;
  /** Connections that came to the broker's door that day. */
  readonly brokerAttempts: number;
  /** Until every equipment was up and the centre had every record, ms of common time. */
  readonly recoveryMs: number;
  readonly delivered: { readonly records: number; readonly duplicates: number };
};

const flapSeconds = 60;

export async function soak({ absence, hours, rate }: SoakOptions): Promise<Soak> {
  const folder = temporaryFolder();
  const site = await soakSite(folder, absence !== "refused");
  if (absence === "silent") await site.turn("mute");
  if (absence === "flapping") await site.plugIn();
  const time = new FastTime(folder, rate);
  const serving = async () => (await time.start("serve", ["serve", site.serve])).child;
  let serve = absence === "flapping" ? await serving() : undefined;
  const { child: gateway, inspector } = await time.start("gateway", ["gateway", site.gateway]);
  const flapping = absence === "flapping" ? flap(site, (flapSeconds / rate) * 1000) : undefined;
  const held = await everyHour(inspector, time, hours);
  await flapping?.();
  const status = await statusOf(gateway);
  const brokerAttempts = site.gates.broker.accepted;

  time.slow();
  serve ??= await serving();
  await site.turn("open");
  if (absence !== "flapping") await site.plugIn();
  const began = performance.now();
  await recovered(gateway, serve).catch(async (cause: unknown) => {
    const timers = (await inspector.timersFire()) ? "fire" : "do not fire";
    throw new Error(`its timers ${timers}; it said:\n${gateway.lastLines.join("\n")}`, { cause });
  });
  const recoveryMs = performance.now() - began;
  const delivered = await closed(gateway, serve, site);
  return { hours: held, status, brokerAttempts, recoveryMs, delivered };
}

async function statusOf(gateway: Child): Promise<GatewayStatus> {
  return (await gateway.ask("status", 30_000)) as GatewayStatus;
}

async function everyHour(inspector: Inspector, time: FastTime, hours: number): Promise<Held[]> {
  const seen: Held[] = [];
  const from = time.hours;
  for (let next = 1; next <= hours; next += 1) {
    const wait = ((from + next - time.hours) * 3_600_000) / time.rate;
    // A day has to pass: there is nothing else to wait for.
    await sleep(Math.max(0, wait));
    seen.push(await inspector.held());
  }
  return seen;
}

/** Opens and shuts every door by itself until the returned function is called. */
function flap({ gates }: SoakSite, halfMs: number): () => Promise<void> {
  const stop = new AbortController();
  const one = async (gate: Gate) => {
    while (!stop.signal.aborted) {
      await gate.turn("open");
      await sleep(halfMs);
      await gate.turn("shut");
      await sleep(halfMs);
    }
  };
  const all = Promise.all(Object.values(gates).map(one));
  return async () => {
    stop.abort();
    await all;
  };
}

/** Every equipment is up by itself, every signal good and read after the peers came, and the ledger has no debt. */
async function recovered(gateway: Child, serve: Child): Promise<void> {
  const { edge, poll } = await statusOf(gateway);
  const scans = new Map(poll.equipment.map((each) => [each.id, each.scans]));
  await vi.waitFor(
    async () => {
      const now = await statusOf(gateway);
      const states = now.poll.equipment.map(({ id, state, reason }) => `${id} ${state} ${reason}`);
      expect(states.map((state) => state.trimEnd())).toEqual(
        now.poll.equipment.map(({ id }) => `${id} up`),
      );
      for (const each of now.poll.equipment) {
        expect(each.scans, each.id).toBeGreaterThan(scans.get(each.id) ?? 0);
      }
      const ledger = await ledgerOf(serve, edge.log);
      expect(ledger).toMatchObject({ outstanding: 0, gaps: 0, quarantined: 0, hostGaps: 0 });
      expect(ledger?.next).toBeGreaterThanOrEqual(edge.next);
    },
    { timeout: 180_000, interval: 250 },
  );
}

/** Stops both; what the gateway recorded and what the centre has are one log. */
async function closed(
  gateway: Child,
  serve: Child,
  site: SoakSite,
): Promise<{ records: number; duplicates: number }> {
  const { edge } = (await gateway.ask("drain", 30_000)) as GatewayStatus;
  await serve.stop(30_000);
  expect(edge.dropped).toBe(0);
  expect(edge.gapRecords).toBe(0);
  const { logs, damage } = auditJournal(site.journal);
  expect(damage).toEqual([]);
  const log = logs.find((each) => each.log === edge.log);
  const records = log?.records.size ?? 0;
  expect(records).toBe(edge.next);
  const newest = log?.checkpoints.at(-1);
  const covered = Array.from({ length: newest?.size ?? 0 }, (_, n) => log?.records.get(n));
  const root = auditRoot(covered.filter((bytes) => bytes !== undefined));
  expect(root.toString("base64")).toBe(newest?.root);
  return { records, duplicates: log?.duplicates ?? 0 };
}
