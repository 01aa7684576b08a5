// How evidence travels inside Sparkplug B (docs/formats/sparkplug.md): names, property keys, and the
// commands by which a host acknowledges, asks again, returns cosigned checkpoints and passes a visitor's nonce.
// Everything here is plain Sparkplug: a foreign host sees further metrics and properties.
import { fromBase64 } from "./bytes.ts";
import { CodedError } from "./errors.ts";
import { logIdPattern } from "./log-id.ts";
import type { SequenceRange } from "./sequence-ranges.ts";
import {
  DatatypeError,
  datatypes,
  fromWire,
  toWire,
  type WireValue,
} from "./sparkplug-datatype.ts";
import type { Metric, Payload, Property } from "./sparkplug-payload.ts";

export type EvidenceErrorCode = "CONTRACTS_EVIDENCE_COMMAND";

export class EvidenceError extends CodedError<EvidenceErrorCode> {}

/** Metric names. In NBIRTH: log, key, origin, line model, oldest, next; declared: the others. */
export const evidenceNames = {
  /** String, 64 hex digits: log id. */
  log: "Evidence/Log",
  /** Bytes, raw Ed25519 public key of the log. */
  key: "Evidence/Key",
  /** String: checkpoint origin of the log. */
  origin: "Evidence/Origin",
  /** String, 64 hex digits: hash of the line model in force. */
  lineModel: "Evidence/LineModel",
  /** UInt64: lowest sequence the gateway still holds. */
  oldest: "Evidence/Oldest",
  /** UInt64: sequence the next record will get. */
  next: "Evidence/Next",
  /** UInt64, in every DATA that carries a record; properties gatewayTime and, for a scan, scanGroup. */
  sequence: "Evidence/Sequence",
  /** Bytes, NDATA only: canonical bytes of a record that no birth declares (docs/decisions/0005). */
  record: "Evidence/Record",
  /** String, NDATA and NBIRTH: newest signed checkpoint. */
  checkpoint: "Evidence/Checkpoint",
  /** Commands, NCMD only. */
  acknowledged: "Evidence/Acknowledged",
  missing: "Evidence/Missing",
  cosigned: "Evidence/Cosigned",
  nonce: "Evidence/Nonce",
} as const;

export const nodeNames = { bdSeq: "bdSeq", rebirth: "Node Control/Rebirth" } as const;

/** Property keys. Absent status is 0, absent flag is N; `Quality` is absent when 192. */
export const propertyKeys = {
  /** UInt64, ms UTC, on Evidence/Sequence. */
  gatewayTime: "GatewayTime",
  /** String, on Evidence/Sequence. */
  scanGroup: "ScanGroup",
  /** Int32 0, 192 or 500, Sparkplug 3.0 §6.4.15. */
  quality: "Quality",
  /** UInt32, raw OPC UA status. */
  status: "Status",
  /** String of one HJ 212 letter. */
  flag: "Flag",
  /** String, 64 hex digits, on every command. */
  log: "Log",
  /** UInt64, ms UTC, host time of a command. */
  hostTime: "HostTime",
} as const;

export function property(type: number, value: NonNullable<Parameters<typeof toWire>[1]>): Property {
  return { type, value: toWire(type, value) };
}

/** The plain value of a property; undefined when it is absent, null, of another type or not as its type says. */
export function propertyValue(
  metric: Metric,
  key: string,
  type: number,
): string | number | bigint | boolean | undefined {
  const found = metric.properties?.get(key);
  if (found === undefined || found.value === null || found.type !== type) return undefined;
  try {
    const { value } = fromWire(type, found.value);
    return value === null || value instanceof Uint8Array ? undefined : value;
  } catch (error) {
    // A type that says one thing and a field that holds another: whoever sent it, there is no value.
    if (error instanceof DatatypeError) return undefined;
    throw error;
  }
}

export type HostCommand =
  | { readonly kind: "rebirth" }
  /** Every record below `below` of this log is durable at the host. hostTime: ms UTC. */
  | {
      readonly kind: "acknowledged";
      readonly log: string;
      readonly below: number;
      readonly hostTime: number;
    }
  /** These records of this log never arrived; half-open, ascending. */
  | {
      readonly kind: "missing";
      readonly log: string;
      readonly ranges: readonly SequenceRange[];
      readonly hostTime: number;
    }
  /** A checkpoint of this log with a witness's cosignature. */
  | {
      readonly kind: "cosigned";
      readonly log: string;
      readonly note: string;
      readonly hostTime: number;
    }
  /** A visitor's nonce for the next checkpoint of this log: base64 of 16 to 64 bytes. */
  | {
      readonly kind: "nonce";
      readonly log: string;
      readonly nonce: string;
      readonly hostTime: number;
    };

/** Bytes of a visitor's nonce: too many to guess, few enough for a line. */
export const nonceBytes = { min: 16, max: 64 } as const;

/** Canonical base64 of 16 to 64 bytes. */
export function isNonce(text: string): boolean {
  // Four characters for three bytes: what is longer is not decoded.
  if (text.length > Math.ceil(nonceBytes.max / 3) * 4) return false;
  try {
    const { length } = fromBase64(text);
    return length >= nonceBytes.min && length <= nonceBytes.max;
  } catch {
    return false;
  }
}

/** Most ranges in one Missing command; the host asks again for the rest. */
export const maxMissingRanges = 256;

/** UInt64Array (Sparkplug 3.0 §6.4.16): packed little-endian. */
function packRanges(ranges: readonly SequenceRange[]): Uint8Array {
  const bytes = new Uint8Array(ranges.length * 16);
  const view = new DataView(bytes.buffer);
  ranges.forEach((range, i) => {
    view.setBigUint64(i * 16, BigInt(range.from), true);
    view.setBigUint64(i * 16 + 8, BigInt(range.to), true);
  });
  return bytes;
}

function unpackRanges(bytes: Uint8Array): SequenceRange[] {
  if (bytes.length % 16 !== 0 || bytes.length > maxMissingRanges * 16) {
    throw new EvidenceError(
      "CONTRACTS_EVIDENCE_COMMAND",
      `${bytes.length} bytes are no list of ranges`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ranges: SequenceRange[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const from = Number(view.getBigUint64(at, true));
    const to = Number(view.getBigUint64(at + 8, true));
    if (!Number.isSafeInteger(to) || from >= to || from < (ranges.at(-1)?.to ?? 0)) {
      throw new EvidenceError(
        "CONTRACTS_EVIDENCE_COMMAND",
        `range ${from}-${to} is empty or out of order`,
      );
    }
    ranges.push({ from, to });
  }
  return ranges;
}

function commandMetric(command: HostCommand): Metric {
  if (command.kind === "rebirth") {
    return {
      name: nodeNames.rebirth,
      datatype: datatypes.Boolean,
      value: { field: "boolean", value: true },
    };
  }
  const properties = new Map([
    [propertyKeys.log, property(datatypes.String, command.log)],
    [propertyKeys.hostTime, property(datatypes.UInt64, command.hostTime)],
  ]);
  const timestamp = command.hostTime;
  if (command.kind === "acknowledged") {
    const value: WireValue = { field: "long", value: command.below };
    return {
      name: evidenceNames.acknowledged,
      timestamp,
      datatype: datatypes.UInt64,
      properties,
      value,
    };
  }
  if (command.kind === "missing") {
    const value: WireValue = {
      field: "bytes",
      value: packRanges(command.ranges.slice(0, maxMissingRanges)),
    };
    return {
      name: evidenceNames.missing,
      timestamp,
      datatype: datatypes.UInt64Array,
      properties,
      value,
    };
  }
  const [name, text] =
    command.kind === "nonce"
      ? [evidenceNames.nonce, command.nonce]
      : [evidenceNames.cosigned, command.note];
  const value: WireValue = { field: "string", value: text };
  return { name, timestamp, datatype: datatypes.String, properties, value };
}

/** NCMD payload: carries no seq (tck-id-payloads-ncmd-seq). */
export function commandPayload(commands: readonly HostCommand[], timestamp: number): Payload {
  return { timestamp, metrics: commands.map(commandMetric) };
}

const commandNames = [
  evidenceNames.acknowledged,
  evidenceNames.missing,
  evidenceNames.cosigned,
  evidenceNames.nonce,
] as const;

function parseCommand(metric: Metric): HostCommand | undefined {
  if (metric.name === nodeNames.rebirth) {
    return metric.value?.value === true ? { kind: "rebirth" } : undefined;
  }
  const kind = commandNames.find((name) => name === metric.name);
  if (kind === undefined) return undefined;
  const log = propertyValue(metric, propertyKeys.log, datatypes.String);
  const hostTime = propertyValue(metric, propertyKeys.hostTime, datatypes.UInt64);
  const value = metric.value?.value;
  if (typeof log !== "string" || !logIdPattern.test(log) || typeof hostTime !== "number") {
    throw new EvidenceError("CONTRACTS_EVIDENCE_COMMAND", `${kind} without log id or host time`, {
      name: kind,
    });
  }
  if (kind === evidenceNames.acknowledged && typeof value === "number") {
    return { kind: "acknowledged", log, below: value, hostTime };
  }
  if (kind === evidenceNames.missing && value instanceof Uint8Array) {
    return { kind: "missing", log, ranges: unpackRanges(value), hostTime };
  }
  if (kind === evidenceNames.cosigned && typeof value === "string") {
    return { kind: "cosigned", log, note: value, hostTime };
  }
  if (kind === evidenceNames.nonce && typeof value === "string" && isNonce(value)) {
    return { kind: "nonce", log, nonce: value, hostTime };
  }
  throw new EvidenceError(
    "CONTRACTS_EVIDENCE_COMMAND",
    `${kind} has a value of another type or size`,
    {
      name: kind,
    },
  );
}

/** Commands of an NCMD; metrics of other names are none of ours. Throws CONTRACTS_EVIDENCE_COMMAND. */
export function parseCommands(payload: Payload): HostCommand[] {
  return payload.metrics.map(parseCommand).filter((command) => command !== undefined);
}
