// A limit on something that others carry out. What it yields after the limit is dropped.

/** Settles as `work` does, or rejects with `late()` after `ms`. */
export function bounded<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), Math.max(0, ms));
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

/** Waits for `work` to settle either way, at most `ms`. Never rejects. */
export async function settled(work: Promise<unknown>, ms: number): Promise<void> {
  await bounded(work, ms, () => new Error("late")).catch(() => undefined);
}
