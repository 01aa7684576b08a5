// A record as the outbox takes it.
import type { LogRecord } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import type { NewRecord } from "./outbox.ts";

export function asNewRecord(record: LogRecord): NewRecord {
  const bytes = encodeRecord(record);
  const prefixed = new Uint8Array(bytes.length + 1);
  prefixed.set(bytes, 1);
  return { gatewayTime: record.gatewayTime, prefixed };
}
