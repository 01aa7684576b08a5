// Whose turn it is on a shared link: at most `width` requests at once, one at a time per unit, in order
// of arrival. Nobody waits beyond a deadline, so the queue is as short as the callers are few.

type Waiting = { readonly unit: number; readonly start: () => void };

export class RequestLane {
  readonly #width: number;
  readonly #busy = new Set<number>();
  #waiting: Waiting[] = [];

  constructor(width: number) {
    this.#width = width;
  }

  /** True once it is the caller's turn (then release() is due); false when the wait was too long. */
  acquire(unit: number, waitMs: number): Promise<boolean> {
    if (this.#free(unit) && this.#waiting.length === 0) {
      this.#busy.add(unit);
      return Promise.resolve(true);
    }
    if (waitMs <= 0) return Promise.resolve(false);
    return new Promise((resolve) => {
      const entry: Waiting = {
        unit,
        start: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== entry);
        resolve(false);
      }, waitMs);
      this.#waiting.push(entry);
      this.#next();
    });
  }

  release(unit: number): void {
    this.#busy.delete(unit);
    this.#next();
  }

  #free(unit: number): boolean {
    return this.#busy.size < this.#width && !this.#busy.has(unit);
  }

  #next(): void {
    for (;;) {
      const index = this.#waiting.findIndex(({ unit }) => this.#free(unit));
      const [entry] = index < 0 ? [] : this.#waiting.splice(index, 1);
      if (entry === undefined) return;
      this.#busy.add(entry.unit);
      entry.start();
    }
  }
}
