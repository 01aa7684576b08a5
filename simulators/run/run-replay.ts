// Serves a recorded CSV or a cassette: a Modbus TCP device and, where a listener is given, the same points over
// OPC UA. One playback is behind both; in step mode it is Modbus reads that move it.

import { cassetteController } from "../cassette/cassette-plant.ts";
import { noValue, type Tape } from "../cassette/tape.ts";
import type { PointValue } from "../plant/plant.ts";
import { openReplay, type ReplayOptions } from "../replay/open-replay.ts";
import type { PlaybackProgress } from "../replay/playback.ts";
import { openModbusTcpServer } from "../servers/modbus-tcp-server.ts";
import type { OpcUaSecurity } from "../servers/opcua-security.ts";
import type { RunningOpcUaServer } from "../servers/opcua-server.ts";
import type { ControllerServer } from "../wire/exposure.ts";

export interface ReplayRunOptions extends ReplayOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Of Modbus TCP; 0 takes a free one. */
  readonly port: number;
  /** Absent: no OPC UA. */
  readonly opcua?: {
    readonly host?: string;
    /** 0 takes a free one. */
    readonly port: number;
    readonly security: OpcUaSecurity;
  };
  /** One line for people. Default: nowhere. */
  readonly log?: (line: string) => void;
}

export interface RunningReplay {
  /** Of Modbus TCP. */
  readonly host: string;
  readonly port: number;
  readonly opcua: Omit<RunningOpcUaServer, "close"> | null;
  progress(): PlaybackProgress;
  /** Ends sockets; may be called again. */
  close(): Promise<void>;
}

/** The row that stands: a name that no point can have. */
const ROW_POINT = "\trow";

/** Throws what openReplay, openModbusTcpServer and openOpcUaServer throw; then nothing stays open. */
export async function runReplay(options: ReplayRunOptions): Promise<RunningReplay> {
  const { host = "127.0.0.1", port } = options;
  const { device, tape } = await openReplay(options);
  const modbus = await openModbusTcpServer({ devices: [device], host, port });
  try {
    const opcua = await openOpcUa(options, tape);
    return {
      ...modbus.address(),
      opcua: opcua === undefined ? null : placeOf(opcua),
      progress: () => tape.progress(),
      close: async () => {
        await Promise.all([modbus.close(), opcua?.close()]);
      },
    };
  } catch (error) {
    await modbus.close();
    throw error;
  }
}

function placeOf({ close: _, ...place }: RunningOpcUaServer): RunningReplay["opcua"] {
  return place;
}

async function openOpcUa(
  { opcua, clock, log = () => undefined }: ReplayRunOptions,
  tape: Tape,
): Promise<RunningOpcUaServer | undefined> {
  if (opcua === undefined) return undefined;
  const { openOpcUaServer } = await import("../servers/opcua-server.ts");
  const types = new Map(tape.cassette.header.points.map(({ point, type }) => [point, type]));
  // The library looks at a value as often as it likes, so OPC UA shows the row that stands and moves none.
  const read = (point: string): PointValue =>
    point === ROW_POINT
      ? (tape.progress().row ?? noValue("number"))
      : (tape.peek(point) ?? noValue(types.get(point) ?? "number"));
  return openOpcUaServer({
    exposure: exposureOf(tape),
    name: "replay",
    ...opcua,
    read,
    sourceTime: () => clock.now(),
    namespacesBefore: 0,
    log,
  });
}

function exposureOf(tape: Tape): ControllerServer {
  const controller = cassetteController(tape.cassette.header.points);
  const row = {
    point: ROW_POINT,
    identifier: 's="Tape"."Row"',
    folder: ["Tape"],
    browseName: "Row",
    type: "UInt32",
  } as const;
  return { ...controller, variables: [row, ...controller.variables] };
}
