// What the Modbus server asks of a simulated product: registers by address, and who it is.
// Values are raw 16-bit registers; scaling and word order belong to the product's register map.

/** Modbus Application Protocol V1.1b3 §7: what a device answers instead of values. */
export const modbusException = {
  illegalFunction: 0x01,
  illegalDataAddress: 0x02,
  illegalDataValue: 0x03,
  serverDeviceFailure: 0x04,
  serverDeviceBusy: 0x06,
  gatewayTargetFailed: 0x0b,
} as const;

export type ModbusException = (typeof modbusException)[keyof typeof modbusException];

/** Exactly `count` registers (0..65535), or the exception the product answers. */
export type RegisterAnswer = Uint16Array | readonly number[] | ModbusException;

/** Exactly `count` bits, or the exception the product answers. */
export type BitAnswer = readonly boolean[] | ModbusException;

/** The three basic objects of FC 43/14, printable ASCII. */
export interface DeviceIdentification {
  readonly vendorName: string;
  readonly productCode: string;
  readonly revision: string;
}

/**
 * One unit id behind a server. The server has checked the count (1..125 registers, 1..2000 bits,
 * never past 0xFFFF) before it asks; a device that throws is answered for with exception 04.
 */
export interface RegisterDevice {
  /** 1..247. */
  readonly unit: number;
  /** Most registers that one request may ask for; absent means the protocol's 125. */
  readonly maxRegisters?: number;
  readonly identification?: DeviceIdentification;
  readHolding(address: number, count: number): RegisterAnswer;
  readInput(address: number, count: number): RegisterAnswer;
  /** Absent: the product has no coils and answers exception 01. */
  readCoils?(address: number, count: number): BitAnswer;
  /** Absent: the product has no discrete inputs and answers exception 01. */
  readDiscrete?(address: number, count: number): BitAnswer;
}
