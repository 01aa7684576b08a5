// A journal entry → the state of its log, at start. Nothing is sent and nothing is written.
import { ByteReader } from "#contracts/bytes.ts";
import { openCheckpoint } from "#contracts/checkpoint.ts";
import { CodedError } from "#contracts/errors.ts";
import { leafHash } from "#contracts/merkle.ts";
import { decodeRecord } from "#contracts/record-bytes.ts";
import { nodeCrypto, sha256 } from "../evidence/node-crypto.ts";
import type { StoredEntry } from "../journal/segment-format.ts";
import type { LogState } from "./log-state.ts";

/** Offset of the gateway time in a record's canonical bytes, and the kind byte of a scan. */
const kindAt = 1;
const gatewayTimeAt = 2;
const scanKind = 1;

/** Entries of unknown logs are the caller's to find. Throws CodedError for a payload that cannot be read. */
export function replayEntry(state: LogState, entry: StoredEntry): void {
  const { payload, sequence, ingestTime, historical } = entry;
  switch (entry.type) {
    case "record": {
      const input = new ByteReader(payload);
      input.raw(gatewayTimeAt);
      const record = payload[kindAt] === scanKind ? undefined : decodeRecord(payload);
      const times = { gatewayTime: input.i64(), ingestTime, historical };
      state.addRecord(sequence, leafHash(sha256, payload), times, record);
      break;
    }
    case "checkpoint": {
      const note = new TextDecoder().decode(payload);
      const { origin, key } = state.enrolment;
      state.addCheckpoint(openCheckpoint(note, { origin, publicKey: key }, nodeCrypto));
      break;
    }
    case "quarantined": {
      const leaf = leafHash(sha256, payload.subarray(1));
      if (!state.isRemembered(sequence, leaf))
        state.addQuarantined(sequence, payload[0] ?? 0, leaf);
      break;
    }
    case "hostGap":
      state.addHostGap(sequence, new ByteReader(payload).u64());
      break;
    case "enrolment":
      break;
  }
}

/** True for the errors by which one entry can be unreadable although its crc is right. */
export function isEntryError(error: unknown): boolean {
  return error instanceof CodedError;
}
