// One connection per connection id, shared by all equipment behind it. After a failure the next attempt
// waits: 1 s doubling to 30 s, with jitter, until a scan has really read something.
// Invariant: what is asked through a connection settles when it is given up, at once and for all who use it;
// an answer that comes later is nobody's.
import type { AnyDriver, Connection, DriverIo } from "../driver.ts";
import { settled } from "../drivers/bounded.ts";
import { GatewayError } from "../errors.ts";
import type { ConnectionStatus } from "../status.ts";

const firstBackoffMs = 1_000;
const maxBackoffMs = 30_000;
/** A driver that does not close in this time is left to itself. */
const closeMs = 2_000;
/** Of a read, for drivers that promise nothing of their own (driver.ts). */
const defaultReadMs = 10_000;
/** No endpoint may ask for more than 60 s to connect. */
const openMs = 65_000;

export type SharedConnectionOptions = {
  readonly id: string;
  readonly driver: AnyDriver;
  readonly endpoint: unknown;
  readonly io: DriverIo;
  /** [0, 1) */
  readonly random: () => number;
};

type Opening = {
  readonly result: Promise<Connection<unknown>>;
  readonly giveUp: (error: GatewayError) => void;
};

export class SharedConnection {
  readonly #options: SharedConnectionOptions;
  #current: Connection<unknown> | undefined;
  #opening: Opening | undefined;
  /** Whoever waits for an answer over the current connection. */
  readonly #waiting = new Set<(error: GatewayError) => void>();
  /** Attempts that were given up and have not ended yet. */
  #abandoned = 0;
  #failuresInRow = 0;
  #retryAt = 0;
  #lastError: GatewayError | undefined;
  #closed = false;
  #opened = 0;
  /** Monotonic ms at which the current connection was opened. */
  #openedAt = 0;
  #failures = 0;

  constructor(options: SharedConnectionOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.id;
  }

  /** Why nothing is read though the connection stands, in words. */
  get trouble(): string | undefined {
    return this.#current?.trouble?.();
  }

  /** ms within which what is asked of it settles: opening, and a read. Who waited for the opening has both. */
  get limitMs(): number {
    if (this.#current === undefined) return openMs;
    const readMs = this.#current.limitMs ?? defaultReadMs;
    const openFor = this.#options.io.clock.monotonic() - this.#openedAt;
    return openFor > readMs ? readMs : openMs + readMs;
  }

  /** The open connection; opens it when its time has come, else rejects at once with the last error. */
  acquire(): Promise<Connection<unknown>> {
    if (this.#closed) return Promise.reject(closedError());
    if (this.#current !== undefined) return Promise.resolve(this.#current);
    if (this.#opening !== undefined) return this.#opening.result;
    if (this.#lastError !== undefined && this.#options.io.clock.monotonic() < this.#retryAt) {
      return Promise.reject(this.#lastError);
    }
    const { promise: result, resolve, reject } = Promise.withResolvers<Connection<unknown>>();
    const opening: Opening = { result, giveUp: reject };
    this.#opening = opening;
    void this.#open(opening).then(resolve, reject);
    return result;
  }

  /** Settles as `work` does, or rejects at once when the connection is given up. */
  during<T>(connection: Connection<unknown>, work: Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const done = () => this.#waiting.delete(reject);
    if (this.#current === connection) this.#waiting.add(reject);
    else reject(this.#lastError ?? closedError());
    work.then(
      (value) => {
        if (done()) resolve(value);
      },
      (error: unknown) => {
        done();
        reject(error);
      },
    );
    return promise;
  }

  /** A scan has read something: the next failure starts with the shortest pause. */
  confirm(): void {
    this.#failuresInRow = 0;
  }

  /** Gives up a connection that failed; a newer one is not touched. */
  lose(connection: Connection<unknown>, error: GatewayError): void {
    if (this.#current !== connection) return;
    this.#current = undefined;
    this.#failed(error);
    this.#reject(error);
    void settled(connection.close(), closeMs);
  }

  /** Gives up whatever there is, open or opening. */
  giveUp(error: GatewayError): void {
    if (this.#current !== undefined) {
      this.lose(this.#current, error);
      return;
    }
    const opening = this.#opening;
    if (opening === undefined) return;
    this.#opening = undefined;
    this.#abandoned += 1;
    this.#failed(error);
    opening.giveUp(error);
  }

  /** Bounded. */
  async close(): Promise<void> {
    this.#closed = true;
    const current = this.#current;
    this.#current = undefined;
    this.#reject(closedError());
    if (current !== undefined) await settled(current.close(), closeMs);
    // An attempt under way is bounded by the endpoint and closes itself.
    if (this.#opening !== undefined) await settled(this.#opening.result, closeMs);
  }

  status(): ConnectionStatus {
    return {
      id: this.id,
      state: this.#state(),
      opened: this.#opened,
      failures: this.#failures,
      lastError: this.#lastError === undefined ? null : textOf(this.#lastError),
      trouble: this.trouble ?? null,
      counts: this.#current?.counts?.() ?? {},
    };
  }

  #state(): ConnectionStatus["state"] {
    if (this.#closed) return "closed";
    if (this.#current !== undefined) return "open";
    if (this.#opening !== undefined) return "connecting";
    return this.#lastError === undefined ? "idle" : "waiting";
  }

  #reject(error: GatewayError): void {
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }

  async #open(opening: Opening): Promise<Connection<unknown>> {
    const { driver, endpoint, io } = this.#options;
    try {
      const connection = await driver.open(endpoint, io);
      if (this.#closed || this.#opening !== opening) {
        void settled(connection.close(), closeMs);
        throw closedError();
      }
      this.#current = connection;
      this.#opened += 1;
      this.#openedAt = io.clock.monotonic();
      io.log("连接已建立 · connection is open");
      return connection;
    } catch (cause) {
      const error = asGatewayError(cause);
      if (!this.#closed && this.#opening === opening) this.#failed(error);
      throw error;
    } finally {
      if (this.#opening === opening) this.#opening = undefined;
      else this.#abandoned -= 1;
    }
  }

  #failed(error: GatewayError): void {
    const { io, random } = this.#options;
    const pause = Math.min(firstBackoffMs * 2 ** this.#failuresInRow, maxBackoffMs);
    // Attempts that never end hold sockets: the more of them, the rarer the next.
    const jittered = Math.round(pause * (0.5 + random() / 2)) * (1 + this.#abandoned);
    this.#failuresInRow += 1;
    this.#failures += 1;
    this.#lastError = error;
    this.#retryAt = io.clock.monotonic() + jittered;
    io.log(`${textOf(error)} (${jittered} ms 后再试 · again in ${jittered} ms)`);
  }
}

function closedError(): GatewayError {
  return new GatewayError("GATEWAY_CONNECTION_CLOSED", "连接已关闭 · connection is closed");
}

function textOf({ code, message }: GatewayError): string {
  return `[${code}] ${message}`;
}

/** A driver that fails in a way of its own still only loses its link. */
export function asGatewayError(cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new GatewayError(
    "GATEWAY_LINK_LOST",
    `驱动出错 · driver failed: ${message}`,
    {},
    { cause },
  );
}
