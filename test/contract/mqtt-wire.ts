// What a client says on an MQTT connection, read off the wire by a relay that shares no code with it
// (MQTT 3.1.1 and 5.0 ch. 2 and 3).
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export type ConnectPacket = {
  readonly type: "CONNECT";
  readonly level: number;
  readonly clean: boolean;
  /** s; 0 when absent. */
  readonly sessionExpiry: number;
  readonly will: { readonly topic: string; readonly payload: Buffer } | undefined;
  readonly willQos: number;
  readonly willRetain: boolean;
};
export type ClientPacket =
  | ConnectPacket
  | {
      readonly type: "SUBSCRIBE";
      readonly filters: readonly { readonly topic: string; readonly qos: number }[];
    }
  | {
      readonly type: "PUBLISH";
      readonly topic: string;
      readonly qos: number;
      readonly retain: boolean;
      readonly payload: Buffer;
    }
  | { readonly type: "DISCONNECT"; readonly reason: number }
  | { readonly type: "other"; readonly kind: number };

class Reader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }
  get left(): number {
    return this.#bytes.length - this.at;
  }
  u8(): number {
    this.at += 1;
    return this.#bytes.readUInt8(this.at - 1);
  }
  u16(): number {
    return this.u8() * 256 + this.u8();
  }
  take(length: number): Buffer {
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
  binary(): Buffer {
    return this.take(this.u16());
  }
  text(): string {
    return this.binary().toString("utf8");
  }
  variable(): number {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = this.u8();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }
}

/** Session Expiry Interval (17) of CONNECT's properties; no other may stand before it here. */
function sessionExpiry(properties: Reader): number {
  while (properties.left > 0) {
    const id = properties.u8();
    if (id === 17 || id === 39) {
      const value = properties.u16() * 65_536 + properties.u16();
      if (id === 17) return value;
    } else if (id === 33 || id === 34) properties.u16();
    else throw new Error(`CONNECT property ${id}`);
  }
  return 0;
}

function connectPacket(body: Reader): ConnectPacket {
  if (body.text() !== "MQTT") throw new Error("no MQTT");
  const level = body.u8();
  const flags = body.u8();
  body.u16();
  const five = level === 5;
  const expiry = five ? sessionExpiry(new Reader(body.take(body.variable()))) : 0;
  body.text();
  const hasWill = (flags & 4) !== 0;
  if (hasWill && five) body.take(body.variable());
  return {
    type: "CONNECT",
    level,
    clean: (flags & 2) !== 0,
    sessionExpiry: expiry,
    will: hasWill ? { topic: body.text(), payload: body.binary() } : undefined,
    willQos: (flags >> 3) & 3,
    willRetain: (flags & 32) !== 0,
  };
}

function packet(kind: number, flags: number, body: Reader, five: boolean): ClientPacket {
  if (kind === 1) return connectPacket(body);
  if (kind === 3) {
    const qos = (flags >> 1) & 3;
    const topic = body.text();
    if (qos > 0) body.u16();
    if (five) body.take(body.variable());
    const payload = body.take(body.left);
    return { type: "PUBLISH", topic, qos, retain: (flags & 1) === 1, payload };
  }
  if (kind === 8) {
    body.u16();
    if (five) body.take(body.variable());
    const filters = [];
    while (body.left > 0) filters.push({ topic: body.text(), qos: body.u8() & 3 });
    return { type: "SUBSCRIBE", filters };
  }
  if (kind === 14) return { type: "DISCONNECT", reason: body.left > 0 ? body.u8() : 0 };
  return { type: "other", kind };
}

/** Packets in a client's stream; the rest waits for more. */
function* packets(state: { bytes: Buffer; five: boolean }): Generator<ClientPacket> {
  for (;;) {
    const head = new Reader(state.bytes);
    if (head.left < 2) return;
    const first = head.u8();
    let length: number;
    try {
      length = head.variable();
    } catch {
      return;
    }
    if (head.left < length) return;
    const found = packet(first >> 4, first & 15, new Reader(head.take(length)), state.five);
    state.bytes = state.bytes.subarray(head.at);
    if (found.type === "CONNECT") state.five = found.level === 5;
    yield found;
  }
}

/** A relay to a broker on loopback that keeps, per connection, what the client said, in order. */
export class MqttWire {
  readonly connections: ClientPacket[][] = [];
  /** When each was opened and closed, monotonic ms. */
  readonly spans: { readonly from: number; to: number }[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number) {
    this.#server = createServer((near) => this.#join(near, target));
  }

  static async to(target: number): Promise<MqttWire> {
    const wire = new MqttWire(target);
    wire.#server.listen(0, "127.0.0.1");
    await once(wire.#server, "listening");
    return wire;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #join(near: Socket, target: number): void {
    const far = connect(target, "127.0.0.1");
    const said: ClientPacket[] = [];
    const state = { bytes: Buffer.alloc(0), five: false };
    this.connections.push(said);
    const span = { from: performance.now(), to: Number.POSITIVE_INFINITY };
    this.spans.push(span);
    near.on("data", (chunk) => {
      state.bytes = Buffer.concat([state.bytes, chunk]);
      said.push(...packets(state));
    });
    near.on("close", () => {
      span.to = performance.now();
    });
    for (const [a, b] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(a);
      a.pipe(b);
      a.on("error", () => b.destroy());
      a.on("close", () => b.destroy());
    }
  }

  /** Ends all connections as a broken cable does. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}
