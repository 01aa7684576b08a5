// Says once when the state of an equipment changes, and how long the one before lasted. A flickering device is
// said at most every 10 s, with what became of it.
import type { Clock } from "#contracts/time.ts";
import type { StateChange } from "./poll/machine.ts";
import type { DeviceState } from "./status.ts";

const everyMs = 10_000;

const words: Readonly<Record<DeviceState, readonly [string, string]>> = {
  unknown: ["未知", "unknown"],
  up: ["在线", "up"],
  degraded: ["部分异常", "degraded"],
  down: ["离线", "down"],
  quarantined: ["被隔离", "quarantined"],
};

type Told = {
  /** Monotonic ms. */
  at: number;
  changes: number;
  newest: StateChange | undefined;
  timer: NodeJS.Timeout | undefined;
};

export class StateReport {
  readonly #clock: Clock;
  readonly #log: (message: string) => void;
  readonly #told = new Map<string, Told>();

  constructor(clock: Clock, log: (message: string) => void) {
    this.#clock = clock;
    this.#log = log;
  }

  changed(equipment: string, change: StateChange): void {
    const told = this.#told.get(equipment) ?? {
      at: Number.NEGATIVE_INFINITY,
      changes: 0,
      newest: undefined,
      timer: undefined,
    };
    this.#told.set(equipment, told);
    told.changes += 1;
    told.newest = change;
    const wait = told.at + everyMs - this.#clock.monotonic();
    if (wait <= 0) this.#say(equipment, told);
    else {
      told.timer ??= setTimeout(() => this.#say(equipment, told), wait);
      told.timer.unref();
    }
  }

  /** Equipment that is gone is said no more. */
  forget(equipment: string): void {
    clearTimeout(this.#told.get(equipment)?.timer);
    this.#told.delete(equipment);
  }

  stop(): void {
    for (const equipment of [...this.#told.keys()]) this.forget(equipment);
  }

  #say(equipment: string, told: Told): void {
    const { newest, changes } = told;
    clearTimeout(told.timer);
    told.timer = undefined;
    if (newest === undefined) return;
    told.newest = undefined;
    told.changes = 0;
    told.at = this.#clock.monotonic();
    this.#log(`${sentence(equipment, newest)}${changes > 1 ? ` (+${changes - 1})` : ""}`);
  }
}

function sentence(equipment: string, { from, to, lastedMs, reason }: StateChange): string {
  const [zh, en] = words[to];
  const [zhBefore, enBefore] = words[from];
  const lasted = durationWords(lastedMs);
  const before =
    from === "unknown" ? "" : `(此前${zhBefore} ${lasted} · was ${enBefore} for ${lasted})`;
  const why = reason === "" ? "" : `: ${reason}`;
  return `设备 ${equipment} ${zh} · equipment ${equipment} is ${en}${before === "" ? "" : ` ${before}`}${why}`;
}

/** Two units at most, e.g. `3 h 20 min`. */
export function durationWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joined(minutes, "min", seconds % 60, "s");
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined(hours, "h", minutes % 60, "min");
  return joined(Math.floor(hours / 24), "d", hours % 24, "h");
}

function joined(a: number, unit: string, b: number, smaller: string): string {
  return b === 0 ? `${a} ${unit}` : `${a} ${unit} ${b} ${smaller}`;
}
