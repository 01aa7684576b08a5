// Plants faster than time: every line in a process of its own, into its own gateway data folder with its truth
// beside it. One more runs at once than there are cores, because each waits for its disk now and then. What they record is simulated, and says so.
import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { extname, join } from "node:path";
import { CommandError } from "../errors.ts";
import type { LineMessage, LineTask } from "./fast-line-process.ts";
import type { FastPlant } from "./fast-plant.ts";
import type { LineResult } from "./record-line.ts";

export type FastRunOptions = {
  readonly plants: readonly FastPlant[];
  /** Instant of the first scan, ms UTC. */
  readonly from: number;
  readonly days: number;
  /** Default 10 s. */
  readonly cadenceMs?: number;
  /** Each plant writes into `<out>/<plant id>/`. */
  readonly out: string;
  /** Plant time between checkpoints; default 600. */
  readonly checkpointSeconds?: number;
  /** Also record every plant's scans as `cassette.jsonl.gz`. Default no. */
  readonly cassette?: boolean;
  /** For people. */
  readonly log?: (line: string) => void;
  /** A plant has begun another day of its run. */
  readonly onDay?: (plant: string) => void;
  /** Aborted: lines end with their logs consistent. */
  readonly signal?: AbortSignal;
};

export type FastLineResult = LineResult & {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
};

const dayMs = 86_400_000;
/** Beside this file, stripped of its types or not. */
const program = new URL(`fast-line-process${extname(import.meta.filename)}`, import.meta.url);

/**
 * Results in the order of the plants; fewer when it was aborted. Rejects BIN_DATA_DIR where a plant has recorded
 * before, BIN_CHILD_FAILED when a line ends otherwise; the others end too.
 */
export async function runFast(options: FastRunOptions): Promise<readonly FastLineResult[]> {
  refuseUsed(options);
  const results = new Array<FastLineResult>(options.plants.length);
  const waiting = [...options.plants.entries()];
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [place, plant] = next;
      if (signal.aborted) return;
      try {
        results[place] = await runLine(plant, options, signal);
      } catch (error) {
        failure.abort();
        throw error;
      }
    }
  };
  const workers = Array.from({ length: availableParallelism() + 1 }, work);
  const ends = await Promise.allSettled(workers);
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return results.filter((result) => result !== undefined);
}

function refuseUsed({ plants, out }: FastRunOptions): void {
  const folders = plants.map(({ id }) => join(out, id));
  const used = folders.filter(
    (folder, n) => existsSync(join(folder, "gateway")) || folders.indexOf(folder) !== n,
  );
  if (used.length === 0) return;
  const listed = used.join(", ");
  throw new CommandError(
    "BIN_DATA_DIR",
    `目录已被使用,快速仿真须写入新目录 · folders are in use, a fast run writes into new ones: ${listed}`,
    { folders: listed },
  );
}

function taskOf(plant: FastPlant, options: FastRunOptions): LineTask {
  const { from, days, cadenceMs = 10_000, out, checkpointSeconds, cassette = false } = options;
  return {
    plant,
    from,
    to: from + days * dayMs,
    cadenceMs,
    folder: join(out, plant.id),
    cassette,
    ...(checkpointSeconds === undefined ? {} : { checkpointSeconds }),
  };
}

function runLine(
  plant: FastPlant,
  options: FastRunOptions,
  signal: AbortSignal,
): Promise<FastLineResult> {
  const task = taskOf(plant, options);
  const child = fork(program, { serialization: "json", execArgv: ["--max-semi-space-size=16"] });
  const began = performance.now();
  const stop = (): void => {
    if (child.connected) child.send({ stop: true });
  };
  signal.addEventListener("abort", stop, { once: true });
  const { promise, resolve, reject } = Promise.withResolvers<FastLineResult>();
  const progress = reporter(plant.id, task, options);
  child.on("message", (message: LineMessage) => {
    if ("progress" in message) progress(message.progress.at, message.progress.records);
    else if ("failed" in message) reject(failureOf(task.folder, message.failed.message));
    else {
      const wallSeconds = (performance.now() - began) / 1000;
      resolve({ ...message.result, cpuSeconds: message.cpuSeconds, wallSeconds });
    }
  });
  // Where it has said how it ended, this says nothing more.
  child.once("close", (code, killed) => reject(failureOf(task.folder, `exit ${killed ?? code}`)));
  child.once("error", (error) => reject(failureOf(task.folder, error.message)));
  child.send({ task });
  return promise.finally(() => {
    signal.removeEventListener("abort", stop);
    return ended(child);
  });
}

/** Says a line at every tenth of the way. */
function reporter(
  plant: string,
  { from, to }: LineTask,
  { log, onDay }: FastRunOptions,
): (at: number, records: number) => void {
  let tenths = 0;
  return (at, records) => {
    if ((at - from) % dayMs === 0) onDay?.(plant);
    const reached = Math.floor((10 * (at - from)) / (to - from));
    if (reached <= tenths) return;
    tenths = reached;
    const day = new Date(at).toISOString().slice(0, 16);
    log?.(`${plant}: ${reached * 10} % · ${day}Z · ${records} 条记录 records`);
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => child.once("close", () => resolve()));
}

function failureOf(folder: string, what: string): CommandError {
  return new CommandError(
    "BIN_CHILD_FAILED",
    `快速仿真未能完成,${folder} 里的日志与真值不完整,排除原因后请删除再运行 · a fast run did not end well; logs and truth in ${folder} are not whole: mend the cause, delete it and run again: ${what}`,
    { folder, what },
  );
}
