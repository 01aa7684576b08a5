// Just enough of the binary encoding of OPC UA (Part 6 §7.1, §6.7.2, Part 4 §7.33) to tell chunks of a stream apart
// and to give a recorded answer the numbers of another request. Without security, one chunk to a message.

/** Cuts a stream into chunks; bytes after the last whole one wait for more. */
export class ChunkCutter {
  #rest: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): readonly Buffer[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const chunks: Buffer[] = [];
    while (this.#rest.length >= 8) {
      const size = this.#rest.readUInt32LE(4);
      if (size < 8 || this.#rest.length < size) break;
      chunks.push(this.#rest.subarray(0, size));
      this.#rest = this.#rest.subarray(size);
    }
    return chunks;
  }
}

/** HEL, ACK, OPN, MSG, CLO, ERR. */
export function kindOf(chunk: Buffer): string {
  return chunk.toString("latin1", 0, 3);
}

/** Where the sequence header stands: sequence number and request id, four bytes each. */
export function sequenceAt(chunk: Buffer): number {
  if (kindOf(chunk) === "MSG" || kindOf(chunk) === "CLO") return 16;
  // Policy, certificate and thumbprint of OPN, each with its length.
  let at = 12;
  for (let i = 0; i < 3; i += 1) at += 4 + Math.max(0, chunk.readInt32LE(at));
  return at;
}

/** Where the message's body begins, with the id of its type in four bytes. */
export function bodyAt(chunk: Buffer): number {
  return sequenceAt(chunk) + 8;
}

export function typeOf(chunk: Buffer): number {
  return chunk.readUInt16LE(bodyAt(chunk) + 2);
}

/** Bytes of an encoded NodeId, Part 6 §5.2.2.9. */
function nodeIdLength(chunk: Buffer, at: number): number {
  const form = (chunk[at] ?? 0) & 0x0f;
  if (form === 0) return 2;
  if (form === 1) return 4;
  if (form === 2) return 7;
  if (form === 4) return 19;
  return 7 + Math.max(0, chunk.readInt32LE(at + 3));
}

/** Where the request handle of a request stands: after type, token and time. */
export function requestHandleAt(chunk: Buffer): number {
  const token = bodyAt(chunk) + 4;
  return token + nodeIdLength(chunk, token) + 8;
}

/** What is asked, without what differs from one time to the next. */
export function askedIn(chunk: Buffer): string {
  const handle = requestHandleAt(chunk);
  // Handle and diagnostics, audit entry, time limit, additional header.
  const audit = handle + 8;
  const parameters = audit + 4 + Math.max(0, chunk.readInt32LE(audit)) + 4 + 3;
  return `${typeOf(chunk)} ${chunk.toString("latin1", parameters)}`;
}

/** Where the request handle of an answer stands: after type and time. */
export function answerHandleAt(chunk: Buffer): number {
  return bodyAt(chunk) + 4 + 8;
}

/** Where the number of a notification message stands in a PublishResponse with plain header. */
export function notificationNumberAt(chunk: Buffer): number {
  // Handle, result, no diagnostics, string table, additional header.
  const table = answerHandleAt(chunk) + 4 + 4 + 1;
  const strings = Math.max(0, chunk.readInt32LE(table));
  const subscription = table + 4 + 4 * strings + 3;
  const available = Math.max(0, chunk.readInt32LE(subscription + 4));
  return subscription + 8 + 4 * available + 1;
}
