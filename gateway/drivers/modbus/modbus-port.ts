// What a link needs of its wire: one question, the PDU that answers it. Framing is behind this.
import type { GatewayError } from "../../errors.ts";
import type { Question } from "./pdu.ts";

/** What came back. */
export type Reply =
  | { readonly kind: "pdu"; readonly unit: number; readonly pdu: Uint8Array }
  | { readonly kind: "silence" }
  /** It cannot be told what the bytes that came mean. */
  | { readonly kind: "doubtful"; readonly reason: string };

/** Dropped on the way, each counted once. */
export type PortCounters = {
  /** Frames that answer nothing we had asked: late, repeated, of another transaction or unit. */
  foreignFrames: number;
  /** Bytes that are no frame. */
  noiseBytes: number;
};

export interface ModbusPort {
  readonly counters: Readonly<PortCounters>;
  /** Settles within `limitMs` and the time that the bytes take on the wire; never rejects. */
  ask(question: Question, limitMs: number): Promise<Reply>;
  /** Why nothing may be asked now, in words; undefined: nothing is in the way. */
  trouble(): string | undefined;
  /** Ends open questions as silence. Never rejects. */
  close(): Promise<void>;
}

export type LinkLost = (error: GatewayError) => void;
