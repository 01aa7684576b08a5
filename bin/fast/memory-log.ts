// An evidence log in memory: the same leaves, tree and signed checkpoints as on a gateway's disk, with a key that
// lives as long as the process. What a judge is told of it was checked as ingest checks it.
import { ByteWriter, toHex } from "#contracts/bytes.ts";
import { type Checkpoint, openCheckpoint, signCheckpoint } from "#contracts/checkpoint.ts";
import type { LogEvidence } from "#contracts/evidence.ts";
import { logOrigin } from "#contracts/log-id.ts";
import { Frontier } from "#contracts/merkle.ts";
import type { LogRecord } from "#contracts/record.ts";
import { writeRecord } from "#contracts/record-bytes.ts";
import { sha256, verifyEd25519 } from "#gateway/evidence/digest.ts";
import { type EvidenceKey, generateKey } from "#gateway/evidence/key.ts";

export class MemoryLog {
  readonly origin: string;
  readonly #gateway: string;
  readonly #key: EvidenceKey = generateKey().key;
  readonly #frontier = new Frontier(sha256);
  readonly #out = new ByteWriter(4096);
  /** Gateway time of each record, ascending. */
  readonly #times: number[] = [];
  #verified: LogEvidence["verified"] = null;

  constructor(names: { readonly site: string; readonly gateway: string }) {
    this.#gateway = names.gateway;
    this.origin = logOrigin({ simulated: true, ...names, logId: this.#key.logId });
  }

  get logId(): string {
    return this.#key.logId;
  }
  get size(): number {
    return this.#frontier.size;
  }

  /** Appends the next record. Gateway times do not fall. */
  add(record: LogRecord): void {
    this.#out.reset();
    this.#out.u8(0);
    writeRecord(this.#out, record);
    this.#frontier.append(sha256(this.#out.take()));
    this.#times.push(record.gatewayTime);
  }

  /** Signs the log as it stands and checks the note as a host does. @param time ms UTC. */
  checkpoint(time: number): void {
    const { origin } = this;
    const { publicKey } = this.#key;
    const checkpoint: Checkpoint = {
      origin,
      size: this.#frontier.size,
      root: this.#frontier.root(),
      suite: "ed25519-sha256",
      time,
      clock: { state: "synchronised", offsetMs: 0 },
    };
    const note = signCheckpoint(checkpoint, { ...this.#key, sha256 });
    const crypto = { sha256, verify: verifyEd25519 };
    const { size, root } = openCheckpoint(note, { origin, publicKey }, crypto);
    this.#verified = { size, root: toHex(root), time };
  }

  /** What is known of it for a window; the clock is the plant's own, and nobody witnesses. */
  evidence(from: number, to: number): LogEvidence {
    const range = { from: this.#countBefore(from), to: this.#countBefore(to) };
    return {
      log: this.logId,
      gateway: this.#gateway,
      origin: this.origin,
      simulated: true,
      size: this.size,
      verified: this.#verified,
      forks: 0,
      gapRecords: 0,
      quarantined: 0,
      witnessedAt: null,
      windowRange: range.from < range.to ? range : null,
      clockOffsetMs: 0,
      clockDriftPerMille: 0,
    };
  }

  #countBefore(time: number): number {
    let [low, high] = [0, this.#times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
