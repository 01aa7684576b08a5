// Reading the addresses of one unit: blocks in few requests; a refused block is halved until the refused
// addresses stand alone; a unit that does not answer is asked once and then left alone for a while.
import { isGood, status, statusOfModbusException } from "#contracts/quality.ts";
import type { DriverIo, Reading } from "../../driver.ts";
import { Quarantine } from "../quarantine.ts";
import { isRegisterTable } from "./address.ts";
import { decodeBit, decodeRegisters } from "./decode.ts";
import type { KeptReadings } from "./kept-readings.ts";
import type { Answer, ModbusLink } from "./link.ts";
import {
  type Block,
  blockOf,
  type PlanLimits,
  type PlannedItem,
  planBlocks,
  splitBlock,
} from "./plan.ts";
import type { UnitHealth } from "./unit-health.ts";

/** How a block went: all read, refused in part, or not asked (unit silent, time over). */
type Outcome = "read" | "refused" | "unread";

/** Monotonic ms. */
type Until = { readonly deadline: number; readonly busyUntil: number };

const firstBusyPauseMs = 20;

/** They become stricter when another equipment on the same unit is planned. */
export type UnitLimits = {
  -readonly [K in "maxGap" | "maxBits" | "coilsFromZero"]: PlanLimits[K];
};

export type UnitPlanOptions = {
  readonly unit: number;
  readonly items: readonly PlannedItem[];
  /** Of what answered, by the index of the item. */
  readonly kept: KeptReadings;
  /** A scan should be over by then; 0: only its deadline counts. */
  readonly intervalMs: number;
  /** Of the unit, shared by all its plans. */
  readonly limits: Readonly<UnitLimits>;
  readonly link: ModbusLink;
  readonly health: UnitHealth;
  readonly io: DriverIo;
};

export class UnitPlan {
  readonly #options: UnitPlanOptions;
  readonly #quarantine: Quarantine<PlannedItem>;
  readonly #cuts = new Set<string>();
  #blocks: Block[];
  #plannedFor: UnitLimits;
  /** False once a scan repeated the unit's silence without asking: it is news to this plan only once. */
  #unsaid = true;

  constructor(options: UnitPlanOptions) {
    this.#options = options;
    this.#quarantine = new Quarantine(options.io.clock);
    this.#plannedFor = { ...options.limits };
    this.#blocks = this.#plan();
  }

  get unit(): number {
    return this.#options.unit;
  }

  /** Requests that a scan takes when all goes well. */
  get requests(): number {
    return this.#blocks.length;
  }

  /** Monotonic ms at which an address that is set aside is asked again; undefined: it is not. */
  askedAgainAt(item: PlannedItem): number | undefined {
    return this.#quarantine.retryAt(item);
  }

  /** Fills in the readings of the unit's addresses. Rejects only when the link is lost. */
  async read(deadline: number, readings: Reading[]): Promise<void> {
    const { health, items } = this.#options;
    if (!health.mayAsk()) {
      // Another plan of this unit may have found it silent: here it is new.
      const { status: code, askedAt } = health.lastFailure;
      for (const { index } of items) readings[index] = bad(code, askedAt, this.#unsaid);
      this.#unsaid = false;
      return;
    }
    if (!this.#isPlannedForLimits()) this.#blocks = this.#plan();
    const busyUntil = this.#busyUntil(deadline);
    let refused = false;
    let unread = false;
    for (const block of [...this.#blocks]) {
      const outcome = unread
        ? "unread"
        : await this.#readBlock(block, { deadline, busyUntil }, readings);
      refused ||= outcome === "refused";
      if (outcome !== "unread") continue;
      unread = true;
      this.#fail(block.items, readings);
    }
    const released = unread ? false : await this.#probe(deadline, readings);
    for (const held of this.#quarantine.values()) {
      const index = held.item.index;
      readings[index] ??= bad(held.status, held.askedAt, false);
    }
    this.#unsaid = items.some(({ index }) => isGood(readings[index]?.status ?? status.bad));
    if (!unread && (refused || released)) this.#blocks = this.#plan();
  }

  #plan(): Block[] {
    const { items, limits } = this.#options;
    this.#plannedFor = { ...limits };
    return planBlocks(
      items.filter((item) => !this.#quarantine.has(item)),
      {
        ...limits,
        cuts: this.#cuts,
        forbidden: [...this.#quarantine.values()].map(({ item }) => item.address),
      },
    );
  }

  #isPlannedForLimits(): boolean {
    const { maxGap, maxBits, coilsFromZero } = this.#options.limits;
    const before = this.#plannedFor;
    return (
      before.maxGap === maxGap &&
      before.maxBits === maxBits &&
      before.coilsFromZero === coilsFromZero
    );
  }

  #busyUntil(deadline: number): number {
    const { intervalMs, io } = this.#options;
    return intervalMs === 0 ? deadline : Math.min(deadline, io.clock.monotonic() + intervalMs);
  }

  /** Exceptions 05 (accepted, takes long) and 06 (busy): asked again within the scan, after growing pauses. */
  async #answerOf(block: Block, { deadline, busyUntil }: Until): Promise<Answer> {
    const { unit, link, io } = this.#options;
    for (let pauseMs = firstBusyPauseMs; ; pauseMs *= 2) {
      const answer = await link.read(unit, block.table, block.start, block.count, deadline);
      const busy =
        answer.kind === "exception" && (answer.exception === 5 || answer.exception === 6);
      if (!busy || io.clock.monotonic() + pauseMs > busyUntil) return answer;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  async #readBlock(block: Block, until: Until, readings: Reading[]): Promise<Outcome> {
    const { unit, health, io } = this.#options;
    const answer = await this.#answerOf(block, until);
    switch (answer.kind) {
      case "unasked":
        return "unread";
      case "timeout":
        health.failed(status.badTimeout, answer.tookMs);
        return "unread";
      case "malformed":
        health.answered();
        io.log(`单元 ${unit} 应答无法理解 · unit ${unit}: answer not understood: ${answer.reason}`);
        this.#spoil(block.items, status.badCommunication, readings);
        return "read";
      case "data":
        health.answered();
        this.#decode(block, answer.bytes, readings);
        return "read";
      case "exception":
        return this.#refused(block, answer, until, readings);
    }
  }

  async #refused(
    block: Block,
    { exception, tookMs }: { readonly exception: number; readonly tookMs?: number },
    until: Until,
    readings: Reading[],
  ): Promise<Outcome> {
    const { health } = this.#options;
    const code = statusOfModbusException(exception);
    // 0A and 0B: a gateway on the way says that the unit itself is not there.
    if (exception === 10 || exception === 11) {
      health.failed(code, tookMs);
      return "unread";
    }
    health.answered();
    const split =
      exception === 2 || exception === 3 ? splitBlock(block, this.#options.limits) : undefined;
    if (split !== undefined) return this.#bisect(block, split, until, readings);
    this.#spoil(block.items, code, readings);
    if (exception > 3) return "read";
    for (const item of block.items) this.#hold(item, code);
    return "refused";
  }

  async #bisect(
    block: Block,
    { halves, cut }: NonNullable<ReturnType<typeof splitBlock>>,
    until: Until,
    readings: Reading[],
  ): Promise<Outcome> {
    // What was learnt stays learnt, even when the time runs out before the end.
    this.#blocks = this.#blocks.flatMap((other) => (other === block ? halves : [other]));
    const outcomes: Outcome[] = [];
    for (const half of halves) {
      const outcome =
        outcomes[0] === "unread" ? "unread" : await this.#readBlock(half, until, readings);
      if (outcome === "unread") this.#fail(half.items, readings);
      outcomes.push(outcome);
    }
    if (outcomes.includes("unread")) return "unread";
    // Each half alone is answered: what lies between them, or their length together, is not.
    if (outcomes.every((outcome) => outcome === "read")) this.#cuts.add(cut);
    return "refused";
  }

  /** Asks addresses set aside whose pause is over, as long as they come back. */
  async #probe(deadline: number, readings: Reading[]): Promise<boolean> {
    const { unit, link, health } = this.#options;
    let released = false;
    for (;;) {
      const item = this.#quarantine.due();
      if (item === undefined) return released;
      const block = blockOf([item], this.#options.limits);
      const answer = await link.read(unit, block.table, block.start, block.count, deadline);
      if (answer.kind === "data") {
        health.answered();
        this.#decode(block, answer.bytes, readings);
        this.#quarantine.release(item);
        released = true;
        continue;
      }
      if (answer.kind === "timeout") health.failed(status.badTimeout, answer.tookMs);
      if (answer.kind === "exception") {
        const code = statusOfModbusException(answer.exception);
        this.#spoil([item], code, readings);
        this.#quarantine.hold(item, code);
      }
      return released;
    }
  }

  #hold(item: PlannedItem, code: number): void {
    const { unit, io } = this.#options;
    const { table, address } = item.address;
    if (!this.#quarantine.has(item)) {
      io.log(
        `单元 ${unit} 不认地址 ${table}:${address},已单独搁置,邻近地址照读 · unit ${unit} refuses ${table}:${address}: set aside, its neighbours go on`,
      );
    }
    this.#quarantine.hold(item, code);
  }

  #decode(block: Block, bytes: Uint8Array, readings: Reading[]): void {
    const { io, kept } = this.#options;
    const sourceTime = io.clock.now();
    for (const { index, address } of block.items) {
      const offset = address.address - block.start;
      const decoded = isRegisterTable(block.table)
        ? decodeRegisters(address, bytes, offset)
        : decodeBit(bytes, offset);
      readings[index] = kept.fill(index, decoded, sourceTime);
    }
  }

  #spoil(items: readonly PlannedItem[], code: number, readings: Reading[]): void {
    const now = this.#options.io.clock.now();
    for (const { index } of items) readings[index] = bad(code, now, true);
  }

  /** Not reached in this scan: the unit's failure, or the end of the scan's time. */
  #fail(items: readonly PlannedItem[], readings: Reading[]): void {
    const { health } = this.#options;
    const code = health.failing ? health.lastFailure.status : status.badTimeout;
    const now = this.#options.io.clock.now();
    for (const { index } of items) readings[index] ??= bad(code, now, true);
  }
}

export function bad(code: number, sourceTime: number, asked: boolean): Reading {
  return { kind: "null", value: null, status: code, sourceTime, asked };
}
