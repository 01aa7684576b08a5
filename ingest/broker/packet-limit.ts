// aedes has no bound on the size of a packet: the length a client announces is watched while the packet
// is still coming in, and the connection ends before the bytes pile up.
import type { Client } from "aedes";

/** The part of mqtt-packet's parser that says how long the packet under way will be. */
type ParserState = { readonly packet?: { readonly length?: number } };

function announcedLength(client: Client): number {
  const parser = (client as unknown as { readonly _parser?: ParserState })._parser;
  return parser?.packet?.length ?? 0;
}

/** Calls `refuse` once when a packet exceeds the limit; the caller ends the connection. */
export function limitPackets(
  client: Client,
  maxBytes: number,
  refuse: (bytes: number) => void,
): void {
  // aedes reads in its own listener, which was added first: what the parser knows by now is current.
  const check = () => {
    const length = announcedLength(client);
    if (length <= maxBytes) return;
    client.conn.off("readable", check);
    refuse(length);
  };
  client.conn.on("readable", check);
}
