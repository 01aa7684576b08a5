// An OPC UA server that goes down and comes back as a controller does after a download, a fault or with
// a certificate that ran out: the port and the name stay, sessions and namespace indexes do not.

import type { OpcUaCertificate } from "./opcua-pki.ts";
import {
  type OpcUaServerOptions,
  openOpcUaServer,
  type RunningOpcUaServer,
} from "./opcua-server.ts";

export interface OpcUaRestart {
  /** Namespaces without nodes that stand before the others this time. */
  readonly spareNamespaces: number;
  readonly certificate: OpcUaCertificate;
}

export interface RestartableOpcUaServer extends RunningOpcUaServer {
  /** Ends sessions and sockets within 5 s; connections are refused until the restart. */
  takeDown(): Promise<void>;
  /**
   * Ends the running server, if one runs, and opens it again on the same port. Throws what openOpcUaServer
   * throws; then it is down and may be restarted. Does nothing after close.
   */
  restart(how: OpcUaRestart): Promise<void>;
}

/** Throws what openOpcUaServer throws. */
export async function openRestartableOpcUaServer(
  options: OpcUaServerOptions,
): Promise<RestartableOpcUaServer> {
  let running: RunningOpcUaServer | undefined = await openOpcUaServer(options);
  const { host, port, endpointUrl, certificateFile } = running;
  let closed = false;
  let advertised: Parameters<RunningOpcUaServer["advertise"]>[0] | undefined;
  const takeDown = async (): Promise<void> => {
    await running?.close();
    running = undefined;
  };
  // One thing after another, in the order in which it was asked for.
  let last: Promise<void> = Promise.resolve();
  const next = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  return {
    host,
    port,
    endpointUrl,
    certificateFile,
    advertise: (place) => {
      advertised = place;
      running?.advertise(place);
    },
    takeDown: () => next(takeDown),
    restart: ({ spareNamespaces, certificate }) =>
      next(async () => {
        await takeDown();
        if (closed) return;
        running = await openOpcUaServer({
          ...options,
          port,
          namespacesBefore: spareNamespaces,
          certificate,
        });
        if (advertised !== undefined) running.advertise(advertised);
      }),
    close: () => {
      closed = true;
      return next(takeDown);
    },
  };
}
