// What a host may ask of an evidence log: acknowledge, ask again, return a cosigned checkpoint, put a
// visitor's nonce into the next one. Commands
// come from whoever may publish to our NCMD topic, so each is checked against our own log first.
import { openCheckpoint } from "#contracts/checkpoint.ts";
import { errorCode } from "#contracts/errors.ts";
import type { Sha256, VerifySignature } from "#contracts/hashing.ts";
import { parseNote } from "#contracts/signed-note.ts";
import type { HostCommand } from "#contracts/sparkplug-evidence.ts";
import type { Action } from "./action.ts";
import type { LogFacts } from "./births.ts";
import type { Delivery } from "./delivery.ts";

export type Crypto = { readonly sha256: Sha256; readonly verify: VerifySignature };
export type EvidenceCommand = Exclude<HostCommand, { kind: "rebirth" }>;

function refuse(reason: string): Action[] {
  return [{ do: "refused", reason }];
}

/** Our own signature must be on it, and at least one more; whose that is, the host has to know. */
function cosigned(note: string, { origin, publicKey, next }: LogFacts, crypto: Crypto): Action[] {
  try {
    const { size, time } = openCheckpoint(note, { origin, publicKey }, crypto);
    if (parseNote(note).signatures.length < 2) return refuse("checkpoint without cosignature");
    if (size > next) return [{ do: "rewound", known: size, next, signed: true }];
    return [{ do: "cosigned", note, size, time }];
  } catch (error) {
    return refuse(`cosigned checkpoint: ${errorCode(error) ?? String(error)}`);
  }
}

/** Carries out a command on the delivery. @param at monotonic ms */
export function evidenceCommand(
  command: EvidenceCommand,
  facts: LogFacts,
  delivery: Delivery,
  crypto: Crypto,
  at: number,
): Action[] {
  if (command.log !== facts.logId) return refuse(`${command.kind} for log ${command.log}`);
  if (command.kind === "cosigned") return cosigned(command.note, facts, crypto);
  if (command.kind === "nonce") return [{ do: "nonce", nonce: command.nonce }];
  if (command.kind === "missing") {
    delivery.missing(command.ranges);
    return [];
  }
  const { below, hostTime } = command;
  const outcome = delivery.acknowledge(below, at);
  if (outcome === "beyond") {
    return [{ do: "rewound", known: below, next: facts.next, signed: false }];
  }
  const heard: Action = { do: "host-time", hostTime };
  return outcome === "moved" ? [{ do: "acknowledge", below }, heard] : [heard];
}
