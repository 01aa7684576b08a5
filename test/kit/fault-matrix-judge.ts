// The promises that every fault of the matrix is held to, and the line of the table that it makes.
import { expect } from "vitest";
import type { MatrixCase, MatrixFault, SeenByState, WhatWasSeen } from "./fault-matrix-case.ts";
import { CaseEvidence, type Observed, rateOf } from "./fault-matrix-evidence.ts";
import { besideOf, patience, readsOf } from "./fault-matrix-machines.ts";
import type { MatrixRun } from "./fault-matrix-run.ts";

export type MatrixRow = {
  readonly kind: string;
  readonly where: string;
  /** As shown, zh · en. */
  readonly seen: string;
  readonly lastedSeconds: number;
  readonly seenSeconds: number;
  readonly recoveredSeconds: number;
};

export type Judgement = {
  readonly rows: readonly MatrixRow[];
  /** Promises that were not kept, in words. */
  readonly broken: readonly string[];
};

/** A fault ends within a tick of the plants, and of those that were late. */
const tickMs = 500;

/** A promise is 3 scans and what the requests may take; so much more is the test computer's. */
const computerMs = 3_000;

/** ms until a fault that takes a machine down or some of its signals must have been told. */
function promisedMs({ wire, intervalMs }: MatrixCase): number {
  const request = wire.startsWith("opcua")
    ? patience.opcuaMs
    : 2 * patience.requestTimeoutMs + patience.connectTimeoutMs;
  return 3 * intervalMs + request + computerMs;
}

function judgeCase(one: MatrixCase, fault: MatrixFault, observed: Observed): Judgement {
  const span = observed.plants.span(one.id);
  if (span === undefined) return { rows: [], broken: [`${one.id}: it never began`] };
  const evidence = new CaseEvidence(one, observed, span);
  const seen = whatWasSeen(fault, evidence);
  const recovered = evidence.recoveredMs();
  const broken = [
    ...brokenInTelling(one, evidence, seen),
    ...brokenInValues(one, fault, evidence, seen),
    ...(recovered === undefined ? ["signals do not flow again"] : []),
  ].map((what) => `${one.id}: ${what}`);
  if (seen === undefined || recovered === undefined) return { rows: [], broken };
  const row: MatrixRow = {
    kind: fault.kind,
    where: `${one.wire}, ${one.intervalMs} ms`,
    seen: seen.words,
    lastedSeconds: (span.end - span.begin) / 1000,
    seenSeconds: (seen.at - span.begin) / 1000,
    recoveredSeconds: recovered / 1000,
  };
  return { rows: [row], broken };
}

function* brokenInTelling(
  one: MatrixCase,
  evidence: CaseEvidence,
  seen: WhatWasSeen | undefined,
): Generator<string> {
  if (seen === undefined) {
    yield `not seen; what was: ${described(evidence)}`;
    return;
  }
  const after = seen.at - evidence.span.begin;
  if (after > promisedMs(one)) yield `seen only ${after} ms after`;
}

function* brokenInValues(
  one: MatrixCase,
  fault: MatrixFault,
  evidence: CaseEvidence,
  seen: WhatWasSeen | undefined,
): Generator<string> {
  const bad = typeof fault.seen === "function" ? [] : (fault.seen.bad ?? allOf(one));
  const [all, own] = [evidence.everBad(true), evidence.everBad(false)];
  yield* named(
    "never said to be bad",
    bad.filter((id) => !all.includes(id)),
  );
  yield* named(
    "bad without reason",
    own.filter((id) => !bad.includes(id)),
  );
  yield* named("never on the wire", evidence.invented());
  yield* named("no fresh value since", evidence.stuck());
  if (seen === undefined || !holds(fault)) return;
  const good = evidence.goodBetween(seen.at, evidence.span.end - tickMs);
  yield* named("good though nothing can be read", good);
}

function* named(what: string, those: readonly string[]): Generator<string> {
  if (those.length > 0) yield `${what}: ${those.slice(0, 3).join("; ")} (${those.length})`;
}

/** Nothing good can come of the whole equipment until the fault ends. */
function holds({ seen }: MatrixFault): boolean {
  return typeof seen !== "function" && seen.bad === undefined && seen.mended !== true;
}

const allOf = ({ machine }: MatrixCase): readonly string[] => readsOf(machine).map(({ id }) => id);

function whatWasSeen({ seen }: MatrixFault, evidence: CaseEvidence): WhatWasSeen | undefined {
  return typeof seen === "function" ? seen(evidence) : byState(seen, evidence);
}

function byState({ state, words }: SeenByState, evidence: CaseEvidence): WhatWasSeen | undefined {
  for (const each of evidence.seen) {
    const said = [...each.words].find((text) => words.test(text));
    if (each.state === state && said !== undefined) return { words: said, at: each.since };
  }
  return undefined;
}

function described(evidence: CaseEvidence): string {
  const states = evidence.seen.map(({ state, words }) => `${state} (${[...words].join(" | ")})`);
  return `${states.join(", ") || "nothing"}; ${JSON.stringify(evidence.counts)}`;
}

/** Of what the interval promises. */
export const keptRate = 0.95;

/**
 * Neighbours behind other connections keep their rate, whatever happens to the others.
 * @returns the least of their rates, as a part of what their interval promises
 */
export function neighbourRate(cases: readonly MatrixCase[], observed: Observed): number {
  const spans = cases.flatMap(({ id }) => observed.plants.span(id) ?? []);
  const span = {
    begin: Math.min(...spans.map(({ begin }) => begin)),
    end: Math.max(...spans.map(({ end }) => end)),
  };
  const well = cases.filter(({ fault }) => fault === undefined);
  return Math.min(...well.map(({ id, intervalMs }) => rateOf(observed, id, intervalMs, span)));
}

/**
 * A unit behind the same connection waits for the answers that its neighbour owes, until that one is left alone:
 * bounded by two of them, but where every answer of the neighbour is late.
 */
function judgeBeside(cases: readonly MatrixCase[], observed: Observed): readonly string[] {
  const { plants, watch } = observed;
  return cases.flatMap(({ id, beside, intervalMs, fault }) => {
    const span = plants.span(id);
    if (!beside || span === undefined || fault?.kind === "slow-device") return [];
    const bad = watch
      .seen(besideOf(id))
      .filter(
        ({ since, state }) => since >= span.begin && state !== "up" && !plants.excused(since),
      );
    const lasts = span.end - span.begin;
    const owed = 2 * patience.requestTimeoutMs + 2 * intervalMs;
    const rate = rateOf(observed, besideOf(id), intervalMs, span);
    const kept = rate >= keptRate * (1 - owed / lasts);
    return [
      ...(bad.length === 0 ? [] : [`${besideOf(id)} was ${bad.map(({ state }) => state)}`]),
      ...(kept ? [] : [`${besideOf(id)} kept ${(100 * rate).toFixed(1)} % of its rate`]),
    ];
  });
}

/** Everything that the faults of a run must keep to; throws what was not kept. */
export function judgeRun(cases: readonly MatrixCase[], run: MatrixRun): readonly MatrixRow[] {
  const judged = cases.map((one) =>
    one.fault === undefined ? { rows: [], broken: [] } : judgeCase(one, one.fault, run),
  );
  expect([...judged.flatMap(({ broken }) => broken), ...judgeBeside(cases, run)]).toEqual([]);
  expect(neighbourRate(cases, run)).toBeGreaterThanOrEqual(keptRate);
  expect({ lost: run.lost, duplicated: run.duplicated }).toEqual({ lost: 0, duplicated: 0 });
  return judged.flatMap(({ rows }) => rows);
}
