// A link over a framing: what every kind of wire has in common once its bytes flow.
import type { DriverIo } from "../../driver.ts";
import type { ByteStream } from "./byte-stream.ts";
import type { IdlePackets } from "./idle-packets.ts";
import { ModbusLink } from "./link.ts";
import { RtuLine } from "./rtu-line.ts";
import { RtuPort } from "./rtu-port.ts";
import { TcpPort } from "./tcp-port.ts";

type Patience = {
  readonly requestTimeoutMs: number;
  readonly pauseAfterConnectMs: number;
  readonly pauseBetweenRequestsMs: number;
};

export type TcpFraming = { readonly maxInFlight: number; readonly idle?: IdlePackets };

/** Modbus TCP: answers are told apart by their transaction. */
export function tcpLink(
  stream: ByteStream,
  patience: Patience,
  { maxInFlight, idle = [] }: TcpFraming,
  io: DriverIo,
): ModbusLink {
  return new ModbusLink({
    ...common(stream, patience, io),
    maxInFlight,
    openPort: (onLost) => new TcpPort({ stream, clock: io.clock, idle, onLost }),
  });
}

export type RtuFraming = {
  readonly foreignMasterQuietMs: number;
  readonly silenceMs?: number;
  /** See LinkOptions. */
  readonly enduresMs?: number;
  readonly byteMs?: number;
  readonly idle?: IdlePackets;
};

/** By endpoint: what is known of a line outlives a lost link, and ends with the configuration that names it. */
const lines = new WeakMap<object, RtuLine>();

function lineOf(endpoint: object, quietMs: number, { clock, log }: DriverIo): RtuLine {
  const line = lines.get(endpoint) ?? new RtuLine({ clock, log, quietMs });
  lines.set(endpoint, line);
  return line;
}

/**
 * RTU: one question at a time on the whole line.
 * @param patience the endpoint itself, the same object at every opening.
 */
export function rtuLink(
  stream: ByteStream,
  patience: Patience,
  {
    foreignMasterQuietMs: quietMs,
    silenceMs = 0,
    enduresMs = 0,
    byteMs = 0,
    idle = [],
  }: RtuFraming,
  io: DriverIo,
): ModbusLink {
  const { clock } = io;
  const line = lineOf(patience, quietMs, io);
  return new ModbusLink({
    ...common(stream, patience, io),
    maxInFlight: 1,
    enduresMs,
    openPort: (onLost) => new RtuPort({ stream, clock, line, silenceMs, byteMs, idle, onLost }),
  });
}

function common(stream: ByteStream, patience: Patience, io: DriverIo) {
  return {
    name: stream.name,
    requestTimeoutMs: patience.requestTimeoutMs,
    pace: {
      afterConnectMs: patience.pauseAfterConnectMs,
      betweenMs: patience.pauseBetweenRequestsMs,
    },
    io,
  };
}
