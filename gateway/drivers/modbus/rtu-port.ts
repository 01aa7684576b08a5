// Framing of Modbus RTU on any stream of bytes: one question at a time; its answer is what has the unit, the function
// and the size that it must have and ends with its CRC, wherever it begins. Everything else is dropped and counted:
// noise, late and repeated answers, what others say. Nothing that comes closes the line.
// Invariants: an answer that could be one to an older question is not taken (a question of another size goes before,
// whose answer ends the doubt); nothing is asked while another master is on the line.
// Spec: Modbus over Serial Line V1.02 §2.4.1, §2.5.1.1.
import type { Clock } from "#contracts/time.ts";
import { GatewayError } from "../../errors.ts";
import type { ByteStream } from "./byte-stream.ts";
import { type IdlePackets, withoutIdlePackets } from "./idle-packets.ts";
import type { AnswerForm, LostAnswers } from "./lost-answers.ts";
import type { LinkLost, ModbusPort, PortCounters, Reply } from "./modbus-port.ts";
import { identificationLength, type Question, unlike } from "./pdu.ts";
import { encodeRtu, type HeardFrame, heardFrames, isRtuFrame, maxFrameBytes } from "./rtu-frame.ts";
import type { RtuLine } from "./rtu-line.ts";

export type RtuPortOptions = {
  readonly stream: ByteStream;
  readonly clock: Clock;
  /** The same for every opening of the line. */
  readonly line: RtuLine;
  /** Silence before a request, ms; 0 where somebody else keeps it (converter, DTU). */
  readonly silenceMs: number;
  /** Time of one byte on the line, ms; 0 where it is not known. */
  readonly byteMs: number;
  readonly idle?: IdlePackets;
  readonly onLost: LinkLost;
};

type Pending = {
  readonly question: Question;
  /** Monotonic ms: an answer that is found later is late, whatever kept the gateway from looking. */
  readonly until: number;
  readonly settle: (reply: Reply) => void;
};

/** Some frames together; what is older was noise. */
const maxHeldBytes = 4 * maxFrameBytes;

export class RtuPort implements ModbusPort {
  readonly counters: PortCounters = { foreignFrames: 0, noiseBytes: 0 };
  readonly #options: RtuPortOptions;
  readonly #line: RtuLine;
  readonly #lost: LostAnswers;
  #pending: Pending | undefined;
  #held: Buffer = Buffer.alloc(0);
  /** Monotonic ms of the last byte sent or received. */
  #lastByteAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: RtuPortOptions) {
    this.#options = options;
    this.#line = options.line;
    this.#lost = options.line.lost;
    options.stream.listen(
      (bytes) => this.#receive(bytes),
      (reason, cause) => this.#lose(reason, cause),
    );
  }

  trouble(): string | undefined {
    return this.#line.foreignMaster.reason();
  }

  async ask(question: Question, limitMs: number): Promise<Reply> {
    const form = formOf(question);
    const fence = form !== undefined && this.#lost.inDoubt(form) ? unlike(question) : undefined;
    if (fence === undefined) return this.#exchange(question, limitMs);
    const { clock } = this.#options;
    const begin = clock.monotonic();
    const fenceForm = formOf(fence);
    const doubted = fenceForm !== undefined && this.#lost.inDoubt(fenceForm);
    const reply = await this.#exchange(fence, limitMs);
    if (reply.kind !== "pdu") return reply;
    // It may have been an older answer (of the same form, or a refusal): then its own is still to come.
    const refused = ((reply.pdu[0] ?? 0) & 0x80) !== 0;
    if (fenceForm !== undefined && (doubted || refused)) this.#lost.late(fenceForm);
    return this.#exchange(question, Math.max(1, limitMs - (clock.monotonic() - begin)));
  }

  async close(): Promise<void> {
    this.#closed = true;
    // Its answer may come into the next opening.
    const form = this.#pending === undefined ? undefined : formOf(this.#pending.question);
    if (form !== undefined) this.#lost.late(form);
    this.#settle({ kind: "silence" });
    await this.#options.stream.close();
  }

  async #exchange(question: Question, limitMs: number): Promise<Reply> {
    this.#line.ours.add(question.unit);
    if (this.#options.silenceMs > 0) await this.#silence();
    const trouble = this.trouble();
    if (trouble !== undefined) return { kind: "doubtful", reason: trouble };
    if (this.#closed) return { kind: "silence" };
    this.#drop(this.#held);
    this.#held = Buffer.alloc(0);
    const frame = encodeRtu(question.unit, question.pdu);
    const answerBytes = (question.bytes ?? maxFrameBytes - 5) + 5;
    const onWire = (frame.length + answerBytes) * this.#options.byteMs;
    const waitMs = Math.ceil(limitMs + onWire);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#giveUp(), waitMs);
      this.#line.echo.sent(frame);
      this.#pending = {
        question,
        until: this.#options.clock.monotonic() + waitMs,
        settle: (reply) => {
          clearTimeout(timer);
          resolve(reply);
        },
      };
      this.#lastByteAt = this.#options.clock.monotonic() + frame.length * this.#options.byteMs;
      this.#options.stream.write(frame);
    });
  }

  /** §2.5.1.1: frames are parted by a silence of 3.5 characters. */
  async #silence(): Promise<void> {
    const { clock, silenceMs } = this.#options;
    for (;;) {
      const left = this.#lastByteAt + silenceMs - clock.monotonic();
      if (left <= 0 || this.#closed) return;
      await new Promise((resolve) => setTimeout(resolve, Math.ceil(left)));
    }
  }

  #receive(chunk: Buffer): void {
    this.#lastByteAt = this.#options.clock.monotonic();
    if (this.#pending !== undefined && this.#lastByteAt > this.#pending.until) this.#giveUp();
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    if (this.#pending === undefined) this.#listen();
    else this.#search(this.#pending);
    const excess = this.#held.length - maxHeldBytes;
    if (excess <= 0) return;
    this.#drop(this.#held.subarray(0, excess));
    this.#held = this.#held.subarray(excess);
  }

  /** The answer, wherever it begins. */
  #search({ question }: Pending): void {
    for (let at = 0; at < this.#held.length; at += 1) {
      const length = answerLength(this.#held, at, question);
      if (length === undefined || !isRtuFrame(this.#held, at, length)) continue;
      // An answer of 3 bytes of bits has the form of a request.
      if (this.#line.echo.isExpected(this.#held.subarray(at, at + length))) continue;
      const pdu = Buffer.from(this.#held.subarray(at + 1, at + length - 2));
      const before = this.#held.subarray(0, at);
      const after = this.#held.subarray(at + length);
      this.#held = Buffer.alloc(0);
      this.#settle(this.#judge(question, pdu, this.#drop(before), this.#drop(after)));
      return;
    }
  }

  /** Whether an answer of the right form is one to our question. */
  #judge(
    question: Question,
    pdu: Buffer,
    before: readonly HeardFrame[],
    after: readonly HeardFrame[],
  ): Reply {
    const { unit } = question;
    const doubt = (reason: string): Reply => {
      const form = formOf(question);
      if (form !== undefined) this.#lost.unasked(form);
      return { kind: "doubtful", reason };
    };
    if (before.some((frame) => frame.unit === unit && frame.role === "asks")) {
      return doubt(this.trouble() ?? `another master asked unit ${unit} before the answer came`);
    }
    const twin = after.some(
      (frame) => frame.unit === unit && answerLength(frame.bytes, 0, question) !== undefined,
    );
    if (twin) return doubt("two answers to one question");
    this.#lost.answered(unit);
    return { kind: "pdu", unit, pdu };
  }

  #giveUp(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    const { question } = pending;
    const heard = this.#drop(this.#held);
    this.#held = Buffer.alloc(0);
    const form = formOf(question);
    const expected = form !== undefined && this.#lost.inDoubt(form);
    if (form !== undefined) this.#lost.late(form);
    const misfit = heard.find(
      ({ unit, role, bytes }) =>
        unit === question.unit && role === "answers" && bytes[1] === question.pdu[0],
    );
    if (misfit === undefined || expected) {
      this.#settle({ kind: "silence" });
      return;
    }
    // It answers, but not what was asked: that is told apart from a unit that is dead.
    this.#settle({ kind: "pdu", unit: question.unit, pdu: misfit.bytes.subarray(1, -2) });
  }

  #settle(reply: Reply): void {
    const pending = this.#pending;
    this.#pending = undefined;
    this.#line.echo.settled();
    pending?.settle(reply);
  }

  /** Nothing is asked: every frame is somebody else's, or late. What may be the begin of one is kept. */
  #listen(): void {
    const held = withoutIdlePackets(this.#held, this.#options.idle ?? []);
    const last = heardFrames(held).at(-1);
    const end = last === undefined ? 0 : last.at + last.bytes.length;
    this.#drop(held.subarray(0, end));
    this.#held = held.subarray(end);
  }

  /** Counts what answers nothing of ours, and tells the watch of others. */
  #drop(bytes: Buffer): readonly HeardFrame[] {
    if (bytes.length === 0) return [];
    const others: HeardFrame[] = [];
    let known = 0;
    for (const frame of heardFrames(bytes)) {
      known += frame.bytes.length;
      if (this.#line.echo.take(frame.bytes)) continue;
      others.push(frame);
      this.counters.foreignFrames += 1;
      if (this.#isOurs(frame)) this.#repeated(frame);
      else {
        this.#line.foreignMaster.heard(frame);
        this.#awaited(frame);
      }
    }
    const rest = known === 0 ? withoutIdlePackets(bytes, this.#options.idle ?? []) : bytes;
    this.counters.noiseBytes += rest.length - known;
    return others;
  }

  /** Late or said twice by a unit that we ask; bits of 3 bytes look like a request. */
  #isOurs({ unit, role, functionCode, bytes }: HeardFrame): boolean {
    if (!this.#line.ours.has(unit)) return false;
    return role === "answers" || (functionCode <= 2 && bytes[2] === 3);
  }

  #repeated({ unit, functionCode, bytes }: HeardFrame): void {
    // A refusal carries no value that could pass for another.
    if (functionCode > 4 || bytes[1] !== functionCode) return;
    this.#lost.unasked({ unit, functionCode, bytes: bytes[2] ?? 0 });
  }

  /** Its answer is under way, and may look like one to our next question. */
  #awaited({ unit, role, functionCode, bytes }: HeardFrame): void {
    if (role !== "asks" || functionCode > 4) return;
    const count = bytes.readUInt16BE(4);
    const size = functionCode <= 2 ? Math.ceil(count / 8) : count * 2;
    this.#lost.unasked({ unit, functionCode, bytes: size });
  }

  #lose(reason: string, cause?: Error): void {
    void this.close();
    this.#options.onLost(
      new GatewayError(
        "GATEWAY_LINK_LOST",
        `连接中断,将重连 · link lost, it will be opened again: ${reason}`,
        { reason },
        cause === undefined ? {} : { cause },
      ),
    );
  }
}

/** Undefined: its answers tell themselves apart. */
function formOf({ unit, pdu, bytes }: Question): AnswerForm | undefined {
  return bytes === undefined ? undefined : { unit, functionCode: pdu[0] ?? 0, bytes };
}

/** Bytes of the answer that begins at `at`, CRC included; undefined: none can begin there, or not enough is there. */
function answerLength(bytes: Buffer, at: number, { unit, pdu, bytes: size }: Question) {
  if (bytes[at] !== unit) return undefined;
  const asked = pdu[0] ?? 0;
  if (bytes[at + 1] === (asked | 0x80)) return 5;
  if (bytes[at + 1] !== asked) return undefined;
  if (size !== undefined) return bytes[at + 2] === size ? size + 5 : undefined;
  const length = identificationLength(bytes, at + 1);
  return length === undefined ? undefined : length + 3;
}
