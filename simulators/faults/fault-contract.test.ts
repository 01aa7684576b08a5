// What holds for every fault of the registry, whatever it does.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { createRandom } from "../plant/random.ts";
import type { FaultPlan, Listener } from "./fault.ts";
import { FaultDeck } from "./fault-deck.ts";
import { exchange, RUN_BEGIN } from "./fault-test-run.ts";
import { faultKinds, faultSchema } from "./registry.ts";

const BEGIN_MS = 10_000;
const LASTS_MS = 600_000;
const EVERY_MS = 1_000_000;
const listeners: readonly Listener[] = ["modbus", "rtu-over-tcp", "rtu", "opcua"];
const entryOf = (example: string): Record<string, unknown> => parse(example);

/** The truth rises, so that a value that stands still is seen. */
const truthAt = (elapsedMs: number): number => 100 + elapsedMs / 1000;

/** Everything that a deck tells anybody within one step. */
function observe(deck: FaultDeck, plan: FaultPlan, elapsedMs: number): unknown {
  return {
    points: plan.points.map((point) => deck.shown(point, truthAt(elapsedMs))),
    replies: listeners.map((listener) => {
      const hook = deck.hookFor(listener);
      return [1, 2, 3].map((transaction) =>
        exchange(hook, { transaction, request: "04 0000 007d", answer: "04 02 0001" }),
      );
    }),
    bus: deck.takeBusFrames(),
    cables: listeners.map((listener) => deck.cable(listener)),
    opcua: deck.opcua(),
    plant: deck.plant(),
    host: deck.host(),
    acts: deck.acts(),
  };
}

const STEP_MS = 2000;

/** What is observed after each step of the run. */
function watch(plans: readonly FaultPlan[], plan: FaultPlan, untilMs: number, seed = 1) {
  let elapsedMs = 0;
  const now = () => RUN_BEGIN + elapsedMs;
  const deck = new FaultDeck(plans, { random: createRandom(seed), now });
  const seen: unknown[] = [];
  while (elapsedMs < untilMs) {
    elapsedMs += STEP_MS;
    deck.step(elapsedMs, STEP_MS, () => truthAt(elapsedMs));
    seen.push(observe(deck, plan, elapsedMs));
  }
  return { seen, changes: deck.takeChanges() };
}

const timed = (example: string): FaultPlan =>
  faultSchema.parse({ ...entryOf(example), after: "10s", for: "10m" });

test("every file that makes a fault is in the registry, under its name", () => {
  const folder = import.meta.dirname;
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .filter((file) => readFileSync(`${folder}/${file}`, "utf8").includes("= faultKind({"))
    .map((file) => file.slice(0, -".ts".length));
  expect(faultKinds.map(({ kind }) => kind as string).toSorted()).toEqual(files.toSorted());
});

test("names are unique in both languages", () => {
  for (const language of ["zh", "en"] as const) {
    const names = faultKinds.map(({ words }) => words[language].name);
    expect(new Set(names).size).toBe(names.length);
  }
});

test.each(faultKinds.map((fault) => [fault.kind, fault] as const))("%s", (kind, fault) => {
  const { words, example } = fault;
  // One sentence each, Chinese in Chinese and English in English.
  expect(words.zh.name).toMatch(/^[\p{Script=Han} A-Z–0-9-]{2,20}$/u);
  expect(words.zh.says).toMatch(/^[^。]*\p{Script=Han}[^。]*。$/u);
  expect(words.en.name).toMatch(/^[A-Z][\w ,-]{5,40}$/);
  expect(words.en.says).toMatch(/^[A-Z].{20,}[^.]\.$/);
  expect(words.en.says).not.toMatch(/\p{Script=Han}/u);

  // The smallest entry works as it stands, alone and among all others.
  const entry = entryOf(example);
  expect(entry.kind).toBe(kind);
  const plan = faultSchema.parse(entry);
  expect([plan.kind, plan.on.length > 0]).toEqual([kind, true]);

  // A key that nobody knows is refused, and every known one is explained.
  const issues = faultSchema.safeParse({ ...entry, nobody: 1 }).error?.issues;
  expect(issues?.map(({ code }) => code)).toEqual(["unrecognized_keys"]);
  const keys = z.toJSONSchema(fault.schema, { io: "input" }).properties ?? {};
  expect(Object.keys(keys)).toEqual(expect.arrayContaining(["kind", "after", "for", "every"]));
  const unexplained = Object.entries(keys).filter(
    ([, key]) => typeof key !== "object" || (key.description ?? "").length < 10,
  );
  expect(unexplained.map(([name]) => name)).toEqual([]);

  // Begins and ends, is told while it acts, does something, and leaves no trace.
  const act = { kind, on: plan.on };
  const once = timed(example);
  const end = BEGIN_MS + LASTS_MS;
  const { seen, changes } = watch([once], once, end + 20_000);
  const nothing = watch([], once, end + 20_000).seen;
  expect(changes).toEqual([
    { at: RUN_BEGIN + BEGIN_MS, phase: "begin", ...act },
    { at: RUN_BEGIN + end, phase: "end", ...act },
  ]);
  const [first, last] = [BEGIN_MS / STEP_MS - 1, end / STEP_MS - 1];
  expect(seen.slice(0, first)).toEqual(nothing.slice(0, first));
  expect(seen.slice(last)).toEqual(nothing.slice(last));
  const during = seen.slice(first, last);
  const acts = during.map((one) => JSON.stringify((one as { acts: unknown }).acts));
  const since = RUN_BEGIN + BEGIN_MS;
  expect(new Set(acts)).toEqual(new Set([JSON.stringify([{ ...act, since }])]));
  const blind = (one: unknown) => ({ ...(one as object), acts: [] });
  expect(during.map(blind)).not.toEqual(nothing.slice(first, last));

  // The same plan again is the same run, and it comes again as new.
  expect(watch([once], once, end + 20_000).seen).toEqual(seen);
  const again = faultSchema.parse({ ...entry, after: "10s", for: "10m", every: "1000s" });
  const twice = watch([again], again, EVERY_MS + end + 20_000);
  expect(twice.seen.slice(0, seen.length)).toEqual(seen);
  expect(twice.changes.map(({ at, phase }) => [at - RUN_BEGIN, phase])).toEqual([
    [BEGIN_MS, "begin"],
    [end, "end"],
    [BEGIN_MS + EVERY_MS, "begin"],
    [end + EVERY_MS, "end"],
  ]);
});
