// Reads the journal again for what is no longer in memory: leaves that the tree still needs, and the
// hashes of old duplicates. One pass at a time; a pass fetches no more leaves than the window holds.
import { sameBytes } from "#contracts/bytes.ts";
import { type Hash, leafHash } from "#contracts/merkle.ts";
import { sha256 } from "../evidence/node-crypto.ts";
import type { StoredEntry } from "../journal/segment-format.ts";
import type { LogIntake } from "./log-intake.ts";
import { quarantineReasons } from "./log-state.ts";

/** True when the journal has to be read for this log. */
export function needsLookBack(intake: LogIntake): boolean {
  return intake.state.tree.behind || !intake.oldDuplicates.isEmpty;
}

/** One pass over the journal. Returns true when the tree grew: another pass may be due. */
export async function lookBack(
  intake: LogIntake,
  journal: AsyncIterable<StoredEntry>,
): Promise<boolean> {
  const { state } = intake;
  const from = state.tree.size;
  const to = from + state.window.capacity;
  const duplicates = intake.oldDuplicates.take();
  const doubted = new Set(duplicates.map(({ sequence }) => sequence));
  const leaves = new Map<number, Hash>();
  const compared = new Map<number, Hash>();
  for await (const { type, log, sequence, payload } of journal) {
    if (type !== "record" || log !== state.enrolment.log) continue;
    const needed = sequence >= from && sequence < to && state.account.isJournalled(sequence);
    if (!needed && !doubted.has(sequence)) continue;
    const leaf = leafHash(sha256, payload);
    if (needed) leaves.set(sequence, leaf);
    if (doubted.has(sequence)) compared.set(sequence, leaf);
  }
  for (const { sequence, leaf, bytes, at } of duplicates) {
    const kept = compared.get(sequence);
    if (kept === undefined || sameBytes(kept, leaf)) continue;
    intake.quarantine(sequence, quarantineReasons.otherHash, leaf, bytes, at);
  }
  const grew = state.tree.supply(leaves);
  state.checkpoints.advance();
  return grew;
}
