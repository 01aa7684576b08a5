// Asks the configured time servers now and then and tells the offset that most of them agree on. It sets no clock.
// Polling keeps to RFC 4330 §10: never faster than 64 s, slower when a server asks for it, never again when it
// refuses.
import type { Clock } from "#contracts/time.ts";
import { askTime, type Exchange, type NtpServer } from "./sntp-exchange.ts";

const shortestPollMs = 64_000;
const longestPollMs = 36 * 3_600_000;
/** Kisses after which a server is not asked again (RFC 5905 §7.4). */
const farewells = new Set(["DENY", "RSTR"]);

export type NtpServerStatus = {
  readonly server: string;
  /** Of its last answer; null: none yet. */
  readonly offsetMs: number | null;
  readonly delayMs: number | null;
  /** Why there was no time at the last try; null: there was. */
  readonly trouble: string | null;
};

export type NtpWatchOptions = {
  readonly servers: readonly NtpServer[];
  /** Between two questions to one server, ms; at least 64 s. */
  readonly pollMs: number;
  readonly clock: Clock;
  /** Gateway time minus the time that most servers tell, ms, after every round with an answer. */
  readonly onOffset: (offsetMs: number) => void;
  /** For tests; a UDP exchange by default. */
  readonly ask?: (server: NtpServer, clock: Clock) => Promise<Exchange>;
};

type Asked = {
  readonly server: NtpServer;
  pollMs: number;
  /** Monotonic ms; infinite: never again. */
  due: number;
  status: NtpServerStatus;
};

export class NtpWatch {
  readonly #options: NtpWatchOptions;
  readonly #servers: readonly Asked[];
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #stopped = false;

  constructor(options: NtpWatchOptions) {
    this.#options = options;
    const pollMs = Math.max(options.pollMs, shortestPollMs);
    this.#servers = options.servers.map((server) => ({
      server,
      pollMs,
      due: Number.NEGATIVE_INFINITY,
      status: { server: nameOf(server), offsetMs: null, delayMs: null, trouble: null },
    }));
  }

  status(): readonly NtpServerStatus[] {
    return this.#servers.map(({ status }) => status);
  }

  /** Asks at once, and from then on. */
  start(): void {
    this.#round = this.round().then(() => {
      const next = Math.min(...this.#servers.map(({ due }) => due));
      if (this.#stopped || next === Number.POSITIVE_INFINITY) return;
      const wait = Math.max(1_000, next - this.#options.clock.monotonic());
      this.#timer = setTimeout(() => this.start(), Math.min(wait, 2 ** 31 - 1));
      this.#timer.unref();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  /** Asks every server that is due. */
  async round(): Promise<void> {
    const { clock, ask = askTime, onOffset } = this.#options;
    const due = this.#servers.filter((each) => each.due <= clock.monotonic());
    const answers = await Promise.all(
      due.map(async (each) => this.#heard(each, await ask(each.server, clock))),
    );
    const offsets = answers.filter((offset) => offset !== undefined);
    if (offsets.length > 0 && !this.#stopped) onOffset(Math.round(median(offsets)));
  }

  #heard(each: Asked, answer: Exchange): number | undefined {
    const now = this.#options.clock.monotonic();
    if (answer.kind === "time") {
      const { offsetMs, delayMs } = answer;
      each.status = {
        ...each.status,
        offsetMs: Math.round(offsetMs),
        delayMs: Math.round(delayMs),
        trouble: null,
      };
    } else {
      const trouble = answer.kind === "kiss" ? `kiss-o'-death ${answer.code}` : answer.reason;
      each.status = { ...each.status, trouble };
    }
    if (answer.kind === "kiss") {
      each.pollMs = Math.min(each.pollMs * 2, longestPollMs);
      if (farewells.has(answer.code)) each.pollMs = Number.POSITIVE_INFINITY;
    }
    each.due = now + each.pollMs;
    return answer.kind === "time" ? answer.offsetMs : undefined;
  }
}

function nameOf({ host, port }: NtpServer): string {
  return port === 123 ? host : `${host}:${port}`;
}

/** Of two: the smaller in size, so that one wrong server alone raises no alarm. */
function median(offsets: readonly number[]): number {
  if (offsets.length === 2) return offsets.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0] ?? 0;
  return offsets.toSorted((a, b) => a - b)[Math.floor(offsets.length / 2)] ?? 0;
}
