// The sequence number of a payload that does not decode as a whole: its first metric alone is read.
import { Reader } from "protobufjs/minimal.js";
import { decodePayload, PayloadError } from "#contracts/sparkplug-decode.ts";
import type { BirthTable } from "./birth-table.ts";
import { sequenceOf } from "./data.ts";

/** undefined when the first metric is unreadable too, or is no sequence. */
export function peekSequence(
  table: BirthTable,
  device: string | null,
  bytes: Uint8Array,
): number | undefined {
  try {
    const reader = Reader.create(bytes);
    while (reader.pos < reader.len) {
      const start = reader.pos;
      const header = reader.uint32();
      if (header >>> 3 !== 2) {
        reader.skipType(header & 7);
        continue;
      }
      const end = reader.uint32() + reader.pos;
      if (end > reader.len) return undefined;
      return sequenceOf(table, device, decodePayload(bytes.subarray(start, end)).metrics[0]);
    }
  } catch (error) {
    // protobufjs throws plain errors for bytes that end early.
    if (error instanceof PayloadError || error instanceof Error) return undefined;
    throw error;
  }
  return undefined;
}
