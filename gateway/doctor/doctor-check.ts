// One thing that the doctor looks at: a file in checks/ and a line in its registry. Looks only; what it writes to
// measure it takes away again.
import type { Clock } from "#contracts/time.ts";
import type { GatewayConfig } from "../config/config.ts";

/** fail: the gateway will not work or will lose. warn: it works, and some day not. unknown: could not be looked at. */
export const doctorLevels = ["ok", "warn", "fail", "unknown"] as const;
export type DoctorLevel = (typeof doctorLevels)[number];

export type DoctorFinding = {
  readonly level: DoctorLevel;
  /** zh · en. */
  readonly said: string;
  /** zh · en; empty where there is nothing to mend. */
  readonly mend: string;
};

/** The computer, as checks see it; a test has one of its own. */
export interface DoctorMachine {
  readonly clock: Clock;
  readonly platform: string;
  readonly arch: string;
  /** Of the kernel. */
  readonly release: string;
  /** Undefined when it cannot be read. */
  readText(path: string): string | undefined;
  /** What a program says; undefined when it is not there, fails, or takes longer than 5 s. */
  run(program: string, args: readonly string[]): Promise<string | undefined>;
  /** Opens and closes a TCP connection; null when it was accepted, else the reason. */
  dial(host: string, port: number): Promise<string | null>;
}

export type DoctorContext = {
  readonly machine: DoctorMachine;
  /** As named; absent: the computer alone is looked at. */
  readonly file?: string;
  /** Absent when there is none, or it is not valid. */
  readonly config?: GatewayConfig;
  /** Why the configuration is not valid. */
  readonly problem?: string;
};

export type DoctorCheck = {
  readonly id: string;
  readonly name: string;
  run(context: DoctorContext): Promise<readonly DoctorFinding[]>;
};

export function ok(said: string): DoctorFinding {
  return { level: "ok", said, mend: "" };
}

export function warn(said: string, mend: string): DoctorFinding {
  return { level: "warn", said, mend };
}

export function fail(said: string, mend: string): DoctorFinding {
  return { level: "fail", said, mend };
}

export function unknown(said: string): DoctorFinding {
  return { level: "unknown", said, mend: "" };
}
