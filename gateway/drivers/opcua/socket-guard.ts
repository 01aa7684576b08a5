// The library throws out of its handlers of a socket's events where a peer breaks the protocol in certain ways (a
// wrong chunk behind one that ended the connection, an ACK with impossible sizes): nobody could catch it, and the
// process would end. Sockets that are opened under guard catch it, and are destroyed: the link is lost, no more.
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

type Broken = (reason: string) => void;

const guarding = new AsyncLocalStorage<Broken>();

// Every client socket of the process passes here when it is made; only those of guarded work are touched.
subscribe("net.client.socket", (message) => {
  const broken = guarding.getStore();
  if (broken !== undefined) guard((message as { readonly socket: Socket }).socket, broken);
});

/** @param broken is told, possibly more than once, when a handler of a socket opened by `work` threw. */
export function underGuard<T>(broken: Broken, work: () => T): T {
  return guarding.run(broken, work);
}

function guard(socket: Socket, broken: Broken): void {
  const emit = socket.emit.bind(socket) as (event: string | symbol, ...rest: unknown[]) => boolean;
  socket.emit = (event: string | symbol, ...rest: unknown[]): boolean => {
    try {
      return emit(event, ...rest);
    } catch (cause) {
      socket.destroy();
      broken(cause instanceof Error ? cause.message : String(cause));
      return true;
    }
  };
}
