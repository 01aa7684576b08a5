// How many display reports a site may send in a minute: a page in a loop must not fill the disk nor drown the
// words of the other screens. What is beyond it is refused and counted.
import type { Clock } from "#contracts/time.ts";
import { DashboardsError } from "../errors.ts";

const minuteMs = 60_000;

export class DisplayCap {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #perMinute: number;
  readonly #log: (line: string) => void;
  /** One entry per site. */
  readonly #minutes = new Map<string, { readonly since: number; taken: number; said: boolean }>();
  #taken = 0;
  #refused = 0;

  constructor(options: {
    readonly clock: Pick<Clock, "monotonic">;
    readonly perMinute: number;
    readonly log: (line: string) => void;
  }) {
    this.#clock = options.clock;
    this.#perMinute = options.perMinute;
    this.#log = options.log;
  }

  /** Reports since the start. */
  get counts(): { readonly taken: number; readonly refused: number } {
    return { taken: this.#taken, refused: this.#refused };
  }

  /** Takes one report of a known site. Throws DASHBOARDS_DISPLAY_CAPPED. */
  take(site: string): void {
    const now = this.#clock.monotonic();
    let minute = this.#minutes.get(site);
    if (minute === undefined || now - minute.since >= minuteMs) {
      minute = { since: now, taken: 0, said: false };
      this.#minutes.set(site, minute);
    }
    if (minute.taken < this.#perMinute) {
      minute.taken += 1;
      this.#taken += 1;
      return;
    }
    this.#refused += 1;
    const message =
      `站点 ${site} 的展示报告超过每分钟 ${this.#perMinute} 次,已拒收 · ` +
      `more than ${this.#perMinute} display reports of ${site} in a minute are refused`;
    if (!minute.said) this.#log(message);
    minute.said = true;
    throw new DashboardsError("DASHBOARDS_DISPLAY_CAPPED", message, {
      site,
      perMinute: this.#perMinute,
    });
  }
}
