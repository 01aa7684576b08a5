// Feeds the backlog lane from the disk, a portion at a time, as the edge node and the socket allow.

import { decodeRecord } from "#contracts/record-bytes.ts";
import type { Clock } from "#contracts/time.ts";
import { GatewayError } from "../errors.ts";
import type { CommittedRecord, Outbox } from "../outbox/outbox.ts";
import type { StoredRecord } from "../outbox/record-reader.ts";
import type { Action } from "./action.ts";
import type { EdgeNode } from "./edge-node.ts";

/** Records read at once, and reads per turn: a turn must not hold up the pollers. */
const portion = 200;
const readsPerTurn = 4;

export type BacklogPumpOptions = {
  readonly node: EdgeNode;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Bytes that the wire takes now. */
  readonly room: () => number;
  readonly perform: (actions: readonly Action[]) => void;
  /** A gap record had to be appended for a record whose bytes were damaged on disk. */
  readonly onUnreadable: (gap: CommittedRecord, sequence: number) => void;
  readonly onError: (error: GatewayError) => void;
};

export class BacklogPump {
  readonly #options: BacklogPumpOptions;

  constructor(options: BacklogPumpOptions) {
    this.#options = options;
  }

  /** One turn. */
  turn(): void {
    try {
      for (let reads = 0; reads < readsPerTurn; reads++) if (!this.#portion()) return;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      this.#options.onError(error);
    }
  }

  /** False when the lane is empty or has to wait. */
  #portion(): boolean {
    const { node, outbox, clock, room, perform } = this.#options;
    const time = { now: clock.now(), at: clock.monotonic() };
    const want = node.want(time);
    const space = room();
    if (want === undefined || space <= 0) return false;
    const count = Math.min(want.count, portion);
    const stored = outbox.read(want.from, want.to, count, Math.min(want.bytes, space));
    const last = stored.at(-1);
    const ready = stored.map((row) => this.#decode(row)).filter((record) => record !== undefined);
    perform(node.backlog(ready, time));
    // Numbers in between that were not read are not held: a gap record speaks for them.
    node.delivery.skip(want.from, last === undefined ? want.to : last.sequence + 1);
    return true;
  }

  #decode({ sequence, bytes }: StoredRecord): CommittedRecord | undefined {
    if (bytes !== null) {
      try {
        return { sequence, bytes, record: decodeRecord(bytes) };
      } catch {
        // Falls through: bytes that are no record can only be declared lost.
      }
    }
    const { outbox, clock, onUnreadable } = this.#options;
    onUnreadable(outbox.declareUnreadable(sequence, clock.now()), sequence);
    return undefined;
  }
}
