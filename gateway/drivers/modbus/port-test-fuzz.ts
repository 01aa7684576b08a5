// Fuzzes the ports of both framings in memory, without sockets and with a fixed seed. A peer answers each question with
// what wires bring: right answers in pieces, flipped bits, cut frames, other units and transactions, noise, repetitions,
// answers that come late (in order, as units answer). The oracle knows what every register holds: a value that is taken
// must be that of the register that was asked.
import type { Clock } from "#contracts/time.ts";
import { crc16 } from "./crc16.ts";
import type { ModbusPort, Reply } from "./modbus-port.ts";
import { answerOf, type Question, readQuestion } from "./pdu.ts";
import { TestStream } from "./port-test-stream.ts";
import { RtuLine } from "./rtu-line.ts";
import { RtuPort } from "./rtu-port.ts";
import { TcpPort } from "./tcp-port.ts";

export type FuzzFraming = "tcp" | "rtu";

export type FuzzCounts = {
  frames: number;
  taken: number;
  exceptions: number;
  malformed: number;
  doubtful: number;
  silent: number;
  /** Ports given up because of what came; a new one takes over. */
  lost: number;
  /** Values that were not those of the register asked. The first is described. */
  wrong: string[];
};

const units = 3;
const limitMs = 2;

/** xorshift32: [0, 2^32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** What a register holds, for ever. */
function registerAt(unit: number, table: number, address: number): number {
  return (Math.imul(address + 1, 40_503) ^ (unit << 13) ^ (table << 9)) & 0xffff;
}

function answerTo(unit: number, pdu: Buffer): Buffer {
  const code = pdu.readUInt8(0);
  const count = pdu.readUInt16BE(3);
  const out = Buffer.alloc(2 + 2 * count);
  out.writeUInt8(code, 0);
  out.writeUInt8(2 * count, 1);
  for (let i = 0; i < count; i += 1) {
    out.writeUInt16BE(registerAt(unit, code, pdu.readUInt16BE(1) + i), 2 + 2 * i);
  }
  return out;
}

class FuzzPeer {
  readonly #framing: FuzzFraming;
  readonly #random: (below: number) => number;
  readonly #late: Buffer[] = [];
  #before: Buffer | undefined;
  frames = 0;

  constructor(framing: FuzzFraming, random: (below: number) => number) {
    this.#framing = framing;
    this.#random = random;
  }

  hear(stream: TestStream, request: Buffer): void {
    const tcp = this.#framing === "tcp";
    const id = tcp ? request.readUInt16BE(0) : 0;
    const body = tcp ? request.subarray(6) : request.subarray(0, -2);
    const unit = body.readUInt8(0);
    const right = this.#framed(id, unit, answerTo(unit, body.subarray(1)));
    const bytes = Buffer.concat(this.#said(id, unit, body.readUInt8(1), right));
    this.#inPieces(stream, bytes);
  }

  /** What comes for one question. */
  #said(id: number, unit: number, code: number, right: Buffer): Buffer[] {
    const random = this.#random;
    const late = random(3) === 0 ? this.#late.splice(0) : [];
    this.frames += 1 + late.length;
    const before = this.#before;
    this.#before = right;
    // A unit answers in order: nothing new while something old is held back.
    if (this.#late.length > 0) {
      this.#late.push(right);
      return [this.#noise()];
    }
    switch (random(12)) {
      case 0:
        return [...late, this.#flipped(right)];
      case 1:
        return [...late, right.subarray(0, random(right.length))];
      case 2:
        return [
          ...late,
          this.#framed(id, unit, Buffer.of(code | 0x80, 1 + random(11))),
          this.#noise(),
        ];
      case 3:
        return [
          ...late,
          this.#framed(id + 1 + random(900), 9 + random(200), right.subarray(1, 9)),
          right,
        ];
      case 4:
        return [...late, this.#noise(), right, this.#noise()];
      case 5:
        this.#late.push(right);
        return late;
      case 6:
        return this.#framing === "rtu"
          ? [...late, right, right]
          : [...late, before ?? right, right];
      case 7:
        return [...late, this.#noise()];
      default:
        return [...late, right];
    }
  }

  #framed(id: number, unit: number, pdu: Uint8Array): Buffer {
    if (this.#framing === "tcp") {
      const head = Buffer.alloc(7);
      head.writeUInt16BE(id & 0xffff, 0);
      head.writeUInt16BE(pdu.length + 1, 4);
      head.writeUInt8(unit, 6);
      return Buffer.concat([head, pdu]);
    }
    const body = Buffer.concat([Buffer.of(unit), pdu]);
    const crc = crc16(body);
    return Buffer.concat([body, Buffer.of(crc & 0xff, crc >>> 8)]);
  }

  /** Of Modbus TCP only the header and the begin: nothing there could tell a wrong bit in a register. */
  #flipped(frame: Buffer): Buffer {
    const out = Buffer.from(frame);
    const bits = (this.#framing === "tcp" ? 8 : out.length) * 8;
    for (let n = 1 + this.#random(3); n > 0; n -= 1) {
      const bit = this.#random(bits);
      out.writeUInt8((out[bit >> 3] ?? 0) ^ (1 << (bit & 7)), bit >> 3);
    }
    return out;
  }

  #noise(): Buffer {
    if (this.#framing === "tcp" && this.#random(20) > 0) return Buffer.alloc(0);
    return Buffer.from(Array.from({ length: this.#random(40) }, () => this.#random(256)));
  }

  #inPieces(stream: TestStream, bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const end = Math.min(bytes.length, at + 1 + this.#random(2 * bytes.length));
      stream.say(bytes.subarray(at, end));
      at = end;
    }
  }
}

/** Asks until the peer has said so many frames. */
export async function fuzzPort(
  framing: FuzzFraming,
  frames: number,
  seed: number,
): Promise<FuzzCounts> {
  const random = randomOf(seed);
  const counts: FuzzCounts = {
    frames: 0,
    taken: 0,
    exceptions: 0,
    malformed: 0,
    doubtful: 0,
    silent: 0,
    lost: 0,
    wrong: [],
  };
  let line = open(framing, random);
  for (let said = 0; said < frames; ) {
    const { peer, port } = line;
    const table = random(2) === 0 ? "holding" : "input";
    const start = random(2_000);
    const count = 1 + random(4) * random(31);
    const question = readQuestion(1 + random(units), table, start, count);
    const before = peer.frames;
    judge(question, await port.ask(question, limitMs), counts);
    said += peer.frames - before;
    if (!line.lost()) continue;
    counts.lost += 1;
    line = open(framing, random);
  }
  counts.frames = frames;
  return counts;
}

function open(framing: FuzzFraming, random: (below: number) => number) {
  const stream = new TestStream();
  const peer = new FuzzPeer(framing, random);
  stream.onWrite = (bytes) => peer.hear(stream, bytes);
  let lost = false;
  let silences = 0;
  const onLost = () => {
    lost = true;
  };
  const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const line = new RtuLine({ clock, log: () => undefined, quietMs: 0 });
  const real: ModbusPort =
    framing === "tcp"
      ? new TcpPort({ stream, clock, onLost })
      : new RtuPort({ stream, clock, line, silenceMs: 0, byteMs: 0, onLost });
  const port = {
    ask: async (question: Question, limit: number): Promise<Reply> => {
      const reply = await real.ask(question, limit);
      silences = reply.kind === "silence" ? silences + 1 : 0;
      return reply;
    },
  };
  // As a link gives up a connection that stays silent.
  return { peer, port, lost: () => lost || silences >= 8 };
}

function judge(question: Question, reply: Reply, counts: FuzzCounts): void {
  if (reply.kind === "silence") counts.silent += 1;
  if (reply.kind === "doubtful") counts.doubtful += 1;
  if (reply.kind !== "pdu") return;
  const answer =
    reply.unit === question.unit ? answerOf(question, reply.pdu) : { kind: "malformed" as const };
  if (answer.kind === "exception") counts.exceptions += 1;
  if (answer.kind === "malformed") counts.malformed += 1;
  if (answer.kind !== "data") return;
  counts.taken += 1;
  const right = answerTo(question.unit, Buffer.from(question.pdu)).subarray(2);
  if (right.equals(answer.bytes)) return;
  const asked = Buffer.from(question.pdu).toString("hex");
  counts.wrong.push(`${asked} of ${question.unit}: ${Buffer.from(answer.bytes).toString("hex")}`);
}
