// Signs the log as it stands on disk. Without a usable key it signs nothing and says why.
import { type Checkpoint, signCheckpoint } from "#contracts/checkpoint.ts";
import type { Clock } from "#contracts/time.ts";
import { GatewayError } from "../errors.ts";
import type { StoredCheckpoint } from "../outbox/checkpoint-table.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { ClockTracker } from "./clock-tracker.ts";
import { sha256 } from "./digest.ts";
import type { EvidenceKey } from "./key.ts";

/** @param nonce a visitor's, base64: it goes into this checkpoint and no other */
export type CheckpointMaker = (nonce?: string) => StoredCheckpoint | undefined;

/** A maker of signed, stored checkpoints; it answers undefined when there is no key to sign with. */
export function checkpointMaker(options: {
  readonly outbox: Outbox;
  readonly key: EvidenceKey | GatewayError;
  readonly origin: string;
  readonly lineModelHash?: string | undefined;
  readonly clock: Clock;
  readonly tracker: ClockTracker;
}): CheckpointMaker {
  const { outbox, key, origin, lineModelHash, clock, tracker } = options;
  return (nonce) => {
    if (key instanceof GatewayError) return undefined;
    const checkpoint: Checkpoint = {
      origin,
      size: outbox.next,
      root: outbox.root(),
      suite: "ed25519-sha256",
      time: clock.now(),
      clock: { state: tracker.state, offsetMs: tracker.offsetMs },
      ...(lineModelHash === undefined ? {} : { lineModel: lineModelHash }),
      ...(nonce === undefined ? {} : { nonce }),
    };
    const note = signCheckpoint(checkpoint, { ...key, sha256 });
    const stored = { size: checkpoint.size, time: checkpoint.time, note };
    outbox.saveCheckpoint(stored);
    return stored;
  };
}
