// Looks at a running gateway as a person would, all the time: which state each equipment was in since when, with
// which words, and what its connection counted.
import type { DeviceState, GatewayStatus } from "#gateway/status.ts";
import type { Child } from "../../bin/process/child.ts";
import { lasting } from "./lasting.ts";

/** One state of an equipment, with the words that explained it. */
export type Seen = {
  readonly state: DeviceState;
  /** ms UTC, by the gateway. */
  readonly since: number;
  /** Every different text. */
  readonly words: Set<string>;
};

const everyMs = 200;

export class MatrixWatch {
  readonly #seen = new Map<string, Seen[]>();
  readonly #counts = new Map<string, Readonly<Record<string, number>>>();
  readonly #skipped = new Map<string, { readonly at: number; readonly skipped: number }[]>();
  #status: GatewayStatus | undefined;
  #stopped = false;
  #failure: Error | undefined;
  readonly #running: Promise<void>;

  constructor(gateway: Child) {
    this.#running = this.#run(gateway).catch((error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Throws when the gateway could not be asked any more. */
  get status(): GatewayStatus {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#status === undefined) throw new Error("the gateway was not asked yet");
    return this.#status;
  }

  seen(equipment: string): readonly Seen[] {
    return this.#seen.get(equipment) ?? [];
  }

  /** The most that was counted of each thing. */
  counts(connection: string): Readonly<Record<string, number>> {
    return this.#counts.get(connection) ?? {};
  }

  /** Ticks of an equipment that were left out in this time, ms UTC. */
  skippedBetween(equipment: string, from: number, to: number): number {
    const all = this.#skipped.get(equipment) ?? [];
    const before = all.findLast(({ at }) => at <= from)?.skipped ?? 0;
    return (all.findLast(({ at }) => at <= to)?.skipped ?? before) - before;
  }

  async #run(gateway: Child): Promise<void> {
    while (!this.#stopped) {
      const status = (await gateway.ask("status", 30_000)) as GatewayStatus;
      this.#status = status;
      const at = Date.now();
      for (const { id, state, since, reason, skipped } of status.poll.equipment) {
        this.#look(id, state, since, reason);
        const all = this.#skipped.get(id) ?? [];
        this.#skipped.set(id, all);
        if (all.at(-1)?.skipped !== skipped) all.push({ at, skipped });
      }
      for (const { id, counts } of status.poll.connections) {
        const most = { ...this.#counts.get(id) };
        for (const [name, n] of Object.entries(counts)) most[name] = Math.max(most[name] ?? 0, n);
        this.#counts.set(id, most);
      }
      await lasting(everyMs);
    }
  }

  #look(id: string, state: DeviceState, since: number, reason: string): void {
    const all = this.#seen.get(id) ?? [];
    this.#seen.set(id, all);
    const last = all.at(-1);
    // `since` is counted from a monotonic clock and may differ by rounding.
    if (last?.state === state && Math.abs(last.since - since) < 50) {
      if (reason !== "") last.words.add(reason);
      return;
    }
    all.push({ state, since, words: new Set(reason === "" ? [] : [reason]) });
  }
}
