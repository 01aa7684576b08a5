// What intake attaches to an entry on its way to the disk, and gets back once it is durable.
import type { Checkpoint } from "#contracts/checkpoint.ts";
import type { LogRecord } from "#contracts/record.ts";
import type { LogIntake } from "./log-intake.ts";

export type RecordToken = {
  readonly kind: "record";
  readonly log: LogIntake;
  readonly sequence: number;
  readonly leaf: Uint8Array;
  readonly record: LogRecord;
  readonly historical: boolean;
  /** Host time of arrival, ms UTC. */
  readonly ingestTime: number;
};

export type JournalToken =
  | RecordToken
  | { readonly kind: "checkpoint"; readonly log: LogIntake; readonly checkpoint: Checkpoint }
  | {
      readonly kind: "quarantined";
      readonly log: LogIntake;
      readonly sequence: number;
      readonly reason: number;
      readonly leaf: Uint8Array;
    }
  | {
      readonly kind: "hostGap";
      readonly log: LogIntake;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: "enrolment"; readonly log: LogIntake };
