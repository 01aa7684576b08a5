// A fact: what one signal did in one hour (docs/formats/fact.md). Facts are what scoring reads.
// They are computed by one pure function (fact-accumulator.ts), so that sealing and verifying agree
// to the byte; later arrivals make a new revision, never a changed one.
import type { Flag } from "./quality.ts";

export const hourMs = 3_600_000;

/** Order statistics of a duration, ms, from fixed logarithmic buckets: upper bound of the bucket. */
export type Spread = {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
};

export type StateInterval = { readonly from: number; readonly to: number; readonly value: number };

export type Fact = {
  readonly site: string;
  readonly equipment: string;
  readonly signal: string;
  /** Start of the hour, ms UTC. */
  readonly hour: number;
  readonly revision: number;
  /** Scheduled time of the site within the hour, ms; from the calendar, whether the gateway ran or not. */
  readonly scheduledMs: number;
  /** Scans that the schedule asks for. */
  readonly expected: number;
  /** Scans that said something of the signal: a sample, or read again unchanged. */
  readonly received: number;
  readonly good: number;
  readonly byFlag: { readonly [F in Flag]: number };
  /** Different values among good samples, counted up to 4096. */
  readonly distinct: number;
  /** Most successive good samples with the same value. */
  readonly longestEqualRun: number;
  /** Longest time between successive good scans inside the hour, or to its edges, ms. */
  readonly largestGapMs: number;
  /** Over good numeric samples, in their order; null where there is none. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly first: number | null;
  readonly last: number | null;
  /** Lag-1 autocorrelation over good numeric samples; null below 3 of them or without variance. */
  readonly lag1: number | null;
  /** Scans that arrived more than 10 minutes after their gateway time. */
  readonly late: number;
  /** Ingest time − gateway time. */
  readonly latency: Spread | null;
  /** Gateway time − source time. */
  readonly age: Spread | null;
  /** 60 bits, minute 0 first, as 15 hex digits: minutes with a good scan. */
  readonly validMinutes: string;
  /** The same for minutes in which a source time lies. */
  readonly freshMinutes: string;
  /** For classes ST and BOOL: successive states, at most 600; empty for others. */
  readonly states: readonly StateInterval[];
  /** 60 entries each: extreme good values per minute, null where none. */
  readonly minuteMin: readonly (number | null)[];
  readonly minuteMax: readonly (number | null)[];
};
