// Reads a truth file into what people ask of it: which states took how long, what happened how often, and
// which fault or cheat acted when. Line by line: files of a month do not fit in memory.

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import type { z } from "zod";
import { SimulatorsError } from "../errors.ts";
import { type TruthHeader, truthLineSchema } from "./truth-format.ts";

type TruthLine = z.output<typeof truthLineSchema>;
type StateLine = Extract<TruthLine, { truth: unknown }>;

/** From when to when something acted, ms since the epoch; `to` is its last line. */
export type ActSpan = {
  readonly kind: string;
  readonly on: string;
  readonly from: number;
  readonly to: number;
};

type OpenSpan = { kind: string; on: string; from: number; to: number };

export type PlantHistory = {
  readonly id: string;
  readonly line: string;
  readonly seed: number;
  /** ms by real state of the line. */
  readonly states: Readonly<Record<string, number>>;
  /** ms by what the working time asked for. */
  readonly work: Readonly<Record<string, number>>;
  /** Number of events by kind. */
  readonly events: Readonly<Record<string, number>>;
  readonly acts: readonly ActSpan[];
};

export type TruthSummary = {
  readonly scenario: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly lines: number;
  readonly plants: readonly PlantHistory[];
};

/** Time between two lines of one plant counts for the first, up to this: a stopped run is no state. */
const MAX_STEP_MS = 120_000;
/** Problems of a damaged file that are told. */
const MAX_PROBLEMS = 20;

/**
 * @param file JSON lines, gzip where the name ends in .gz.
 * Throws SIMULATORS_FILE_UNREADABLE, and SIMULATORS_TRUTH_INVALID with the numbers of the lines that are wrong.
 */
export async function readTruth(file: string): Promise<TruthSummary> {
  const reading = new Reading();
  for await (const text of linesOf(file)) if (!reading.take(text)) break;
  return reading.result(file);
}

class Reading {
  readonly #histories = new Map<string, History>();
  readonly #problems: string[] = [];
  #header: TruthHeader | undefined;
  #number = 0;
  #last = 0;

  /** False: enough is wrong. */
  take(text: string): boolean {
    this.#number += 1;
    const line = parseLine(text);
    if (typeof line === "string") this.#problem(line);
    else if ("format" in line) this.#begin(line);
    else this.#add(line);
    return this.#problems.length < MAX_PROBLEMS;
  }

  /** Throws SIMULATORS_TRUTH_INVALID. */
  result(file: string): TruthSummary {
    const header = this.#header;
    if (this.#number === 0) this.#problems.push("文件是空的 · the file is empty");
    if (header === undefined || this.#problems.length > 0) throw invalid(file, this.#problems);
    return {
      scenario: header.scenario,
      seed: header.seed,
      from: header.startedAt,
      to: this.#last,
      lines: this.#number,
      plants: [...this.#histories.values()].map((history) => history.result()),
    };
  }

  #begin(header: TruthHeader): void {
    this.#header ??= header;
    this.#last = Math.max(this.#last, header.startedAt);
    for (const plant of header.plants) {
      if (!this.#histories.has(plant.id)) this.#histories.set(plant.id, new History(plant));
    }
  }

  #add(line: Exclude<TruthLine, TruthHeader>): void {
    const history = this.#histories.get(line.plant);
    this.#last = Math.max(this.#last, line.at);
    if (history !== undefined) history.take(line);
    else if (this.#header === undefined) {
      this.#problem("首行不是真值文件的头 · the first line is no head of a truth file");
    } else {
      this.#problem(`工厂 ${line.plant} 不在头里 · plant ${line.plant} is not in the head`);
    }
  }

  #problem(text: string): void {
    this.#problems.push(`${this.#number}: ${text}`);
  }
}

class History {
  readonly #plant: { readonly id: string; readonly line: string; readonly seed: number };
  readonly #states: Record<string, number> = {};
  readonly #work: Record<string, number> = {};
  readonly #events: Record<string, number> = {};
  readonly #acts: OpenSpan[] = [];
  #before: { at: number; state: string; work: string } | undefined;
  #acting = new Map<string, OpenSpan>();

  constructor(plant: { readonly id: string; readonly line: string; readonly seed: number }) {
    this.#plant = plant;
  }

  take(line: Exclude<TruthLine, TruthHeader>): void {
    if ("event" in line) add(this.#events, line.event.kind, 1);
    else this.#takeState(line);
  }

  result(): PlantHistory {
    return {
      ...this.#plant,
      states: this.#states,
      work: this.#work,
      events: this.#events,
      acts: this.#acts,
    };
  }

  #takeState({ at, truth, faults, cheats }: StateLine): void {
    if (this.#before !== undefined) {
      const passed = at - this.#before.at;
      if (passed > 0 && passed <= MAX_STEP_MS) {
        add(this.#states, this.#before.state, passed);
        add(this.#work, this.#before.work, passed);
      }
    }
    this.#before = { at, state: truth.state, work: truth.work };
    const now = [...faults, ...cheats.map(({ kind, point }) => ({ kind, on: point }))];
    const acting = new Map<string, OpenSpan>();
    for (const { kind, on } of now) {
      const key = `${kind} ${on}`;
      const span = this.#acting.get(key) ?? { kind, on, from: at, to: at };
      if (!this.#acting.has(key)) this.#acts.push(span);
      span.to = at;
      acting.set(key, span);
    }
    this.#acting = acting;
  }
}

function add(sums: Record<string, number>, name: string, by: number): void {
  sums[name] = (sums[name] ?? 0) + by;
}

function parseLine(text: string): TruthLine | string {
  try {
    const read = truthLineSchema.safeParse(JSON.parse(text));
    return read.success ? read.data : "不是真值行 · no line of a truth file";
  } catch {
    return "不是 JSON(写入时中断?)· no JSON (cut off while writing?)";
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const stream = file.endsWith(".gz") ? source.pipe(createGunzip()) : source;
  source.once("error", (error) => stream.destroy(error));
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      if (line !== "") yield line;
    }
  } catch (cause) {
    throw new SimulatorsError(
      "SIMULATORS_FILE_UNREADABLE",
      `读不到 ${file};若写入时中断,gzip -dc 可取出完整的部分 · cannot read ${file}; if it was cut off while writing, gzip -dc saves what is whole: ${cause instanceof Error ? cause.message : cause}`,
      { file },
      { cause },
    );
  } finally {
    source.destroy();
  }
}

function invalid(file: string, problems: readonly string[]): SimulatorsError {
  return new SimulatorsError(
    "SIMULATORS_TRUTH_INVALID",
    `真值文件 ${file} 有错误的行 · truth file ${file} has wrong lines:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    { file, problems: problems.join("\n") },
  );
}
