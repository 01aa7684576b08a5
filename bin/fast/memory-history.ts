// Line-days as the reader that judges ask: what ingest answers from its store, answered from memory.
import type { EquipmentIdentity, LogEvidence } from "#contracts/evidence.ts";
import { type Fact, hourMs } from "#contracts/fact.ts";
import type { HistoryReader } from "#contracts/live.ts";
import type { LineDay } from "./line-days.ts";
import type { MemoryLog } from "./memory-log.ts";

export class MemoryHistory implements Pick<HistoryReader, "facts" | "logs" | "identities"> {
  readonly #site: string;
  readonly #facts: Fact[] = [];
  readonly #logs = new Map<string, MemoryLog>();
  #identities: readonly EquipmentIdentity[] = [];

  /** Of one site; asked of any other it knows nothing. */
  constructor(site: string) {
    this.#site = site;
  }

  take(day: LineDay): void {
    this.#facts.push(...day.facts);
    this.#logs.set(day.log.logId, day.log);
    this.#identities = day.identities;
  }

  /** @param since whole hours before it are left out. */
  async facts(
    site: string,
    from: number,
    to: number,
    since = Number.NEGATIVE_INFINITY,
  ): Promise<readonly Fact[]> {
    const begin = Math.max(from, since);
    return this.#of(site, this.#facts).filter(({ hour }) => hour + hourMs > begin && hour < to);
  }

  async logs(site: string, from: number, to: number): Promise<readonly LogEvidence[]> {
    return this.#of(site, [...this.#logs.values()]).map((log) => log.evidence(from, to));
  }

  async identities(site: string, _: number, to: number): Promise<readonly EquipmentIdentity[]> {
    return this.#of(site, this.#identities).filter(({ readAt }) => readAt < to);
  }

  #of<T>(site: string, all: readonly T[]): readonly T[] {
    return site === this.#site ? all : [];
  }
}
