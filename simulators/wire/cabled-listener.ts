// A listener of a plant, behind a cable of its own where faults may touch one: clients then connect to the
// cable, which keeps the address that the scenario names.

import type { Endpoint } from "../scenario/scenario-listen.ts";
import { openTcpCable, type TcpCable } from "../servers/tcp-cable.ts";
import type { CableState } from "../servers/tcp-cable-state.ts";

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface CabledListener<Server> {
  readonly server: Server;
  /** Where clients connect. */
  readonly place: Place;
  setCable(state: CableState): void;
  close(): Promise<void>;
}

interface Listening {
  readonly host: string;
  readonly port: number;
}

/**
 * A server that tells clients its own address must be told `place`.
 * @param open opens the server at a place; port 0 takes a free one. @param placeOf where it then listens.
 * Throws what `open` and openTcpCable throw; then nothing stays open.
 */
export async function openCabled<Server extends { close(): Promise<void> }>(
  endpoint: Endpoint,
  cabled: boolean,
  open: (place: Listening) => Promise<Server>,
  placeOf: (server: Server) => Place,
): Promise<CabledListener<Server>> {
  if (!cabled) {
    const server = await open(endpoint);
    return {
      server,
      place: placeOf(server),
      setCable: () => undefined,
      close: () => server.close(),
    };
  }
  const cable: TcpCable = await openTcpCable(endpoint);
  let server: Server;
  try {
    server = await open({ ...endpoint, port: 0 });
    cable.aim(placeOf(server));
  } catch (error) {
    await cable.close();
    throw error;
  }
  return {
    server,
    place: cable.address(),
    setCable: (state) => cable.set(state),
    close: async () => {
      await cable.close();
      await server.close();
    },
  };
}
