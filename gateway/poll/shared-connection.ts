// One connection per connection id, shared by all equipment behind it. After a failure the next attempt
// waits: 1 s doubling to 30 s, with jitter, until a scan has really read something.
import type { AnyDriver, Connection, DriverIo } from "../driver.ts";
import { GatewayError } from "../errors.ts";

const firstBackoffMs = 1_000;
const maxBackoffMs = 30_000;

export type SharedConnectionOptions = {
  readonly id: string;
  readonly driver: AnyDriver;
  readonly endpoint: unknown;
  readonly io: DriverIo;
  /** [0, 1) */
  readonly random: () => number;
};

export type ConnectionStatus = {
  readonly id: string;
  readonly state: "idle" | "connecting" | "open" | "waiting" | "closed";
  /** Connections opened since the start. */
  readonly opened: number;
  readonly failures: number;
  readonly lastError: string | null;
};

export class SharedConnection {
  readonly #options: SharedConnectionOptions;
  #current: Connection<unknown> | undefined;
  #opening: Promise<Connection<unknown>> | undefined;
  #failuresInRow = 0;
  #retryAt = 0;
  #lastError: GatewayError | undefined;
  #closed = false;
  #opened = 0;
  #failures = 0;

  constructor(options: SharedConnectionOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.id;
  }

  /** The open connection; opens it when its time has come, else rejects at once with the last error. */
  acquire(): Promise<Connection<unknown>> {
    if (this.#closed) {
      return Promise.reject(
        new GatewayError("GATEWAY_CONNECTION_CLOSED", "连接已关闭 · connection is closed"),
      );
    }
    if (this.#current !== undefined) return Promise.resolve(this.#current);
    if (this.#opening !== undefined) return this.#opening;
    if (this.#lastError !== undefined && this.#options.io.clock.monotonic() < this.#retryAt) {
      return Promise.reject(this.#lastError);
    }
    this.#opening = this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** A scan has read something: the next failure starts with the shortest pause. */
  confirm(): void {
    this.#failuresInRow = 0;
  }

  /** Gives up a connection that failed; a newer one is not touched. */
  async lose(connection: Connection<unknown>, error: GatewayError): Promise<void> {
    if (this.#current !== connection) return;
    this.#current = undefined;
    this.#failed(error);
    await connection.close();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const current = this.#current;
    this.#current = undefined;
    await current?.close();
    // An attempt under way is bounded by the endpoint and closes itself.
    await this.#opening?.catch(() => undefined);
  }

  status(): ConnectionStatus {
    return {
      id: this.id,
      state: this.#state(),
      opened: this.#opened,
      failures: this.#failures,
      lastError: this.#lastError?.message ?? null,
    };
  }

  #state(): ConnectionStatus["state"] {
    if (this.#closed) return "closed";
    if (this.#current !== undefined) return "open";
    if (this.#opening !== undefined) return "connecting";
    return this.#lastError === undefined ? "idle" : "waiting";
  }

  async #open(): Promise<Connection<unknown>> {
    const { driver, endpoint, io } = this.#options;
    try {
      const connection = await driver.open(endpoint, io);
      if (this.#closed) {
        await connection.close();
        throw new GatewayError("GATEWAY_CONNECTION_CLOSED", "连接已关闭 · connection is closed");
      }
      this.#current = connection;
      this.#opened += 1;
      io.log("连接已建立 · connection is open");
      return connection;
    } catch (cause) {
      const error = asGatewayError(cause);
      if (!this.#closed) this.#failed(error);
      throw error;
    }
  }

  #failed(error: GatewayError): void {
    const { io, random } = this.#options;
    const pause = Math.min(firstBackoffMs * 2 ** this.#failuresInRow, maxBackoffMs);
    const jittered = Math.round(pause * (0.5 + random() / 2));
    this.#failuresInRow += 1;
    this.#failures += 1;
    this.#lastError = error;
    this.#retryAt = io.clock.monotonic() + jittered;
    io.log(`[${error.code}] ${error.message} (${jittered} ms 后再试 · again in ${jittered} ms)`);
  }
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
