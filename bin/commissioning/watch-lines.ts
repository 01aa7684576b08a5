// Watching without a terminal: what changes, a line each; everything at first.

import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "#contracts/time.ts";
import type { WatchClient } from "#gateway/commissioning/watch-client.ts";
import type { EquipmentStatus } from "#gateway/status.ts";
import { shorten } from "../terminal-text.ts";
import { ageOf, headLines, signalTable } from "./watch-table.ts";

export type WatchOptions = {
  readonly client: WatchClient;
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly equipment?: string;
};

type LineOptions = WatchOptions & { readonly once: boolean; readonly json: boolean };

export async function watchLines(
  options: LineOptions,
  say: (line: string) => void,
): Promise<number> {
  const { signal, once, json, everyMs } = options;
  const told = new Map<string, string>();
  for (let first = true; ; first = false) {
    if (json) await tellJson(options, say);
    else await tellWords(options, first, told, say);
    if (once) return 0;
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return 0;
  }
}

async function tellJson(
  { client, clock, equipment }: LineOptions,
  say: (line: string) => void,
): Promise<void> {
  const status = await client.status();
  const signals = equipment === undefined ? undefined : await client.signals(equipment);
  say(JSON.stringify({ at: clock.now(), status, ...(signals === undefined ? {} : { signals }) }));
}

/** All of it at first, then what changed. */
async function tellWords(
  { client, clock, equipment }: LineOptions,
  first: boolean,
  told: Map<string, string>,
  say: (line: string) => void,
): Promise<void> {
  const status = await client.status();
  const now = clock.now();
  if (first) for (const line of headLines(status, now)) say(line);
  for (const each of status.poll.equipment) tellChange(each, now, told, say);
  if (!first || equipment === undefined) return;
  const signals = await client.signals(equipment);
  for (const line of signalTable(signals, now, 0, signals.length + 1)) say(line);
}

function tellChange(
  { id, state, reason, lastGoodAt }: EquipmentStatus,
  now: number,
  told: Map<string, string>,
  say: (line: string) => void,
): void {
  const words = `${id}: ${state}${reason === "" ? "" : ` ${reason}`}`;
  if (told.get(id) === words) return;
  told.set(id, words);
  const time = new Date(now).toISOString();
  say(shorten(`${time} ${words} (${ageOf(lastGoodAt, now)})`, 160));
}
