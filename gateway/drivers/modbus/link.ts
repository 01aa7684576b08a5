// One link to Modbus units, shared by all of them, whatever its wire: bounded requests, whose turn it is, pauses that
// devices need, and when silence means that the link itself is dead. Asks what pdu.ts can ask: reads only.
import type { DriverIo } from "../../driver.ts";
import { GatewayError } from "../../errors.ts";
import type { ModbusTable } from "./address.ts";
import type { LinkLost, ModbusPort, PortCounters } from "./modbus-port.ts";
import { Patience } from "./patience.ts";
import {
  answerOf,
  identificationObjects,
  identificationQuestion,
  type Answer as PduAnswer,
  type Question,
  readQuestion,
} from "./pdu.ts";
import { RequestLane } from "./request-lane.ts";

export type Answer =
  /** `tookMs`: how long the link was held up by it. */
  | ((PduAnswer | { readonly kind: "timeout" }) & { readonly tookMs?: number })
  /** The time was over before its turn came: nothing is known of the unit. */
  | { readonly kind: "unasked" };

/** Pauses that a unit needs; they add up with nothing: the longest counts. */
export type Pace = {
  readonly afterConnectMs: number;
  /** Between its last answer and its next request. */
  readonly betweenMs: number;
};

export type LinkOptions = {
  /** For people. */
  readonly name: string;
  readonly requestTimeoutMs: number;
  /** Requests to different units at once. */
  readonly maxInFlight: number;
  /** Of the whole link. */
  readonly pace: Pace;
  /** Silence that lasts less than this, ms, is no reason to open the link anew; 0 by default. */
  readonly enduresMs?: number;
  readonly io: DriverIo;
  readonly openPort: (onLost: LinkLost) => ModbusPort;
};

/** One lost answer is an accident; from the second on the link itself may be dead. */
const silentLimit = 2;
/** A unit that was not asked for so long and three of its intervals is scanned no more: twice the longest pause. */
const longestPauseMs = 240_000;
/** The wall clock went so much further than the steady one during a request, ms: the computer slept, or was set. */
const sleptMs = 1_000;

type Scanned = {
  /** ms without a question after which nobody scans it any more. */
  readonly spanMs: number;
  /** Monotonic ms of the last wish to ask it. */
  wantedAt: number;
};

export class ModbusLink {
  readonly #options: LinkOptions;
  readonly #port: ModbusPort;
  readonly #lane: RequestLane;
  readonly #patience: Patience;
  readonly #openedAt: number;
  /** Refuses every request that is still open. */
  readonly #open = new Set<(error: GatewayError) => void>();
  readonly #paces = new Map<number, Pace>();
  /** Units that are scanned, and those of them that have been silent since the last answer. */
  readonly #scanned = new Map<number, Scanned>();
  readonly #mute = new Set<number>();
  /** Monotonic ms of the end of the last request, of each unit and of all. */
  readonly #endedAt = new Map<number, number>();
  #lastEndedAt = Number.NEGATIVE_INFINITY;
  #silent = 0;
  /** Monotonic ms of the last answer, at first of the opening. */
  #answeredAt: number;
  #lost: GatewayError | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#openedAt = options.io.clock.monotonic();
    this.#answeredAt = this.#openedAt;
    this.#lane = new RequestLane(options.maxInFlight);
    this.#patience = new Patience(options.requestTimeoutMs);
    this.#port = options.openPort((error) => this.#lose(error));
  }

  /** A unit will be scanned: its silence counts when the link is judged, until it is not asked any more. */
  expect(unit: number, pace: Pace, intervalMs: number): void {
    this.pace(unit, pace);
    const spanMs = Math.max(longestPauseMs + 3 * intervalMs, this.#scanned.get(unit)?.spanMs ?? 0);
    this.#scanned.set(unit, { spanMs, wantedAt: this.#options.io.clock.monotonic() });
  }

  /** A unit needs pauses. */
  pace(unit: number, pace: Pace): void {
    const known = this.#paces.get(unit);
    this.#paces.set(unit, {
      afterConnectMs: Math.max(pace.afterConnectMs, known?.afterConnectMs ?? 0),
      betweenMs: Math.max(pace.betweenMs, known?.betweenMs ?? 0),
    });
  }

  /**
   * One request. Rejects only when the link is lost (retriable GatewayError).
   * @param deadline monotonic ms after which it neither waits nor asks.
   */
  async read(
    unit: number,
    table: ModbusTable,
    start: number,
    count: number,
    deadline: number,
  ): Promise<Answer> {
    const scanned = this.#scanned.get(unit);
    if (scanned !== undefined) scanned.wantedAt = this.#options.io.clock.monotonic();
    const answer = await this.#ask(readQuestion(unit, table, start, count), deadline);
    this.#heard(unit, answer);
    this.check();
    return answer;
  }

  /** Throws the error by which the link was lost, if it was. */
  check(): void {
    if (this.#lost !== undefined) throw this.#lost;
  }

  /** Why nothing is asked though the link stands, in words; undefined: nothing is in the way. */
  trouble(): string | undefined {
    return this.#port.trouble();
  }

  /**
   * Basic identification (MEI 14, objects 0 to 2) of a unit; empty when it has none, undefined when it
   * ignored the question.
   */
  async identify(unit: number, deadline: number): Promise<ReadonlyMap<number, string> | undefined> {
    const objects = new Map<number, string>();
    for (let object = 0; object <= 2; object = Math.max(object, ...objects.keys()) + 1) {
      const answer = await this.#ask(identificationQuestion(unit, object), deadline);
      // Many devices ignore the question: their silence says nothing of the link.
      if (answer.kind === "timeout") return undefined;
      if (answer.kind !== "data") break;
      const size = objects.size;
      for (const [key, text] of identificationObjects(answer.bytes)) {
        if (key <= 2) objects.set(key, text);
      }
      if (objects.size === size) break;
    }
    return objects;
  }

  async close(): Promise<void> {
    this.#lose(new GatewayError("GATEWAY_CONNECTION_CLOSED", "连接已关闭 · connection is closed"));
    await this.#port.close();
  }

  /** What was dropped on the way. */
  get counters(): Readonly<PortCounters> {
    return this.#port.counters;
  }

  async #ask(question: Question, deadline: number): Promise<Answer> {
    const { unit } = question;
    const { clock } = this.#options.io;
    const left = () => deadline - clock.monotonic();
    this.check();
    // A unit that needs a pause lets the others go first.
    if (!(await this.#pause(() => this.#notBefore(unit), deadline))) return { kind: "unasked" };
    if (!(await this.#lane.acquire(unit, left()))) return { kind: "unasked" };
    try {
      const free = () => Math.max(this.#lineFreeAt(), this.#notBefore(unit));
      if (!(await this.#pause(free, deadline))) return { kind: "unasked" };
      this.check();
      const limit = Math.min(this.#limitOf(unit), Math.ceil(left()));
      if (limit <= 0) return { kind: "unasked" };
      return await this.#bounded(question, limit);
    } finally {
      this.#lastEndedAt = clock.monotonic();
      this.#endedAt.set(unit, this.#lastEndedAt);
      this.#lane.release(unit);
    }
  }

  /** Where nobody else waits, nobody is hurried. */
  #limitOf(unit: number): number {
    const alone = this.#scanned.size <= 1 || !this.#scanned.has(unit);
    return alone ? this.#options.requestTimeoutMs : this.#patience.limitOf(unit);
  }

  /** False when the deadline comes first. */
  async #pause(until: () => number, deadline: number): Promise<boolean> {
    const { clock } = this.#options.io;
    for (;;) {
      const at = until();
      const left = at - clock.monotonic();
      if (left <= 0) return true;
      if (at > deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, Math.ceil(left)));
      this.check();
    }
  }

  #notBefore(unit: number): number {
    const pace = this.#paces.get(unit);
    if (pace === undefined) return Number.NEGATIVE_INFINITY;
    const ended = this.#endedAt.get(unit) ?? Number.NEGATIVE_INFINITY;
    return Math.max(this.#openedAt + pace.afterConnectMs, ended + pace.betweenMs);
  }

  #lineFreeAt(): number {
    const { afterConnectMs, betweenMs } = this.#options.pace;
    return Math.max(this.#openedAt + afterConnectMs, this.#lastEndedAt + betweenMs);
  }

  #bounded(question: Question, limitMs: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#open.add(reject);
      void this.#exchange(question, limitMs)
        .then(resolve, reject)
        .finally(() => this.#open.delete(reject));
    });
  }

  async #exchange(question: Question, limitMs: number): Promise<Answer> {
    const { clock } = this.#options.io;
    const begin = clock.monotonic();
    const wallBegin = clock.now();
    const reply = await this.#port.ask(question, limitMs);
    const tookMs = clock.monotonic() - begin;
    // Linux' steady clock stands still in a sleeping computer: nobody knows how old the answer is.
    if (clock.now() - wallBegin - tookMs > sleptMs) return { kind: "unasked" };
    switch (reply.kind) {
      case "silence":
        this.#patience.silent(question.unit);
        return { kind: "timeout", tookMs };
      case "doubtful":
        return { kind: "malformed", reason: reply.reason, tookMs };
      case "pdu": {
        this.#patience.answered(question.unit, tookMs);
        if (reply.unit === question.unit) return { ...answerOf(question, reply.pdu), tookMs };
        const reason = `unit ${reply.unit} instead of ${question.unit}`;
        return { kind: "malformed", reason, tookMs };
      }
    }
  }

  /**
   * A dead unit behind a gateway is not a dead link: that is given up only when every unit that is scanned
   * has been silent since the last answer.
   */
  #heard(unit: number, answer: Answer): void {
    if (answer.kind === "unasked") return;
    if (answer.kind !== "timeout") {
      this.#silent = 0;
      this.#answeredAt = this.#options.io.clock.monotonic();
      this.#mute.clear();
      return;
    }
    if (!this.#scanned.has(unit)) return;
    this.#silent += 1;
    this.#mute.add(unit);
    this.#forgetUnscanned();
    if (this.#silent < silentLimit || this.#mute.size < this.#scanned.size) return;
    const { name, enduresMs = 0, io } = this.#options;
    if (io.clock.monotonic() - this.#answeredAt < enduresMs) return;
    this.#lose(
      new GatewayError(
        "GATEWAY_LINK_TIMEOUT",
        `${name} 连着却不应答,将重连 · connected but silent, it will be opened again`,
        { link: name },
      ),
    );
  }

  #forgetUnscanned(): void {
    const now = this.#options.io.clock.monotonic();
    for (const [unit, { spanMs, wantedAt }] of this.#scanned) {
      if (now - wantedAt <= spanMs) continue;
      this.#scanned.delete(unit);
      this.#mute.delete(unit);
    }
  }

  #lose(error: GatewayError): void {
    if (this.#lost !== undefined) return;
    this.#lost = error;
    // Before the port ends them as silence.
    for (const refuse of this.#open) refuse(error);
    this.#open.clear();
    void this.#port?.close();
  }
}
