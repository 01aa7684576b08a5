// One line of a fast run in a process of its own: told what to do by its parent's first message, ends with
// its log consistent when the parent asks or is gone.
import { CodedError } from "#contracts/errors.ts";
import type { FastPlant } from "./fast-plant.ts";
import { type LineResult, recordLine } from "./record-line.ts";

export type LineTask = {
  readonly plant: FastPlant;
  readonly from: number;
  readonly to: number;
  readonly cadenceMs: number;
  readonly folder: string;
  readonly checkpointSeconds?: number;
  readonly cassette?: boolean;
};

export type LineMessage =
  | { readonly progress: { readonly at: number; readonly records: number } }
  | { readonly result: LineResult; readonly cpuSeconds: number }
  | { readonly failed: { readonly code: string; readonly message: string } };

let stopping = false;
const stop = (): void => {
  stopping = true;
};

function tell(message: LineMessage): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || process.send === undefined) resolve();
    else process.send(message, () => resolve());
  });
}

async function run(task: LineTask): Promise<void> {
  try {
    const result = await recordLine({
      ...task,
      stopped: () => stopping,
      onProgress: (at, records) => void tell({ progress: { at, records } }),
    });
    const { user, system } = process.cpuUsage();
    await tell({ result, cpuSeconds: (user + system) / 1e6 });
  } catch (error) {
    const code = error instanceof CodedError ? error.code : "BIN_CHILD_FAILED";
    await tell({ failed: { code, message: textOf(error) } });
    process.exitCode = 1;
  } finally {
    if (process.connected) process.disconnect();
  }
}

/** What a person can mend (coded errors, those of disks and folders) without the stack; all else is a defect. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const mendable = error instanceof CodedError || "syscall" in error || isDiskOfSqlite(error);
  return mendable ? error.message : (error.stack ?? error.message);
}

/** SQLITE_IOERR and SQLITE_FULL, extended codes included. */
function isDiskOfSqlite(error: Error): boolean {
  if (!("errcode" in error) || typeof error.errcode !== "number") return false;
  return [10, 13].includes(error.errcode & 0xff);
}

process.on("SIGTERM", stop);
// Ctrl-C reaches every process of the terminal; the parent decides.
process.on("SIGINT", () => undefined);
process.once("disconnect", stop);
process.on("message", (message: { task: LineTask } | { stop: true }) => {
  if ("task" in message) void run(message.task);
  else stop();
});
