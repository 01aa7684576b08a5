// What a fault looks like that no driver can know of: the wire says it, and the record must say the same.
import type { Sample } from "#contracts/record.ts";
import type { SeenByValue, WhatWasSeen } from "./fault-matrix-case.ts";
import type { CaseEvidence } from "./fault-matrix-evidence.ts";

const numbers = (samples: readonly Sample[]): readonly number[] =>
  samples.flatMap(({ value }) => (typeof value === "number" ? [value] : []));

/** A sentence on the numbers recorded of a signal while the fault acted, oldest first; undefined: they do not show it. */
export function byNumbers(
  signal: string,
  says: (values: readonly number[], evidence: CaseEvidence) => string | undefined,
): SeenByValue {
  return (evidence) => {
    const samples = evidence.during(signal);
    const words = says(numbers(samples), evidence);
    const at = evidence.firstScan();
    return words === undefined || at === undefined ? undefined : { words, at };
  };
}

/** The signal is read scan by scan and never changes; before and after the fault it does. */
export function byStandstill(signal: string): SeenByValue {
  return (evidence) => {
    const { begin, end } = evidence.span;
    const scans = evidence.scansBetween(begin, end);
    // The scan that was under way may bring the value of just before.
    const changed = scans
      .slice(1)
      .filter(({ samples }) => samples.some((one) => one.signal === signal));
    const around = evidence.changesOutside(signal);
    const at = evidence.firstScan();
    if (changed.length > 0 || around < 3 || scans.length < 3 || at === undefined) return undefined;
    return {
      words: `${scans.length} 次扫描读到同一个值,质量为好 · ${scans.length} scans read the same value, quality good`,
      at,
    };
  };
}

/** A value of a healthy controller may be as old as this when its scan ends. */
const rightMs = 10_000;

/** Source times are off by `offsetMs` within `toleranceMs`, at every sample of the fault. */
export function bySourceTime(offsetMs: readonly [least: number, most: number]): SeenByValue {
  return (evidence) => {
    const { begin, end } = evidence.span;
    // What was subscribed to before the fault may arrive after its begin.
    const off = evidence
      .scansBetween(begin + 2_000, end)
      .flatMap(({ gatewayTime, samples }) =>
        samples.map(({ sourceTime }) => sourceTime - gatewayTime),
      );
    const [least, most] = offsetMs;
    const at = evidence.firstScan();
    if (off.length < 5 || at === undefined || off.some((ms) => ms < least || ms > most)) {
      return undefined;
    }
    // A clock that was set right is right at once.
    const last = evidence.scans.at(-1);
    const still = last?.samples.some(
      (one) => Math.abs(one.sourceTime - last.gatewayTime) > rightMs,
    );
    if (still !== false) return undefined;
    const seconds = Math.round((off.at(-1) ?? 0) / 1000);
    return {
      words: `样本的源时间与网关时间相差 ${seconds} s,照实记录 · source times are ${seconds} s off gateway time, recorded as they are`,
      at,
    };
  };
}

/** Frames of others were counted and none of them taken. */
export function byForeignFrames(signal: string, freshMs: number): SeenByValue {
  return (evidence): WhatWasSeen | undefined => {
    const counted = evidence.counts.foreignFrames ?? 0;
    const fresh = evidence.freshShare(signal, freshMs);
    const at = evidence.firstScan();
    // An older answer would never be fresh; a busy computer makes one late now and then.
    if (counted === 0 || !(fresh > 0.5) || at === undefined) return undefined;
    return {
      words: `丢弃并计数 ${counted} 个不属于请求的帧,值都是新读的 · ${counted} foreign frames dropped and counted, every value freshly read`,
      at,
    };
  };
}

/** Scans take longer than their interval: ticks are left out and counted, everything stays good. */
export const bySkippedScans: SeenByValue = (evidence) => {
  const skipped = evidence.skipped;
  const at = evidence.firstScan();
  if (skipped < 3 || at === undefined) return undefined;
  return {
    words: `扫描变慢,跳过 ${skipped} 次并计数,读到的都有效 · slower scans: ${skipped} skipped and counted, all that is read is good`,
    at,
  };
};
