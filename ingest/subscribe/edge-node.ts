// One Sparkplug edge node as its host sees it: births, deaths, sequence numbers, DATA (Sparkplug 3.0
// ch. 5 and 6). Pure: messages and time go in, outputs come out.
// Invariant: DATA is decoded only while no message of the session is missing, because a lost birth may
// have changed what an alias means; what is dropped meanwhile is asked for again by its sequence.
import type { LogRecord } from "#contracts/record.ts";
import { decodePayload, PayloadError } from "#contracts/sparkplug-decode.ts";
import type { Payload } from "#contracts/sparkplug-payload.ts";
import type { DeviceMessage, NodeMessage } from "#contracts/sparkplug-topic.ts";
import {
  announcementOf,
  type BirthValue,
  bdSeqOf,
  birthValues,
  type EvidenceAnnouncement,
} from "./birth.ts";
import { BirthTable } from "./birth-table.ts";
import { checkpointOfData, recordOfData } from "./data.ts";
import { peekSequence } from "./peek-sequence.ts";

export type EdgeMessage = {
  readonly type: Exclude<NodeMessage | DeviceMessage, "NCMD" | "DCMD">;
  /** null for a message of the node itself. */
  readonly device: string | null;
  readonly payload: Uint8Array;
  /** Host time of arrival, ms UTC. */
  readonly at: number;
};

export type EdgeOutput =
  | { readonly kind: "born"; readonly evidence: EvidenceAnnouncement | undefined }
  | {
      readonly kind: "device-born";
      readonly equipment: string;
      readonly values: readonly BirthValue[];
    }
  | { readonly kind: "device-died"; readonly equipment: string; readonly at: number }
  | { readonly kind: "died"; readonly at: number }
  | {
      readonly kind: "record";
      readonly sequence: number;
      readonly historical: boolean;
      readonly record: LogRecord;
      /** 0x00 ‖ canonical bytes. */
      readonly leafInput: Uint8Array;
    }
  | { readonly kind: "checkpoint"; readonly note: string }
  /** A delivery that could not become a record. */
  | {
      readonly kind: "undecodable";
      readonly sequence: number | undefined;
      /** Undeclared in this birth: the next birth may mend it. */
      readonly undeclared: boolean;
      /** Counts the births of the node. */
      readonly generation: number;
      readonly payload: Uint8Array;
      readonly reason: string;
    }
  /** Dropped because the session has a hole; asked for again later. */
  | { readonly kind: "dropped" }
  | { readonly kind: "rebirth"; readonly reason: string };

export type EdgeNodeOptions = {
  /** Sparkplug's Reorder Timeout: how long a missing message may be late, ms. */
  readonly reorderMs: number;
  /** Shortest time between two rebirth requests, ms. */
  readonly rebirthMs: number;
};

type Held = { readonly message: EdgeMessage; readonly payload: Payload };

/** Bytes that wait for a missing message; their number is bounded by half of seq's circle. */
const maxHeldBytes = 16 * 1024 * 1024;

export class EdgeNode {
  readonly #options: EdgeNodeOptions;
  #state: "unknown" | "online" | "desynchronised" | "dead" = "unknown";
  #table = new BirthTable();
  #generation = 0;
  #bdSeq: number | undefined;
  #expected = 0;
  #held = new Map<number, Held>();
  #heldBytes = 0;
  #reorderDeadline: number | undefined;
  #lastRebirth = Number.NEGATIVE_INFINITY;

  constructor(options: EdgeNodeOptions) {
    this.#options = options;
  }

  get online(): boolean {
    return this.#state === "online" || this.#state === "desynchronised";
  }

  /** True when DATA is understood: a resend asked for now will not be dropped. */
  get synchronised(): boolean {
    return this.#state === "online" && this.#reorderDeadline === undefined;
  }

  /** @param now monotonic ms. */
  receive(message: EdgeMessage, now: number): EdgeOutput[] {
    if (message.type === "NDEATH") return this.#death(message);
    let payload: Payload;
    try {
      payload = decodePayload(message.payload);
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error;
      return this.#corrupt(message, error.message, now);
    }
    if (message.type === "NBIRTH") return this.#birth(message, payload);
    if (this.#state === "desynchronised")
      return [{ kind: "dropped" }, ...this.#askRebirth("", now)];
    if (this.#state !== "online") {
      return [{ kind: "dropped" }, ...this.#askRebirth(`${message.type} without NBIRTH`, now)];
    }
    return this.#ordered(message, payload, now);
  }

  /** Lets the reorder timeout and the repeated rebirth request pass. @param now monotonic ms. */
  tick(now: number): EdgeOutput[] {
    if (this.#reorderDeadline !== undefined && now >= this.#reorderDeadline) {
      return this.#desynchronise(now);
    }
    return this.#state === "desynchronised" ? this.#askRebirth("", now) : [];
  }

  /** The host lost its broker: nothing of the session can be trusted any more. */
  forget(at: number): EdgeOutput[] {
    const wasOnline = this.online;
    this.#reset("unknown");
    this.#bdSeq = undefined;
    return wasOnline ? [{ kind: "died", at }] : [];
  }

  #reset(state: "unknown" | "online" | "desynchronised" | "dead"): void {
    this.#state = state;
    this.#held.clear();
    this.#heldBytes = 0;
    this.#reorderDeadline = undefined;
    if (state !== "desynchronised") this.#table = new BirthTable();
  }

  #birth(message: EdgeMessage, payload: Payload): EdgeOutput[] {
    this.#reset("online");
    this.#generation += 1;
    this.#bdSeq = bdSeqOf(payload);
    this.#expected = ((payload.seq ?? 0) + 1) & 0xff;
    this.#table.declare(message.device, payload);
    return [{ kind: "born", evidence: announcementOf(payload) }];
  }

  /** Only the death of this very session counts (tck-id-payloads-ndeath-bdseq). */
  #death(message: EdgeMessage): EdgeOutput[] {
    if (!this.online) return [];
    let bdSeq: number | undefined;
    try {
      bdSeq = bdSeqOf(decodePayload(message.payload));
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error;
    }
    if (bdSeq === undefined || bdSeq !== this.#bdSeq) return [];
    this.#reset("dead");
    // The payload of a will is as old as its CONNECT: host time counts.
    return [{ kind: "died", at: message.at }];
  }

  #askRebirth(reason: string, now: number): EdgeOutput[] {
    if (now - this.#lastRebirth < this.#options.rebirthMs) return [];
    this.#lastRebirth = now;
    return [{ kind: "rebirth", reason: reason === "" ? "sequence gap" : reason }];
  }

  #desynchronise(now: number): EdgeOutput[] {
    const dropped = [...this.#held.values()].map(() => ({ kind: "dropped" }) as const);
    this.#reset("desynchronised");
    return [...dropped, ...this.#askRebirth("sequence gap", now)];
  }

  /** tck-id-operational-behavior-host-reordering-*: a gap waits, is filled, or asks for a rebirth. */
  #ordered(message: EdgeMessage, payload: Payload, now: number): EdgeOutput[] {
    const { seq } = payload;
    if (seq === undefined || seq > 255) return this.#undecodable(message, "no seq of 0 to 255");
    if (seq !== this.#expected) {
      this.#reorderDeadline ??= now + this.#options.reorderMs;
      // More than half the circle behind: late or repeated; a session that never catches up times out.
      if (((seq - this.#expected) & 0xff) < 128 && !this.#held.has(seq)) {
        this.#held.set(seq, { message, payload });
        this.#heldBytes += message.payload.length;
      }
      return this.#heldBytes > maxHeldBytes ? this.#desynchronise(now) : [];
    }
    const outputs = this.#inOrder(message, payload, now);
    this.#expected = (seq + 1) & 0xff;
    for (
      let held = this.#held.get(this.#expected);
      held !== undefined;
      held = this.#held.get(this.#expected)
    ) {
      this.#held.delete(this.#expected);
      this.#heldBytes -= held.message.payload.length;
      outputs.push(...this.#inOrder(held.message, held.payload, now));
      this.#expected = (this.#expected + 1) & 0xff;
    }
    if (this.#held.size === 0) this.#reorderDeadline = undefined;
    return outputs;
  }

  #inOrder(message: EdgeMessage, payload: Payload, now: number): EdgeOutput[] {
    const { type, device } = message;
    if (device !== null && type === "DBIRTH") {
      this.#table.declare(device, payload);
      return this.#deviceBirth(message, device, payload);
    }
    if (device !== null && !this.#table.has(device)) {
      return [{ kind: "dropped" }, ...this.#askRebirth(`${type} of ${device} without DBIRTH`, now)];
    }
    if (device !== null && type === "DDEATH") {
      return [{ kind: "device-died", equipment: device, at: payload.timestamp ?? message.at }];
    }
    return this.#data(message, payload, now);
  }

  #deviceBirth(message: EdgeMessage, device: string, payload: Payload): EdgeOutput[] {
    try {
      return [{ kind: "device-born", equipment: device, values: birthValues(payload) }];
    } catch (error) {
      // A value that does not fit its declared datatype: shown as no value, the records decide.
      return [
        { kind: "device-born", equipment: device, values: [] },
        ...this.#undecodable(message, String(error)),
      ];
    }
  }

  #data(message: EdgeMessage, payload: Payload, now: number): EdgeOutput[] {
    const outputs: EdgeOutput[] = [];
    const result = recordOfData(this.#table, message.device, payload);
    if (result.kind === "record") outputs.push(result);
    else if (result.kind === "undecodable") {
      const { sequence, undeclared, reason } = result;
      const generation = this.#generation;
      const bytes = message.payload;
      outputs.push({
        kind: "undecodable",
        sequence,
        undeclared,
        generation,
        payload: bytes,
        reason,
      });
      if (undeclared) outputs.push(...this.#askRebirth(`undeclared metric: ${reason}`, now));
    }
    const note = message.device === null ? checkpointOfData(this.#table, payload) : undefined;
    if (note !== undefined) outputs.push({ kind: "checkpoint", note });
    return outputs;
  }

  #undecodable(message: EdgeMessage, reason: string): EdgeOutput[] {
    const { device, payload } = message;
    const sequence = this.online ? peekSequence(this.#table, device, payload) : undefined;
    const generation = this.#generation;
    return [{ kind: "undecodable", sequence, undeclared: false, generation, payload, reason }];
  }

  /** Its seq is unreadable, but it was one message: it takes the place of the one expected. */
  #corrupt(message: EdgeMessage, reason: string, now: number): EdgeOutput[] {
    const outputs = this.#undecodable(message, reason);
    if (this.#state !== "online") return [...outputs, ...this.#askRebirth(reason, now)];
    if (message.type === "NBIRTH") return [...outputs, ...this.#desynchronise(now)];
    // A lost DBIRTH shows itself by undeclared aliases.
    this.#expected = (this.#expected + 1) & 0xff;
    return outputs;
  }
}
