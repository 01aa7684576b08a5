// Checkpoints while the gateway runs: signed every so often, at once for a visitor's nonce, and at the end;
// and the newest one that came back cosigned.
import { parseCheckpoint } from "#contracts/checkpoint.ts";
import { parseNote } from "#contracts/signed-note.ts";
import { GatewayError } from "../errors.ts";
import type { CheckpointMaker } from "../evidence/checkpoint-maker.ts";
import type { OpenLog } from "../evidence/open-log.ts";
import type { StoredCheckpoint } from "../outbox/checkpoint-table.ts";
import { NonceQueue } from "./nonce-queue.ts";
import type { TroubleReport } from "./trouble-report.ts";

export type Cosigned = { readonly note: string; readonly size: number; readonly time: number };

export class Checkpoints {
  readonly #log: OpenLog;
  readonly #trouble: TroubleReport;
  readonly #everyMs: number;
  readonly #publish: (note: string) => void;
  readonly #nonces = new NonceQueue();
  #sign: CheckpointMaker;
  #newest: StoredCheckpoint | undefined;
  #madeAt = Number.NEGATIVE_INFINITY;
  #cosigned: { readonly size: number; readonly time: number } | null;

  constructor(options: {
    readonly log: OpenLog;
    readonly sign: CheckpointMaker;
    readonly everyMs: number;
    readonly trouble: TroubleReport;
    readonly publish: (note: string) => void;
  }) {
    const { outbox } = options.log;
    this.#log = options.log;
    this.#sign = options.sign;
    this.#everyMs = options.everyMs;
    this.#trouble = options.trouble;
    this.#publish = options.publish;
    this.#newest = outbox.newestCheckpoint();
    this.#cosigned = cosignedHead(outbox.cosigned);
  }

  get newest(): StoredCheckpoint | undefined {
    return this.#newest;
  }
  get cosigned(): { readonly size: number; readonly time: number } | null {
    return this.#cosigned;
  }

  /** From now on they are signed by this maker. */
  signWith(sign: CheckpointMaker): void {
    this.#sign = sign;
  }

  /** A visitor's nonce for the next checkpoint. */
  takeNonce(nonce: string): void {
    const signs = !(this.#log.key instanceof GatewayError);
    const reason = signs ? this.#nonces.add(nonce) : "nonce, but there is no key to sign with";
    if (reason !== undefined) this.#trouble.refusedCommand(reason);
  }

  keepCosigned({ note, size, time }: Cosigned): void {
    if (this.#cosigned !== null && size < this.#cosigned.size) return;
    this.#trouble.attempt(() => {
      this.#log.outbox.saveCosigned(note);
      this.#cosigned = { size, time };
    });
  }

  /** Call it several times a second. @param at monotonic ms */
  tick(at: number): void {
    const nonce = this.#nonces.take();
    if (nonce === undefined && at - this.#madeAt < this.#everyMs) return;
    if (this.make(at, nonce) || nonce === undefined) return;
    this.#nonces.forget(nonce);
    this.#trouble.refusedCommand("nonce, but the checkpoint could not be stored");
  }

  /** Signs what is on disk, stores it and publishes it; false when that failed. */
  make(at: number, nonce?: string): boolean {
    this.#madeAt = at;
    let made = false;
    this.#trouble.attempt(() => {
      const checkpoint = this.#sign(nonce);
      if (checkpoint === undefined) return;
      made = true;
      this.#trouble.written();
      this.#newest = checkpoint;
      this.#publish(checkpoint.note);
    });
    return made;
  }
}

function cosignedHead(note: string | undefined): { size: number; time: number } | null {
  if (note === undefined) return null;
  const { size, time } = parseCheckpoint(parseNote(note).text);
  return { size, time };
}
