// An edge node and a scripted host's eyes for the tests of this folder.
import { logIdOf } from "#contracts/log-id.ts";
import type { LogRecord } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { decodePayload } from "#contracts/sparkplug-decode.ts";
import { encodePayload } from "#contracts/sparkplug-encode.ts";
import { commandPayload, type HostCommand } from "#contracts/sparkplug-evidence.ts";
import type { Metric, Payload } from "#contracts/sparkplug-payload.ts";
import type { DeclaredEquipment } from "../declared.ts";
import { sha256, verifyEd25519 } from "../evidence/digest.ts";
import { generateKey } from "../evidence/key.ts";
import type { CommittedRecord } from "../outbox/outbox.ts";
import type { Action } from "./action.ts";
import type { LogFacts } from "./births.ts";
import { DeclaredTable } from "./declared-table.ts";
import { EdgeNode } from "./edge-node.ts";

export const start = 1_700_000_000_000;

export const declared: readonly DeclaredEquipment[] = [
  {
    equipment: "meter",
    signals: [
      { id: "power", datatype: datatypes.Float, scanGroup: "fast" },
      { id: "energy", datatype: datatypes.UInt64, scanGroup: "slow" },
    ],
  },
  {
    equipment: "oven",
    signals: [{ id: "temp", datatype: datatypes.Int16, scanGroup: "fast" }],
  },
];

export const testKey = generateKey().key;
export const logId = logIdOf(sha256, testKey.publicKey);
export const origin = `lineproof-sim/s/g/${logId.slice(0, 16)}`;

export function testNode(
  options: {
    acknowledged?: number;
    oldest?: number;
    next?: number;
    primaryHost?: string;
    severalServers?: boolean;
    resendPerSecond?: number;
    table?: DeclaredTable;
  } = {},
) {
  const facts: { -readonly [K in keyof LogFacts]: LogFacts[K] } = {
    logId,
    publicKey: testKey.publicKey,
    origin,
    lineModelHash: undefined,
    oldest: options.oldest ?? 0,
    next: options.next ?? 0,
    checkpoint: undefined,
  };
  const table = options.table ?? new DeclaredTable({ site: "s", gatewayId: "g" }, declared);
  const { severalServers = false, resendPerSecond = 2_000 } = options;
  const node = new EdgeNode({
    name: { site: "s", gatewayId: "g" },
    table,
    cursors: { acknowledged: options.acknowledged ?? 0, oldest: facts.oldest, next: facts.next },
    facts: () => facts,
    primaryHost: options.primaryHost,
    severalServers,
    resendPerSecond,
    crypto: { sha256, verify: verifyEd25519 },
  });
  return { node, table, facts };
}

/** An instant so many ms after the start. */
export function at(ms: number) {
  return { now: start + ms, at: ms };
}

export type Seen = { topic: string; payload: Payload };

/** What was published, decoded. */
export function seen(actions: readonly Action[]): Seen[] {
  return actions
    .filter((action) => action.do === "publish")
    .map(({ topic, payload }) => ({ topic, payload: decodePayload(payload) }));
}

export function command(...commands: HostCommand[]): Uint8Array {
  return encodePayload(commandPayload(commands, start));
}

export function committed(sequence: number, record: LogRecord): CommittedRecord {
  return { sequence, record, bytes: encodeRecord(record) };
}

export function metricNamed(payload: Payload | undefined, name: string): Metric {
  const found = payload?.metrics.find((metric) => metric.name === name);
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
}
