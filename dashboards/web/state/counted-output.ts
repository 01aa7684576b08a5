// How far a counter went up over a span: the sum of its rises. A counter that starts again counts from
// zero, and what was not read is not invented.

export type CountedOutput = {
  readonly count: number;
  /** From the first good sample on, ms UTC: before it nothing is known. */
  readonly since: number;
};

type Counter = {
  readonly time: readonly number[];
  readonly value: readonly (number | null)[];
};

function rise(before: number, after: number): number {
  return after >= before ? after - before : after;
}

/** @param newest the value now, when it is known. null: no sample at all. */
export function countedOutput(counter: Counter, newest: number | null): CountedOutput | null {
  let since: number | undefined;
  let last: number | undefined;
  let count = 0;
  counter.value.forEach((value, i) => {
    if (value === null) return;
    since ??= counter.time[i];
    if (last !== undefined) count += rise(last, value);
    last = value;
  });
  if (since === undefined || last === undefined) return null;
  return { count: newest === null ? count : count + rise(last, newest), since };
}
