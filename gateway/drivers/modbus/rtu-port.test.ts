import { expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { readQuestion } from "./pdu.ts";
import { TestStream } from "./port-test-stream.ts";
import { encodeRtu } from "./rtu-frame.ts";
import { RtuLine } from "./rtu-line.ts";
import { RtuPort } from "./rtu-port.ts";

const volts = readQuestion(1, "input", 0, 2);
// SDM630 protocol manual: 230.2 V.
const request = "0104000000 0271cb".replaceAll(" ", "");
const answer = "01 04 04 43 66 33 34 1B 38";
const registers = Buffer.from("04044366" + "3334", "hex");

function open(more: { quietMs?: number; idle?: readonly Uint8Array[] } = {}) {
  const stream = new TestStream();
  const clock = new ManualClock(0);
  const logged: string[] = [];
  const { quietMs = 60_000, idle = [] } = more;
  const line = new RtuLine({ clock, log: (message) => logged.push(message), quietMs });
  const options = { stream, clock, line, silenceMs: 0, byteMs: 0, idle, onLost: () => undefined };
  const port = new RtuPort(options);
  return { stream, clock, port, logged, options };
}

test("the manual's question and answer, in any pieces and behind any noise", async () => {
  const { stream, port } = open();
  const bytes = Buffer.from(`01 04 FF ${answer}`.replaceAll(" ", ""), "hex");
  for (let cut = 0; cut < bytes.length; cut += 1) {
    const asked = port.ask(volts, 1_000);
    expect(stream.written.at(-1)?.toString("hex")).toBe(request);
    stream.say(bytes.subarray(0, cut));
    stream.say(bytes.subarray(cut));
    expect(await asked).toEqual({ kind: "pdu", unit: 1, pdu: registers });
  }
  expect(port.counters.noiseBytes).toBe(3 * bytes.length);
});

test("a wrong bit, another unit, another function, another size: no answer, and the next is taken", async () => {
  const { stream, port } = open();
  const wrong = [
    "01 04 04 43 66 33 35 1B 38",
    encodeRtu(2, Buffer.from("0404436633ff", "hex")),
    encodeRtu(1, Buffer.from("0304436633ff", "hex")),
  ];
  for (const bytes of wrong) {
    stream.onWrite = () => stream.say(bytes);
    expect(await port.ask(volts, 2)).toEqual({ kind: "silence" });
    stream.onWrite = (asked) => {
      if (asked.toString("hex") === request) stream.say(answer);
      else stream.say(encodeRtu(1, Buffer.of(4, 2, 0x43, 0x66)));
    };
    expect(await port.ask(volts, 100)).toMatchObject({ kind: "pdu", pdu: registers });
  }
});

test("a device that answers with another size is told apart from a dead one", async () => {
  const { stream, port } = open();
  stream.onWrite = () => stream.say(encodeRtu(1, Buffer.of(4, 2, 0x43, 0x66)));
  expect(await port.ask(volts, 2)).toMatchObject({ kind: "pdu", pdu: Buffer.of(4, 2, 0x43, 0x66) });
});

test("after a lost answer a question of another size goes first, and the late answer is not taken", async () => {
  const { stream, port } = open();
  expect(await port.ask(volts, 1)).toEqual({ kind: "silence" });
  const amperes = readQuestion(1, "input", 6, 2);
  const sent: string[] = [];
  stream.onWrite = (bytes) => {
    sent.push(bytes.toString("hex", 2, 6));
    // The volts come now, then what was asked.
    if (sent.length === 1) stream.say(answer);
    const count = bytes.readUInt16BE(4);
    stream.say(encodeRtu(1, Buffer.of(4, 2 * count, ...new Uint8Array(2 * count).fill(9))));
  };
  expect(await port.ask(amperes, 100)).toMatchObject({ pdu: Buffer.of(4, 4, 9, 9, 9, 9) });
  expect(sent).toEqual(["00060001", "00060002"]);
  expect(await port.ask(amperes, 100)).toMatchObject({ pdu: Buffer.of(4, 4, 9, 9, 9, 9) });
  expect(sent).toHaveLength(3);
});

test("two answers to one question are none, and so is one behind another's question", async () => {
  const { stream, port } = open();
  stream.onWrite = () => stream.say(`${answer}${answer}`);
  expect(await port.ask(volts, 10)).toMatchObject({ kind: "doubtful" });
  const { stream: other, port: disturbed } = open();
  other.onWrite = () =>
    other.say(
      Buffer.concat([
        encodeRtu(1, Buffer.of(4, 0, 9, 0, 2)),
        Buffer.from(answer.replaceAll(" ", ""), "hex"),
      ]),
    );
  expect(await disturbed.ask(volts, 10)).toMatchObject({ kind: "doubtful" });
});

test("an answer to another's question, asked before ours and of the same form, is not taken", async () => {
  const { stream, port } = open();
  stream.say(encodeRtu(1, Buffer.of(4, 0, 90, 0, 2)));
  let asked = 0;
  stream.onWrite = (bytes) => {
    asked += 1;
    if (asked === 1) stream.say(encodeRtu(1, Buffer.of(4, 4, 9, 9, 9, 9)));
    if (bytes.toString("hex") === request) stream.say(answer);
    else stream.say(encodeRtu(1, Buffer.of(4, 2, 0x43, 0x66)));
  };
  expect(await port.ask(volts, 10)).toEqual({ kind: "pdu", unit: 1, pdu: registers });
  expect(asked).toBe(2);
});

test("our own echo is neither an answer nor another master, though it has the form of one", async () => {
  const { stream, port } = open();
  // 24 coils from 0x0300: question and answer are both 8 bytes and begin alike.
  const coils = readQuestion(1, "coil", 0x0300, 24);
  stream.onWrite = (bytes) => {
    stream.say(bytes);
    stream.say(encodeRtu(1, Buffer.of(1, 3, 7, 8, 9)));
  };
  for (let i = 0; i < 3; i += 1) {
    expect(await port.ask(coils, 10)).toMatchObject({ pdu: Buffer.of(1, 3, 7, 8, 9) });
  }
  expect(port.trouble()).toBeUndefined();
});

test("another master: noticed when it asks and when it is answered; quiet for a while, and we go on", async () => {
  const { stream, port, clock, logged } = open();
  stream.onWrite = () => stream.say(answer);
  await port.ask(volts, 10);
  stream.say(encodeRtu(77, Buffer.of(3, 0, 0, 0, 2)));
  expect(port.trouble()).toBeUndefined();
  stream.say(encodeRtu(77, Buffer.of(3, 4, 1, 2, 3, 4)));
  expect(port.trouble()).toContain("单元 77");
  const before = stream.written.length;
  expect(await port.ask(volts, 10)).toMatchObject({ kind: "doubtful" });
  expect(stream.written).toHaveLength(before);
  clock.advance(59_000);
  stream.say(encodeRtu(77, Buffer.of(3, 0, 0, 0, 2)));
  clock.advance(59_999);
  expect(port.trouble()).toContain("单元 77");
  clock.advance(1);
  expect(port.trouble()).toBeUndefined();
  expect(await port.ask(volts, 10)).toMatchObject({ kind: "pdu" });
  expect(logged).toHaveLength(2);
});

test("late answers of our own units and broadcasts are no other master; a single frame is not either", async () => {
  const { stream, port, clock } = open();
  expect(await port.ask(volts, 1)).toEqual({ kind: "silence" });
  for (let i = 0; i < 5; i += 1) stream.say(answer);
  for (let i = 0; i < 5; i += 1) stream.say(encodeRtu(0, Buffer.of(6, 0, 1, 0, 3)));
  stream.say(encodeRtu(77, Buffer.of(3, 0, 0, 0, 2)));
  clock.advance(31_000);
  stream.say(encodeRtu(77, Buffer.of(3, 0, 0, 0, 2)));
  expect(port.trouble()).toBeUndefined();
  expect(port.counters.foreignFrames).toBe(12);
});

test("noise without end is held to a few frames, and heartbeats are not counted as noise", async () => {
  const heartbeat = Buffer.from("FE01", "hex");
  const { stream, port } = open({ idle: [heartbeat] });
  for (let i = 0; i < 1_000; i += 1) stream.say(Buffer.alloc(64, 0x55));
  stream.onWrite = () => stream.say(answer);
  expect(await port.ask(volts, 10)).toMatchObject({ kind: "pdu" });
  expect(port.counters.noiseBytes).toBe(64_000);
  stream.say(heartbeat);
  stream.say(heartbeat);
  expect(await port.ask(volts, 10)).toMatchObject({ kind: "pdu" });
  expect(port.counters.noiseBytes).toBe(64_000);
});

test("the silence of 3.5 characters is kept before a request", async () => {
  let now = 0;
  const stream = new TestStream();
  const clock = { now: () => 0, monotonic: () => performance.now() };
  const line = new RtuLine({ clock, log: () => undefined, quietMs: 1_000 });
  const timing = { silenceMs: 30, byteMs: 0 };
  const port = new RtuPort({ stream, clock, line, ...timing, onLost: () => undefined });
  stream.onWrite = () => {
    now = performance.now();
    stream.say(answer);
  };
  await port.ask(volts, 100);
  const first = now;
  await port.ask(volts, 100);
  expect(now - first).toBeGreaterThanOrEqual(29);
});

test("an answer that is found only after its time, because the gateway itself stood still, is none", async () => {
  const { stream, port, clock } = open();
  const asked = port.ask(volts, 1_000);
  clock.advance(1_001);
  stream.say(answer);
  expect(await asked).toEqual({ kind: "silence" });
});

/** A line that is opened again: what was asked before is answered into the new connection. */
function reopened() {
  const first = open();
  const stream = new TestStream();
  const port = new RtuPort({ ...first.options, stream });
  return { first, stream, port };
}

test("a line opened again: an answer to what was asked before it is not taken for a new one", async () => {
  const { first, stream, port } = reopened();
  expect(await first.port.ask(volts, 1)).toEqual({ kind: "silence" });
  await first.port.close();
  const amperes = readQuestion(1, "input", 6, 2);
  stream.onWrite = (bytes) => {
    if (stream.written.length === 1) stream.say(answer);
    const count = bytes.readUInt16BE(4);
    stream.say(encodeRtu(1, Buffer.of(4, 2 * count, ...new Uint8Array(2 * count).fill(9))));
  };
  expect(await port.ask(amperes, 100)).toMatchObject({ pdu: Buffer.of(4, 4, 9, 9, 9, 9) });
});

test("a line given up in the midst of a question, too", async () => {
  const { first, stream, port } = reopened();
  const asked = first.port.ask(volts, 1_000);
  await first.port.close();
  expect(await asked).toEqual({ kind: "silence" });
  void port.ask(readQuestion(1, "input", 6, 2), 1);
  expect(stream.written[0]?.toString("hex", 2, 6)).toBe("00060001");
});

test("a line opened again: late answers of units asked before are no other master", async () => {
  const { first, stream, port } = reopened();
  for (const unit of [1, 2]) await first.port.ask(readQuestion(unit, "input", 0, 2), 1);
  for (const unit of [1, 2]) stream.say(encodeRtu(unit, registers));
  expect(port.trouble()).toBeUndefined();
  expect(port.counters.foreignFrames).toBe(2);
});

test("a line opened again while another master is on it stays quiet", async () => {
  const { first, stream, port } = reopened();
  for (let n = 0; n < 2; n += 1) first.stream.say(encodeRtu(9, Buffer.of(3, 0, 0, 0, 1)));
  expect(await port.ask(volts, 10)).toMatchObject({ kind: "doubtful" });
  expect(stream.written).toEqual([]);
});

test("broadcasts do not keep polling from going on once the other master is gone", () => {
  const { stream, port, clock } = open();
  for (let n = 0; n < 2; n += 1) stream.say(encodeRtu(9, Buffer.of(3, 0, 0, 0, 1)));
  expect(port.trouble()).toMatch(/another master/);
  clock.advance(30_000);
  stream.say(encodeRtu(0, Buffer.of(6, 0, 1, 0, 2)));
  clock.advance(30_000);
  expect(port.trouble()).toBeUndefined();
});

test("on an adapter that echoes, an echo that comes after the time of the answer is no other master", async () => {
  const { stream, port } = open();
  stream.onWrite = (bytes) =>
    stream.say(Buffer.concat([bytes, Buffer.from(answer.replaceAll(" ", ""), "hex")]));
  expect(await port.ask(volts, 100)).toMatchObject({ kind: "pdu" });
  stream.onWrite = () => undefined;
  for (let n = 0; n < 3; n += 1) {
    const sent = stream.written.length;
    expect(await port.ask(readQuestion(3, "input", 0, 2), 1)).toEqual({ kind: "silence" });
    for (const bytes of stream.written.slice(sent)) stream.say(bytes);
  }
  expect(port.trouble()).toBeUndefined();
});
