// What may stand between a Modbus request and its answer: a fault of device, bus or cable. Servers of every
// transport ask it once per request, after the device has answered.

export interface ModbusExchange {
  readonly unit: number;
  /** PDU as it came: function code first. */
  readonly request: Uint8Array;
  /** PDU that the device answers, exception or not. */
  readonly answer: Uint8Array;
  /** MBAP transaction id; on serial transports 0, and what a reply says of it is ignored. */
  readonly transaction: number;
}

export interface ModbusReply {
  readonly transaction: number;
  readonly unit: number;
  readonly pdu: Uint8Array;
  /** Sent so much later than it would have been. 0: at once. Replies keep their order. */
  readonly afterMs: number;
}

export interface ModbusHook {
  /** What goes out instead; undefined: the answer as it is; empty: silence. */
  replies(exchange: ModbusExchange): readonly ModbusReply[] | undefined;
}
