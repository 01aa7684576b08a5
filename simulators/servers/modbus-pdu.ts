// What a simulated product answers to one Modbus PDU, pure. Answered: FC 01-04 and 43/14; the plants
// are read-only here, so writes and everything else get exception 01.
// Order of checks is the specification's: function, quantity, address, device.
// Reference: MODBUS Application Protocol V1.1b3 §6 and §7.

import { answerIdentification } from "./modbus-identification.ts";
import {
  type BitAnswer,
  type ModbusException,
  modbusException,
  type RegisterAnswer,
  type RegisterDevice,
} from "./register-device.ts";

const MAX_BITS = 2000;
const MAX_REGISTERS = 125;

/** Exception PDU: the function with its top bit set, then the reason (§7). */
export function encodeException(functionCode: number, exception: ModbusException): Uint8Array {
  return Uint8Array.of((functionCode | 0x80) & 0xff, exception);
}

/** @param request a PDU of 1..253 bytes as it came from the wire. Never throws. */
export function answerPdu(request: Uint8Array, device: RegisterDevice): Uint8Array {
  const functionCode = request[0] ?? 0;
  const answer = answerFunction(functionCode, request, device);
  return typeof answer === "number" ? encodeException(functionCode, answer) : answer;
}

function answerFunction(
  functionCode: number,
  request: Uint8Array,
  device: RegisterDevice,
): Uint8Array | ModbusException {
  switch (functionCode) {
    case 0x01:
      return answerBits(request, device.readCoils?.bind(device));
    case 0x02:
      return answerBits(request, device.readDiscrete?.bind(device));
    case 0x03:
      return answerRegisters(request, device, (address, count) =>
        device.readHolding(address, count),
      );
    case 0x04:
      return answerRegisters(request, device, (address, count) => device.readInput(address, count));
    case 0x2b:
      return answerIdentification(request, device.identification);
    default:
      return modbusException.illegalFunction;
  }
}

interface Span {
  readonly address: number;
  readonly count: number;
}

function parseSpan(request: Uint8Array, maxCount: number): Span | ModbusException {
  if (request.length !== 5) return modbusException.illegalDataValue;
  const view = new DataView(request.buffer, request.byteOffset, request.byteLength);
  const address = view.getUint16(1);
  const count = view.getUint16(3);
  if (count < 1 || count > maxCount) return modbusException.illegalDataValue;
  if (address + count > 0x10000) return modbusException.illegalDataAddress;
  return { address, count };
}

function answerRegisters(
  request: Uint8Array,
  device: RegisterDevice,
  read: (address: number, count: number) => RegisterAnswer,
): Uint8Array | ModbusException {
  const span = parseSpan(request, Math.min(device.maxRegisters ?? MAX_REGISTERS, MAX_REGISTERS));
  if (typeof span === "number") return span;
  const registers = ask(() => read(span.address, span.count));
  if (typeof registers === "number") return registers;
  if (registers.length !== span.count) return modbusException.serverDeviceFailure;
  const answer = new Uint8Array(2 + 2 * span.count);
  answer[0] = request[0] ?? 0;
  answer[1] = 2 * span.count;
  let at = 2;
  for (const register of registers) {
    answer[at++] = register >> 8;
    answer[at++] = register;
  }
  return answer;
}

function answerBits(
  request: Uint8Array,
  read: ((address: number, count: number) => BitAnswer) | undefined,
): Uint8Array | ModbusException {
  if (read === undefined) return modbusException.illegalFunction;
  const span = parseSpan(request, MAX_BITS);
  if (typeof span === "number") return span;
  const bits = ask(() => read(span.address, span.count));
  if (typeof bits === "number") return bits;
  if (bits.length !== span.count) return modbusException.serverDeviceFailure;
  const bytes = Math.ceil(span.count / 8);
  const answer = new Uint8Array(2 + bytes);
  answer[0] = request[0] ?? 0;
  answer[1] = bytes;
  bits.forEach((bit, index) => {
    // The first bit asked for is the lowest of the first byte; what is left over stays 0.
    if (bit) answer[2 + (index >> 3)] = (answer[2 + (index >> 3)] ?? 0) | (1 << (index & 7));
  });
  return answer;
}

/** A product whose own code fails answers 04, as a real one with an internal fault does. */
function ask<Answer>(read: () => Answer): Answer | ModbusException {
  try {
    return read();
  } catch {
    return modbusException.serverDeviceFailure;
  }
}
