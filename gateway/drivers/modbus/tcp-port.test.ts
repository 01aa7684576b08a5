import { expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import type { GatewayError } from "../../errors.ts";
import { readQuestion } from "./pdu.ts";
import { TestStream } from "./port-test-stream.ts";
import { TcpPort } from "./tcp-port.ts";

const question = readQuestion(1, "holding", 0x6b, 3);

function open(idle: readonly Uint8Array[] = []) {
  const stream = new TestStream();
  const clock = new ManualClock(0);
  const lost: GatewayError[] = [];
  const port = new TcpPort({ stream, clock, idle, onLost: (error) => lost.push(error) });
  return { stream, clock, lost, port };
}

test("header of V1.0b §3.1.3 before the PDU; the answer goes by its transaction, in any order and any pieces", async () => {
  const { stream, port } = open();
  const one = port.ask(question, 1_000);
  const two = port.ask({ ...question, unit: 2 }, 1_000);
  expect(stream.written.map((bytes) => bytes.toString("hex"))).toEqual([
    "00010000000601" + "03006b0003",
    "00020000000602" + "03006b0003",
  ]);
  stream.say("00 02 00 00 00 03 02 83");
  stream.say("02 00 01 00 00 00 09 01 03 06 02 2B 00 00 00 64");
  expect(await two).toMatchObject({ kind: "pdu", unit: 2, pdu: Buffer.of(0x83, 2) });
  expect(await one).toMatchObject({ kind: "pdu", unit: 1 });
});

test("foreign and late transactions are dropped and counted; an id under way is not used again when all went round", async () => {
  const { stream, port, lost } = open();
  stream.say("77 77 00 00 00 03 01 83 02");
  expect(await port.ask(question, 1)).toEqual({ kind: "silence" });
  const used = new Set<number>();
  stream.onWrite = (bytes) => {
    used.add(bytes.readUInt16BE(0));
    stream.say(Buffer.concat([bytes.subarray(0, 4), Buffer.of(0, 3, 1, 0x83, 2)]));
  };
  for (let i = 0; i < 0x10000; i += 1) await port.ask(question, 1_000);
  expect(used.has(1)).toBe(false);
  expect(used.size).toBe(0xffff);
  stream.say("00 01 00 00 00 03 01 83 02");
  expect(port.counters.foreignFrames).toBe(2);
  expect(lost).toEqual([]);
  for (let i = 0; i < 0x10000; i += 1) await port.ask(question, 1_000);
  expect(used.has(1)).toBe(true);
});

test("a dead unit for days does not use up the ids: after ten minutes nobody answers any more", async () => {
  const { stream, port, lost, clock } = open();
  stream.onWrite = () => clock.advance(30_000);
  for (let i = 0; i < 5_000; i += 1) {
    const asked = port.ask(question, 0);
    await asked;
  }
  expect(lost).toEqual([]);
}, 20_000);

test("what is no Modbus TCP gives the link up, once, and ends open questions", async () => {
  for (const junk of ["48 54 54 50 2F 31", "00 01 00 00 00 01", "00 01 00 00 FF FF"]) {
    const { stream, port, lost } = open();
    const asked = port.ask(question, 1_000);
    stream.say(junk);
    stream.cut();
    expect(await asked).toEqual({ kind: "silence" });
    expect(lost.map(({ code }) => code)[0]).toBe("GATEWAY_LINK_DESYNCHRONISED");
    expect(stream.closed).toBe(true);
  }
});

test("idle packets are taken out where a frame could begin, also in pieces, and never out of a frame", async () => {
  const { stream, port, lost } = open([Buffer.from("0001", "hex"), Buffer.from("HEARTBEAT")]);
  stream.say("00");
  stream.say("01");
  stream.say(Buffer.from("HEART"));
  stream.say(Buffer.from("BEAT"));
  const asked = port.ask(question, 1_000);
  // The id asked with looks like the first packet; so do the registers.
  stream.say("00 01");
  stream.say("00 00 00 09 01 03 06 00 01 00 01 00 01 00 01");
  expect(await asked).toMatchObject({ kind: "pdu", pdu: Buffer.from("0306000100010001", "hex") });
  stream.say(Buffer.from("HEARTBEAT"));
  const next = port.ask(question, 1_000);
  stream.say("00 02 00 00 00 03 01 83 02");
  expect(await next).toMatchObject({ pdu: Buffer.of(0x83, 2) });
  expect(lost).toEqual([]);
});

test("an answer that is found only after its time, because the gateway itself stood still, is none", async () => {
  const { stream, port, clock } = open();
  const asked = port.ask(question, 1_000);
  clock.advance(1_001);
  stream.say("00 01 00 00 00 09 01 03 06 02 2B 00 00 00 64");
  expect(await asked).toEqual({ kind: "silence" });
  expect(port.counters.foreignFrames).toBe(1);
});
