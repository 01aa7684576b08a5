// FC 43 / MEI 14, Read Device Identification, conformity level 01: the three basic objects by stream.
// Simulated products carry "Lineproof simulator" here, so that nobody takes them for the real ones.
// Reference: MODBUS Application Protocol V1.1b3 §6.21.

import { SimulatorsError } from "../errors.ts";
import {
  type DeviceIdentification,
  type ModbusException,
  modbusException,
} from "./register-device.ts";

const MEI_READ_DEVICE_ID = 0x0e;
const BASIC_STREAM_ONLY = 0x01;
/** Three objects of this many bytes still fit one PDU, so "more follows" never occurs. */
const MAX_TEXT_BYTES = 80;

/** Throws SIMULATORS_IDENTIFICATION_INVALID unless every text is 1..80 printable ASCII characters. */
export function checkIdentification(unit: number, identification: DeviceIdentification): void {
  for (const [name, text] of Object.entries(identification) as [string, string][]) {
    if (/^[\x20-\x7e]+$/.test(text) && text.length <= MAX_TEXT_BYTES) continue;
    throw new SimulatorsError(
      "SIMULATORS_IDENTIFICATION_INVALID",
      `单元 ${unit} 的设备标识 ${name} 须为 1 至 ${MAX_TEXT_BYTES} 个可打印 ASCII 字符。 · ` +
        `Identification ${name} of unit ${unit} must be 1 to ${MAX_TEXT_BYTES} printable ASCII characters.`,
      { unit, field: name, text },
    );
  }
}

/** @param request the whole PDU, function code included. */
export function answerIdentification(
  request: Uint8Array,
  identification: DeviceIdentification | undefined,
): Uint8Array | ModbusException {
  if (identification === undefined || request[1] !== MEI_READ_DEVICE_ID) {
    return modbusException.illegalFunction;
  }
  const readCode = request[2] ?? 0;
  // 01 basic, 02 regular, 03 extended are streams and answered at the level we have; 04 (one
  // object) does not exist at conformity level 01.
  if (request.length !== 4 || readCode < 1 || readCode > 3) return modbusException.illegalDataValue;
  const texts = [identification.vendorName, identification.productCode, identification.revision];
  const asked = request[3] ?? 0;
  // An object id that is not known restarts at the beginning (§6.21).
  const first = asked < texts.length ? asked : 0;
  const objects = texts.slice(first).flatMap((text, index) => {
    const bytes = Buffer.from(text, "latin1");
    return [first + index, bytes.length, ...bytes];
  });
  const header = [0x2b, MEI_READ_DEVICE_ID, readCode, BASIC_STREAM_ONLY, 0x00, 0x00];
  return Uint8Array.from([...header, texts.length - first, ...objects]);
}
