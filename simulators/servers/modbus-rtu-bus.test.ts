import { beforeEach, expect, test } from "vitest";
import { ManualTimer } from "./manual-timer.ts";
import type { ModbusHook } from "./modbus-hook.ts";
import { ModbusResponder } from "./modbus-responder.ts";
import { createRtuCounters, ModbusRtuBus, type RtuCounters } from "./modbus-rtu-bus.ts";
import { encodeRtu } from "./modbus-rtu-frame.ts";
import type { RegisterDevice } from "./register-device.ts";

const BAUD = 9600;
/** 3.5 characters of 11 bits. */
const SILENCE_MS = 4.02;
/** The request of 8 bytes and the answer of 7: 15 × 11 bits. */
const LINE_MS = 17.19;

const device = (unit: number): RegisterDevice => ({
  unit,
  readHolding: (address, count) =>
    address > 100 ? 2 : Array.from({ length: count }, (_, n) => unit * 256 + address + n),
  readInput: () => 1,
});

const request = (unit: number, address = 0): Buffer =>
  encodeRtu({ unit, pdu: Buffer.of(3, 0, address, 0, 1) });
const answer = (unit: number, address = 0): Buffer =>
  encodeRtu({ unit, pdu: Buffer.of(3, 2, unit, address) });

let timer: ManualTimer;
let counters: RtuCounters;
let sent: Buffer[];

beforeEach(() => {
  timer = new ManualTimer();
  counters = createRtuCounters();
  sent = [];
});

function open(hook?: ModbusHook, write?: (bytes: Buffer) => boolean): ModbusRtuBus {
  return new ModbusRtuBus({
    responder: new ModbusResponder([device(1), device(2)], hook),
    counters,
    timer,
    baud: BAUD,
    write:
      write ??
      ((bytes) => {
        sent.push(bytes);
        return true;
      }),
  });
}

test("an answer comes after the silence and the time that both frames take on the line", () => {
  open().receive(request(1, 7));
  timer.advance(SILENCE_MS + LINE_MS - 0.1);
  expect(sent).toEqual([]);
  timer.advance(0.1);
  expect(sent).toEqual([answer(1, 7)]);
  expect(counters).toMatchObject({ messages: 1, communicationErrors: 0 });
});

test("a request in pieces is one frame while the silences are shorter than 3.5 characters", () => {
  const bus = open();
  for (const byte of request(2)) {
    bus.receive(Buffer.of(byte));
    timer.advance(3.9);
  }
  timer.advance(100);
  expect(sent).toEqual([answer(2)]);
});

test("a silence inside a frame breaks it in two, which nobody answers", () => {
  const bus = open();
  bus.receive(request(1).subarray(0, 5));
  timer.advance(SILENCE_MS);
  bus.receive(request(1).subarray(5));
  timer.advance(1000);
  expect(sent).toEqual([]);
  expect(counters).toMatchObject({ messages: 0, communicationErrors: 2 });
});

test("a wrong CRC is counted and not answered; the next request is", () => {
  const bus = open();
  const wrong = request(1);
  wrong.writeUInt8(0x55, 3);
  bus.receive(wrong);
  timer.advance(1000);
  expect(sent).toEqual([]);
  expect(counters.communicationErrors).toBe(1);
  bus.receive(request(1));
  timer.advance(1000);
  expect(sent).toEqual([answer(1)]);
});

test("a broadcast and a unit that is not there stay without answer; a wrong register does not", () => {
  const bus = open();
  for (const unit of [0, 77]) {
    bus.receive(request(unit));
    timer.advance(1000);
  }
  expect(sent).toEqual([]);
  expect(counters).toMatchObject({ messages: 2, broadcasts: 1, foreign: 1 });
  bus.receive(request(1, 200));
  timer.advance(1000);
  expect(sent).toEqual([encodeRtu({ unit: 1, pdu: Buffer.of(0x83, 2) })]);
});

test("what others say to each other is let pass, also where the silences were lost", () => {
  const bus = open();
  bus.receive(Buffer.concat([request(77), answer(77), request(2)]));
  timer.advance(1000);
  expect(sent).toEqual([answer(2)]);
  expect(counters).toMatchObject({ messages: 3, foreign: 2, communicationErrors: 0 });
});

test("noise without end is given up, and after a silence the bus is as before", () => {
  const bus = open();
  for (let n = 0; n < 100; n += 1) {
    bus.receive(Buffer.alloc(50, 0x55));
    timer.advance(1);
  }
  timer.advance(1000);
  expect(counters.communicationErrors).toBe(1);
  bus.receive(request(1));
  timer.advance(1000);
  expect(sent).toEqual([answer(1)]);
});

test("injected bytes reach the reader at once, and a request among them is answered", () => {
  const bus = open();
  bus.inject(request(77));
  expect(sent).toEqual([request(77)]);
  bus.inject(answer(77));
  timer.advance(1000);
  bus.inject(request(2));
  timer.advance(1000);
  expect(sent).toEqual([request(77), answer(77), request(2), answer(2)]);
  expect(counters.injectedBytes).toBe(23);
});

test("the hook delays, doubles, replaces and silences; replies keep their order", () => {
  const later: ModbusHook = {
    replies: ({ unit, answer: pdu, transaction }) => {
      if (unit === 2) return [];
      const reply = { unit, pdu, transaction, afterMs: 0 };
      return [
        { ...reply, afterMs: 500 },
        { ...reply, unit: 9 },
      ];
    },
  };
  const bus = open(later);
  bus.receive(request(1));
  timer.advance(100);
  bus.receive(request(2));
  timer.advance(100);
  expect(sent).toEqual([]);
  timer.advance(1000);
  expect(sent).toEqual([answer(1), encodeRtu({ unit: 9, pdu: Buffer.of(3, 2, 1, 0) })]);
});

test("a line without room loses replies and counts them", () => {
  const bus = open(undefined, () => false);
  bus.receive(request(1));
  timer.advance(1000);
  expect(counters.dropped).toBe(1);
});

test("after close nothing is left to happen", () => {
  const bus = open();
  bus.receive(request(1));
  timer.advance(SILENCE_MS);
  bus.receive(request(1));
  expect(timer.pending).toBeGreaterThan(0);
  bus.close();
  expect(timer.pending).toBe(0);
  timer.advance(1000);
  expect(sent).toEqual([]);
});
