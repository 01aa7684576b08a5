// One judgement for all who ask at about the same time: judging reads all facts of the window, so equal
// questions share the answer under way, and what was found is kept for some seconds. A failure is not kept.
import type { SiteVerdicts } from "#contracts/api.ts";
import type { Clock } from "#contracts/time.ts";

export type JudgementsOptions = {
  readonly judge: (site: string, policy: string) => Promise<SiteVerdicts>;
  readonly clock: Pick<Clock, "monotonic">;
  /** How long an answer is given again, ms; it says itself when it was found (hostTime). */
  readonly keepMs: number;
};

export class Judgements {
  readonly #options: JudgementsOptions;
  readonly #running = new Map<string, Promise<SiteVerdicts>>();
  /** One entry per site and policy at most. */
  readonly #kept = new Map<string, { readonly until: number; readonly found: SiteVerdicts }>();

  constructor(options: JudgementsOptions) {
    this.#options = options;
  }

  /** Site and policy are known ones. Rejects with what the judge says. */
  of(site: string, policy: string): Promise<SiteVerdicts> {
    const { clock, judge } = this.#options;
    const key = JSON.stringify([site, policy]);
    const kept = this.#kept.get(key);
    if (kept !== undefined && clock.monotonic() < kept.until) return Promise.resolve(kept.found);
    const shared = this.#running.get(key);
    if (shared !== undefined) return shared;
    const started = this.#judge(key, () => judge(site, policy)).finally(() =>
      this.#running.delete(key),
    );
    this.#running.set(key, started);
    return started;
  }

  async #judge(key: string, judge: () => Promise<SiteVerdicts>): Promise<SiteVerdicts> {
    const found = await judge();
    const until = this.#options.clock.monotonic() + this.#options.keepMs;
    this.#kept.set(key, { until, found });
    return found;
  }
}
