// Server-sent events from chunks of text (WHATWG HTML §9.2.6), as far as our server uses them:
// `event:` and `data:` fields, comments as heartbeats. A chunk may end anywhere.

export type ServerEvent = { readonly event: string; readonly data: string };

/** More text than this without an end of event is not our server. */
const maxPendingChars = 8 << 20;

export class SseParser {
  #pending = "";

  /** Events completed by this chunk. Throws RangeError when an event grows beyond all bounds. */
  push(chunk: string): ServerEvent[] {
    this.#pending += chunk;
    if (this.#pending.length > maxPendingChars) throw new RangeError("server-sent event too long");
    const blocks = this.#pending.split("\n\n");
    this.#pending = blocks.pop() ?? "";
    return blocks.map(parseBlock).filter((event) => event !== undefined);
  }
}

function parseBlock(block: string): ServerEvent | undefined {
  let event = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trimStart();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  return data.length === 0 ? undefined : { event, data: data.join("\n") };
}
