// A scenario faster than time: each plant into a real evidence log of its own, with its truth beside it.
import { basename, join, resolve } from "node:path";
import type { Scenario } from "#simulators/scenario/scenario.ts";
import { instant } from "#simulators/scenario/scenario-calendar.ts";
import { CommandError } from "../errors.ts";
import type { FastPlant } from "../fast/fast-plant.ts";
import { fastTable } from "../fast/fast-table.ts";
import { runFast } from "../fast/run-fast.ts";
import { announceReady, stopRequest } from "../process/parent-link.ts";
import { readText } from "../read-text.ts";

export type FastWishes = {
  readonly data: string;
  readonly out?: string | undefined;
  readonly from?: string | undefined;
  readonly days?: string | undefined;
  readonly cassette: boolean;
};

const defaultCadenceSeconds = 10;

/** Throws BIN_ARGUMENTS, and what runFast throws. */
export async function runFastScenario(
  scenario: Scenario,
  file: string,
  wishes: FastWishes,
): Promise<number> {
  const out = resolve(wishes.out ?? join(wishes.data, `${basename(file, ".yaml")}-fast`));
  const text = readText(file);
  const plants = scenario.plants.map(
    ({ id }): FastPlant => ({ id, site: id, gateway: `gw-${id}`, scenario: { text, file } }),
  );
  const stop = new AbortController();
  void stopRequest().then(() => stop.abort());
  announceReady({ out });
  const results = await runFast({
    plants,
    from: startOf(scenario, wishes.from),
    days: daysOf(scenario, wishes.days),
    cadenceMs: 1000 * (scenario.fast?.cadenceSeconds ?? defaultCadenceSeconds),
    out,
    cassette: wishes.cassette,
    signal: stop.signal,
    log: (line) => void process.stderr.write(`${line}\n`),
  });
  process.stdout.write(
    `${fastTable(results)}\n日志与真值在 · logs and truth are in ${out}/<plant>/\n`,
  );
  if (!stop.signal.aborted) return 0;
  const reached = Math.min(...results.map((result) => result.reached));
  process.stderr.write(
    `已中断,${results.length} / ${plants.length} 座有日志${results.length === 0 ? "" : `,最早的到 ${new Date(reached).toISOString()} 为止`} · stopped: ${results.length} of ${plants.length} plants have logs${results.length === 0 ? "" : `, the shortest ends at ${new Date(reached).toISOString()}`}\n`,
  );
  return 1;
}

function startOf({ fast }: Scenario, wish: string | undefined): number {
  const text = wish ?? fast?.from;
  const read = instant.safeParse(text);
  if (read.success) return Date.parse(read.data);
  throw new CommandError(
    "BIN_ARGUMENTS",
    text === undefined
      ? "快进需要起点:--from 或场景里的 fast.from · fast time needs a start: --from, or fast.from in the scenario"
      : `--from 写作 2026-10-01T00:00:00+08:00,不能是 ${text} · --from is 2026-10-01T00:00:00+08:00, not ${text}`,
  );
}

function daysOf({ fast }: Scenario, wish: string | undefined): number {
  const days = wish === undefined ? (fast?.days ?? 1) : Number(wish);
  if (days > 0 && days <= 400) return days;
  throw new CommandError(
    "BIN_ARGUMENTS",
    `--days 为大于 0、不超过 400 的数 · --days is above 0 and at most 400, not ${wish}`,
  );
}
