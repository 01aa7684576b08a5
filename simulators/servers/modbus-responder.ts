// The devices behind one server, and what leaves for a request: the device's answer, or what the hook makes of it.
// The same for every transport.

import { SimulatorsError } from "../errors.ts";
import type { ModbusHook, ModbusReply } from "./modbus-hook.ts";
import { checkIdentification } from "./modbus-identification.ts";
import { answerPdu, encodeException } from "./modbus-pdu.ts";
import { modbusException, type RegisterDevice } from "./register-device.ts";

export interface ModbusRequest {
  readonly unit: number;
  readonly pdu: Uint8Array;
  /** 0 on serial transports. */
  readonly transaction: number;
}

export class ModbusResponder {
  readonly #devices = new Map<number, RegisterDevice>();
  readonly #hook: ModbusHook | undefined;
  #requests = 0;
  #exceptions = 0;

  /** Throws SIMULATORS_UNIT_DUPLICATE, SIMULATORS_IDENTIFICATION_INVALID. */
  constructor(devices: readonly RegisterDevice[], hook?: ModbusHook) {
    this.#hook = hook;
    for (const device of devices) this.#add(device);
  }

  has(unit: number): boolean {
    return this.#devices.has(unit);
  }

  /** What leaves, in this order. For a unit that is not there: exception 0B. */
  replies({ unit, pdu: request, transaction }: ModbusRequest): readonly ModbusReply[] {
    const device = this.#devices.get(unit);
    const answer =
      device === undefined
        ? encodeException(request[0] ?? 0, modbusException.gatewayTargetFailed)
        : answerPdu(request, device);
    this.#requests += 1;
    if (((answer[0] ?? 0) & 0x80) !== 0) this.#exceptions += 1;
    return (
      this.#hook?.replies({ unit, request, answer, transaction }) ?? [
        { transaction, unit, pdu: answer, afterMs: 0 },
      ]
    );
  }

  /** Requests that a device or exception 0B answered, and how many of the answers were exceptions. */
  statistics(): { readonly requests: number; readonly exceptions: number } {
    return { requests: this.#requests, exceptions: this.#exceptions };
  }

  #add(device: RegisterDevice): void {
    if (this.#devices.has(device.unit)) {
      throw new SimulatorsError(
        "SIMULATORS_UNIT_DUPLICATE",
        `单元号 ${device.unit} 被两个设备使用,请各给一个不同的号。 · ` +
          `Two devices use unit id ${device.unit}; give each its own.`,
        { unit: device.unit },
      );
    }
    if (device.identification !== undefined) {
      checkIdentification(device.unit, device.identification);
    }
    this.#devices.set(device.unit, device);
  }
}
