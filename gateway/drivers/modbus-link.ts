// One TCP link to a Modbus server, shared by all its units: bounded requests, no answer taken for
// another. Reads only: the client library is seen through the five functions listed in ModbusReads.
import { connect, type Socket } from "node:net";
import modbusSerial from "modbus-serial";
import type { DriverIo } from "../driver.ts";
import { GatewayError } from "../errors.ts";
import { isRegisterTable, type ModbusTable } from "./modbus-address.ts";
import type { ModbusEndpoint } from "./modbus-endpoint.ts";
import { ModbusPort } from "./modbus-port.ts";
import { RequestLane } from "./request-lane.ts";

type Words = { readonly buffer: Uint8Array };

/** Function codes 01 to 04 and 43/14. Nothing that changes a machine is reachable from here. */
interface ModbusReads {
  setID(unit: number): void;
  setTimeout(ms: number): void;
  open(opened: (error?: Error) => void): void;
  destroy(closed: () => void): void;
  readCoils(start: number, count: number): Promise<Words>;
  readDiscreteInputs(start: number, count: number): Promise<Words>;
  readHoldingRegisters(start: number, count: number): Promise<Words>;
  readInputRegisters(start: number, count: number): Promise<Words>;
  readDeviceIdentification(
    code: number,
    object: number,
  ): Promise<{ readonly data: Readonly<Record<string, string>> }>;
  /** How the library asks for further pages of an identification by itself. */
  writeFC43(unit: number, code: number, object: number, next: FurtherPage): void;
}
type FurtherPage = (error: null, page: { data: Record<string, string> }) => void;

const ModbusClient = modbusSerial as unknown as new (port: ModbusPort) => ModbusReads;

export type Answer =
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  | { readonly kind: "exception"; readonly exception: number }
  | { readonly kind: "timeout" }
  /** The time was over before its turn came: nothing is known of the unit. */
  | { readonly kind: "unasked" }
  | { readonly kind: "malformed"; readonly reason: string };

/** One lost answer is an accident; from the second on the link itself may be dead. */
const silentLimit = 2;

/** Connects within the endpoint's limit. Rejects GATEWAY_LINK_REFUSED or GATEWAY_LINK_TIMEOUT. */
export async function openModbusLink(endpoint: ModbusEndpoint, io: DriverIo): Promise<ModbusLink> {
  const socket = await connectSocket(endpoint);
  return new ModbusLink(socket, endpoint, io);
}

function connectSocket({ host, port, connectTimeoutMs }: ModbusEndpoint): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true });
    const settle = (error?: GatewayError) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      if (error === undefined) return resolve(socket);
      // A destroyed socket may still report an error; nobody waits for it any more.
      socket.on("error", () => undefined);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => {
      const message = `${host}:${port} 在 ${connectTimeoutMs} ms 内没有应答,请检查地址、网线与防火墙 · no answer within ${connectTimeoutMs} ms: check address, cable and firewall`;
      settle(new GatewayError("GATEWAY_LINK_TIMEOUT", message, { host, port }));
    }, connectTimeoutMs);
    socket.once("connect", () => settle());
    socket.once("error", (cause) => {
      const message = `${host}:${port} 连接不上,请检查地址与设备 · cannot connect, check address and device: ${cause.message}`;
      settle(new GatewayError("GATEWAY_LINK_REFUSED", message, { host, port }, { cause }));
    });
  });
}

export class ModbusLink {
  readonly #client: ModbusReads;
  readonly #port: ModbusPort;
  readonly #lane: RequestLane;
  readonly #endpoint: ModbusEndpoint;
  readonly #io: DriverIo;
  /** Refuses every request that is still open. */
  readonly #open = new Set<(error: GatewayError) => void>();
  /** Units that were asked for values, and those of them that have been silent since the last answer. */
  readonly #asked = new Set<number>();
  readonly #mute = new Set<number>();
  #silent = 0;
  #lost: GatewayError | undefined;

  constructor(socket: Socket, endpoint: ModbusEndpoint, io: DriverIo) {
    this.#endpoint = endpoint;
    this.#io = io;
    this.#lane = new RequestLane(endpoint.maxInFlight);
    this.#port = new ModbusPort(socket, (error) => this.#lose(error));
    this.#client = new ModbusClient(this.#port);
    this.#client.open(() => undefined);
    // The library would follow "more follows" without bound and crash on an error there: pages are asked
    // for in identify() instead.
    this.#client.writeFC43 = (_unit, _code, _object, next) => next(null, { data: {} });
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
    const bytes = isRegisterTable(table) ? count * 2 : Math.ceil(count / 8);
    this.#asked.add(unit);
    const answer = await this.#ask(unit, deadline, async () => {
      const { buffer } = await this.#call(table, start, count);
      return buffer.length === bytes
        ? { kind: "data", bytes: buffer }
        : { kind: "malformed", reason: `${buffer.length} bytes instead of ${bytes}` };
    });
    this.#heard(unit, answer);
    this.check();
    return answer;
  }

  /** Throws the error by which the link was lost, if it was. */
  check(): void {
    if (this.#lost !== undefined) throw this.#lost;
  }

  /**
   * Basic identification (MEI 14, objects 0 to 2) of a unit; empty when it has none, undefined when it
   * ignored the question.
   */
  async identify(unit: number, deadline: number): Promise<ReadonlyMap<number, string> | undefined> {
    const objects = new Map<number, string>();
    for (let object = 0; object <= 2; object = Math.max(object, ...objects.keys()) + 1) {
      const found = new Map<number, string>();
      const answer = await this.#ask(unit, deadline, async () => {
        const { data } = await this.#client.readDeviceIdentification(1, object);
        for (const [key, text] of Object.entries(data)) found.set(Number(key), text);
        return { kind: "data", bytes: new Uint8Array() };
      });
      // Many devices ignore the question: their silence says nothing of the link.
      if (answer.kind === "timeout") return undefined;
      const size = objects.size;
      for (const [key, text] of found) if (key <= 2) objects.set(key, text);
      if (answer.kind !== "data" || objects.size === size) break;
    }
    return objects;
  }

  close(): void {
    this.#lose(new GatewayError("GATEWAY_CONNECTION_CLOSED", "连接已关闭 · connection is closed"));
  }

  /** Frames that answered nothing we had asked. */
  get foreignFrames(): number {
    return this.#port.foreignFrames;
  }

  #call(table: ModbusTable, start: number, count: number): Promise<Words> {
    switch (table) {
      case "input":
        return this.#client.readInputRegisters(start, count);
      case "holding":
        return this.#client.readHoldingRegisters(start, count);
      case "coil":
        return this.#client.readCoils(start, count);
      case "discrete":
        return this.#client.readDiscreteInputs(start, count);
    }
  }

  async #ask(unit: number, deadline: number, send: () => Promise<Answer>): Promise<Answer> {
    const left = () => deadline - this.#io.clock.monotonic();
    this.check();
    if (!(await this.#lane.acquire(unit, left()))) return { kind: "unasked" };
    try {
      this.check();
      const limit = Math.min(this.#endpoint.requestTimeoutMs, Math.ceil(left()));
      if (limit <= 0) return { kind: "unasked" };
      return await this.#bounded(unit, limit, send);
    } finally {
      this.#lane.release(unit);
    }
  }

  #bounded(unit: number, limitMs: number, send: () => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#open.add(reject);
      this.#client.setID(unit);
      this.#client.setTimeout(limitMs);
      void send()
        .catch(answerOfError)
        .then(resolve, reject)
        .finally(() => this.#open.delete(reject));
    });
  }

  /**
   * A dead unit behind a gateway is not a dead link: that is given up only when every unit that was asked
   * has been silent since the last answer.
   */
  #heard(unit: number, answer: Answer): void {
    if (answer.kind === "unasked") return;
    if (answer.kind !== "timeout") {
      this.#silent = 0;
      this.#mute.clear();
      return;
    }
    this.#silent += 1;
    this.#mute.add(unit);
    if (this.#silent < silentLimit || this.#mute.size < this.#asked.size) return;
    const { host, port } = this.#endpoint;
    this.#lose(
      new GatewayError(
        "GATEWAY_LINK_TIMEOUT",
        `${host}:${port} 连着却不应答,将重连 · connected but silent, it will be opened again`,
        { host, port },
      ),
    );
  }

  #lose(error: GatewayError): void {
    if (this.#lost !== undefined) return;
    this.#lost = error;
    this.#client.destroy(() => undefined);
    for (const refuse of this.#open) refuse(error);
    this.#open.clear();
  }
}

function answerOfError(error: unknown): Answer {
  const { modbusCode, errno, message } = error as {
    modbusCode?: number;
    errno?: string;
    message?: string;
  };
  if (modbusCode !== undefined) return { kind: "exception", exception: modbusCode };
  if (errno === "ETIMEDOUT") return { kind: "timeout" };
  return { kind: "malformed", reason: message ?? String(error) };
}
