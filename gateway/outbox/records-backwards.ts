// The records that are still held, the newest first, as far back as the bounds allow.
import type { LogRecord } from "#contracts/record.ts";
import { decodeRecord } from "#contracts/record-bytes.ts";
import type { Outbox } from "./outbox.ts";

const chunk = 100;

export type LookBack = { readonly maxRecords: number; readonly maxBytes: number };

/** Records of another version, and damaged ones, are passed over. */
export function* recordsBackwards(
  outbox: Outbox,
  { maxRecords, maxBytes }: LookBack,
): Generator<LogRecord> {
  let left = maxBytes;
  const lowest = Math.max(outbox.oldest, outbox.next - maxRecords);
  for (let to = outbox.next; to > lowest && left > 0; to -= chunk) {
    const rows = outbox.read(Math.max(lowest, to - chunk), to, chunk, maxBytes);
    for (const { bytes } of rows.toReversed()) {
      if (bytes === null) continue;
      left -= bytes.length;
      const record = readable(bytes);
      if (record !== undefined) yield record;
    }
  }
}

function readable(bytes: Uint8Array): LogRecord | undefined {
  try {
    return decodeRecord(bytes);
  } catch {
    return undefined;
  }
}
