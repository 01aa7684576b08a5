// Where DTUs dial in: one listener per address and process, shared by all connections that name it. A DTU is known by
// its registration; its socket waits here until the connection takes it. Listener and claims outlive a lost link
// (`lingerMs`), so that the DTU finds somebody when it dials again; they never keep the process alive.
// Invariants: one socket per registration, the newest (half-open radio links linger for minutes); sockets that have not
// said who they are are few and have little time.
import { createServer, type Server, type Socket } from "node:net";
import { GatewayError } from "../../errors.ts";
import type { ByteStream } from "./byte-stream.ts";
import { DialIn } from "./dtu-dial-in.ts";
import { writtenPacket } from "./dtu-registration.ts";
import { DtuRivals } from "./dtu-rivals.ts";
import { SocketStream } from "./tcp-stream.ts";

const maxUnregistered = 32;
const lingerMs = 60_000;
const keepAliveMs = 30_000;
/** Unknown registrations and rivals that are said; more is somebody trying. */
const maxTold = 100;

export type DtuPlace = { readonly host: string; readonly port: number };

export type DtuWanted = {
  readonly registration: Buffer;
  /** Waits so long for it to dial in. */
  readonly waitMs: number;
  /** Time of every socket to say who it is. */
  readonly registrationMs: number;
  readonly log: (message: string) => void;
};

type Claim = {
  readonly registration: Buffer;
  waiter: ((socket: Socket) => void) | undefined;
  /** Dialled in and not taken yet, or in use. */
  socket: Socket | undefined;
  inUse: boolean;
  expiry: NodeJS.Timeout | undefined;
};

const listeners = new Map<string, Promise<DtuListener>>();

/**
 * The DTU with this registration, once it has dialled in. Rejects GATEWAY_DTU_LISTEN_FAILED, GATEWAY_DTU_ABSENT,
 * GATEWAY_DTU_TAKEN.
 */
export async function openDtuStream(place: DtuPlace, wanted: DtuWanted): Promise<ByteStream> {
  const key = `${place.host} ${place.port}`;
  let listener = listeners.get(key);
  if (listener === undefined) {
    listener = DtuListener.open(place, () => listeners.delete(key));
    listeners.set(key, listener);
    listener.catch(() => listeners.delete(key));
  }
  return (await listener).take(wanted);
}

class DtuListener {
  readonly #server: Server;
  readonly #place: DtuPlace;
  readonly #ended: () => void;
  readonly #claims = new Map<string, Claim>();
  readonly #dialIns = new Set<DialIn>();
  readonly #told = new Set<string>();
  readonly #rivals = new DtuRivals(() => performance.now());
  #log: (message: string) => void = () => undefined;
  #registrationMs = 10_000;
  /** Sockets dropped because nobody knew them, or there were too many. */
  #dropped = 0;

  private constructor(server: Server, place: DtuPlace, ended: () => void) {
    this.#server = server;
    this.#place = place;
    this.#ended = ended;
    server.on("connection", (socket) => this.#dialledIn(socket));
    server.unref();
  }

  static open(place: DtuPlace, ended: () => void): Promise<DtuListener> {
    return new Promise((resolve, reject) => {
      const server = createServer({
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: keepAliveMs,
      });
      const { host, port } = place;
      server.once("error", (cause) => {
        reject(
          new GatewayError(
            "GATEWAY_DTU_LISTEN_FAILED",
            `不能在 ${host}:${port} 监听 DTU 拨入,请检查本机地址与端口是否被占用 · cannot listen for DTUs on ${host}:${port}, check that the address is this machine's and the port is free: ${cause.message}`,
            { host, port },
            { cause },
          ),
        );
      });
      server.listen(port, host, () => {
        server.removeAllListeners("error");
        server.on("error", () => undefined);
        resolve(new DtuListener(server, place, ended));
      });
    });
  }

  take(wanted: DtuWanted): Promise<ByteStream> {
    const claim = this.#claimOf(wanted.registration);
    const shown = writtenPacket(wanted.registration);
    if (claim.inUse) {
      return Promise.reject(
        new GatewayError(
          "GATEWAY_DTU_TAKEN",
          `注册包 ${shown} 已被另一个连接使用,一个 DTU 只能写在一个连接里 · registration ${shown} is used by another connection: a DTU belongs to one`,
          { registration: shown },
        ),
      );
    }
    clearTimeout(claim.expiry);
    claim.inUse = true;
    this.#log = wanted.log;
    this.#registrationMs = wanted.registrationMs;
    for (const dialIn of this.#dialIns) dialIn.judge();
    if (claim.socket !== undefined) return Promise.resolve(this.#stream(claim, claim.socket));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#release(claim);
        const { host, port } = this.#place;
        reject(
          new GatewayError(
            "GATEWAY_DTU_ABSENT",
            `注册包为 ${shown} 的 DTU 尚未拨入 ${host}:${port}:请检查 DTU 的中心地址、端口、SIM 卡与信号 · the DTU with registration ${shown} has not dialled in to ${host}:${port}: check its centre address, port, SIM card and reception`,
            { host, port, registration: shown, dropped: this.#dropped },
          ),
        );
      }, wanted.waitMs);
      claim.waiter = (socket) => {
        clearTimeout(timer);
        resolve(this.#stream(claim, socket));
      };
    });
  }

  #claimOf(registration: Buffer): Claim {
    const key = registration.toString("hex");
    const known = this.#claims.get(key);
    if (known !== undefined) return known;
    const claim: Claim = {
      registration,
      waiter: undefined,
      socket: undefined,
      inUse: false,
      expiry: undefined,
    };
    this.#claims.set(key, claim);
    return claim;
  }

  #stream(claim: Claim, socket: Socket): ByteStream {
    claim.waiter = undefined;
    socket.ref();
    socket.removeAllListeners("data");
    const name = `DTU ${socket.remoteAddress ?? "?"}`;
    const stream = new SocketStream(socket, name);
    let held = true;
    return {
      name,
      write: (bytes) => stream.write(bytes),
      listen: (received, lost) => stream.listen(received, lost),
      close: async () => {
        await stream.close();
        // By now a newer socket of the same DTU may wait, or be in use.
        if (claim.socket === socket) claim.socket = undefined;
        if (held) this.#release(claim);
        held = false;
      },
    };
  }

  /** Waits a while for its connection to come back. */
  #release(claim: Claim): void {
    claim.inUse = false;
    claim.waiter = undefined;
    clearTimeout(claim.expiry);
    claim.expiry = setTimeout(() => {
      claim.socket?.destroy();
      this.#claims.delete(claim.registration.toString("hex"));
      if (this.#claims.size === 0) this.#close();
    }, lingerMs);
    claim.expiry.unref();
  }

  #dialledIn(socket: Socket): void {
    socket.on("error", () => undefined);
    socket.unref();
    // The oldest goes: a DTU says at once who it is, whoever else fills the places.
    const [oldest] = this.#dialIns.size >= maxUnregistered ? this.#dialIns : [];
    if (oldest !== undefined) {
      this.#dropped += 1;
      this.#dialIns.delete(oldest);
      oldest.drop();
    }
    const from = socket.remoteAddress ?? "?";
    const dialIn: DialIn = new DialIn({
      socket,
      limitMs: this.#registrationMs,
      registrations: () => [...this.#claims.values()].map(({ registration }) => registration),
      onKnown: (registration) => {
        this.#dialIns.delete(dialIn);
        this.#registered(this.#claimOf(registration), socket);
      },
      onEnd: (end, said) => {
        this.#dialIns.delete(dialIn);
        if (end === "gone") return;
        this.#dropped += 1;
        this.#tell(end === "silent" ? `${from} silent` : said.toString("hex"), from, said);
      },
    });
    this.#dialIns.add(dialIn);
  }

  #registered(claim: Claim, socket: Socket): void {
    const before = claim.socket;
    claim.socket = socket;
    socket.once("close", () => {
      if (claim.socket === socket) claim.socket = undefined;
    });
    // What it says unasked, heartbeats, is nobody's until it is taken.
    socket.on("data", () => undefined);
    if (before !== undefined) this.#sayRivals(claim.registration, before, socket);
    before?.destroy(new Error("the DTU has dialled in again"));
    claim.waiter?.(socket);
  }

  #sayRivals(registration: Buffer, before: Socket, after: Socket): void {
    const [a, b] = [before.remoteAddress ?? "?", after.remoteAddress ?? "?"];
    const shown = writtenPacket(registration);
    if (!this.#rivals.replaced(shown, a, b)) return;
    this.#say(
      `rivals ${shown}`,
      `${a} 与 ${b} 轮流以注册包 "${shown}" 拨入:像是两个 DTU 设了同一注册包,两台设备的读数会混在一起。请给每个 DTU 单独的注册包 · ${a} and ${b} take turns dialling in with registration "${shown}": two DTUs seem to share it, and the readings of two machines get mixed up. Give each its own`,
    );
  }

  #tell(key: string, from: string, said: Buffer): void {
    const { host, port } = this.#place;
    this.#say(
      key,
      said.length === 0
        ? `${from} 拨入 ${host}:${port} 后没有发送注册包,已断开 · dialled in and sent no registration: dropped`
        : `${from} 以未知注册包拨入 ${host}:${port},已断开;若是您的 DTU,请写 registration: "${writtenPacket(said)}" · dialled in with an unknown registration and was dropped; if it is your DTU, write registration: "${writtenPacket(said)}"`,
    );
  }

  /** Each once. */
  #say(key: string, message: string): void {
    if (this.#told.has(key) || this.#told.size >= maxTold) return;
    this.#told.add(key);
    this.#log(message);
  }

  #close(): void {
    for (const dialIn of this.#dialIns) dialIn.drop();
    this.#server.close();
    this.#ended();
  }
}
