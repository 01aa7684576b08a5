// The edge's parts, asked for what they say of themselves.
import { toHex } from "#contracts/bytes.ts";
import { GatewayError } from "../errors.ts";
import type { ClockTracker } from "../evidence/clock-tracker.ts";
import type { OpenLog } from "../evidence/open-log.ts";
import type { GroupCommit } from "../outbox/group-commit.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { Connector } from "./connector.ts";
import type { EdgeNode } from "./edge-node.ts";
import type { EdgeStatus } from "./edge-options.ts";
import type { TroubleReport } from "./trouble-report.ts";

export type EdgeParts = {
  readonly log: OpenLog;
  readonly origin: string;
  readonly commit: GroupCommit;
  readonly node: EdgeNode;
  readonly connector: Connector;
  readonly tracker: ClockTracker;
  readonly checkpoints: Checkpoints;
  readonly trouble: TroubleReport;
  /** Records declared lost because their bytes were damaged on disk. */
  readonly unreadable: number;
  /** Monotonic ms. */
  readonly at: number;
};

export function edgeStatus(parts: EdgeParts): EdgeStatus {
  const { log, origin, commit, node, connector, tracker, checkpoints, trouble } = parts;
  const { outbox, logId, key } = log;
  const { delivery } = node;
  const { newest } = checkpoints;
  return {
    log: logId,
    origin,
    publicKey: toHex(outbox.publicKey),
    signing: !(key instanceof GatewayError),
    next: outbox.next,
    acknowledged: outbox.acknowledged,
    oldest: outbox.oldest,
    buffered: commit.buffered,
    dropped: commit.dropped,
    gapRecords: commit.gapRecords + parts.unreadable,
    outboxBytes: outbox.heldBytes,
    pending: delivery.pending,
    published: delivery.published,
    resent: delivery.resent,
    rebirths: node.rebirths,
    connections: connector.connections,
    connected: connector.link !== undefined,
    server: connector.server,
    born: node.born,
    hostOnline: node.hostOnline,
    waitingFor: node.waitingFor(parts.at) ?? null,
    commandsRefused: trouble.refused,
    clock: {
      state: tracker.state,
      offsetMs: tracker.offsetMs,
      sources: tracker.sources(),
      maxOffsetMs: tracker.maxOffsetMs,
    },
    checkpoint: newest === undefined ? null : { size: newest.size, time: newest.time },
    cosigned: checkpoints.cosigned,
    lastError: trouble.last,
    troubles: trouble.standing,
  };
}
