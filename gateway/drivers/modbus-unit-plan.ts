// Reading the addresses of one unit: blocks in few requests; a refused block is halved until the refused
// addresses stand alone; a unit that does not answer is asked once and then left alone for a while.
import { status, statusOfModbusException } from "#contracts/quality.ts";
import type { DriverIo, Reading } from "../driver.ts";
import { isRegisterTable } from "./modbus-address.ts";
import { decodeRegisters } from "./modbus-decode.ts";
import type { ModbusLink } from "./modbus-link.ts";
import { type Block, blockOf, type PlannedItem, planBlocks, splitBlock } from "./modbus-plan.ts";
import { Quarantine } from "./quarantine.ts";
import type { UnitHealth } from "./unit-health.ts";

/** OPC UA Part 6 Annex A.2 BadDecodingError: the registers hold no value of the type. */
const badDecoding = 0x80070000;

/** How a block went: all read, refused in part, or not asked (unit silent, time over). */
type Outcome = "read" | "refused" | "unread";

export type UnitPlanOptions = {
  readonly unit: number;
  readonly items: readonly PlannedItem[];
  readonly maxGap: number;
  readonly link: ModbusLink;
  readonly health: UnitHealth;
  readonly io: DriverIo;
};

export class UnitPlan {
  readonly #options: UnitPlanOptions;
  readonly #quarantine: Quarantine<PlannedItem>;
  readonly #cuts = new Set<string>();
  #blocks: Block[];

  constructor(options: UnitPlanOptions) {
    this.#options = options;
    this.#quarantine = new Quarantine(options.io.clock);
    this.#blocks = this.#plan();
  }

  /** Requests that a scan takes when all goes well. */
  get requests(): number {
    return this.#blocks.length;
  }

  /** Fills in the readings of the unit's addresses. Rejects only when the link is lost. */
  async read(deadline: number, readings: Reading[]): Promise<void> {
    const { health, items } = this.#options;
    if (!health.mayAsk()) {
      const { status: code, askedAt } = health.lastFailure;
      for (const { index } of items) readings[index] = bad(code, askedAt, false);
      return;
    }
    let refused = false;
    let unread = false;
    for (const block of [...this.#blocks]) {
      const outcome = unread ? "unread" : await this.#readBlock(block, deadline, readings);
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
    if (!unread && (refused || released)) this.#blocks = this.#plan();
  }

  #plan(): Block[] {
    const { items, maxGap } = this.#options;
    return planBlocks(
      items.filter((item) => !this.#quarantine.has(item)),
      {
        maxGap,
        cuts: this.#cuts,
        forbidden: [...this.#quarantine.values()].map(({ item }) => item.address),
      },
    );
  }

  async #readBlock(block: Block, deadline: number, readings: Reading[]): Promise<Outcome> {
    const { unit, link, health, io } = this.#options;
    const answer = await link.read(unit, block.table, block.start, block.count, deadline);
    switch (answer.kind) {
      case "unasked":
        return "unread";
      case "timeout":
        health.failed(status.badTimeout);
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
        return this.#refused(block, answer.exception, deadline, readings);
    }
  }

  async #refused(
    block: Block,
    exception: number,
    deadline: number,
    readings: Reading[],
  ): Promise<Outcome> {
    const { health } = this.#options;
    const code = statusOfModbusException(exception);
    // 0A and 0B: a gateway on the way says that the unit itself is not there.
    if (exception === 10 || exception === 11) {
      health.failed(code);
      return "unread";
    }
    health.answered();
    const split = exception === 2 || exception === 3 ? splitBlock(block) : undefined;
    if (split !== undefined) return this.#bisect(block, split, deadline, readings);
    this.#spoil(block.items, code, readings);
    if (exception > 3) return "read";
    for (const item of block.items) this.#hold(item, code);
    return "refused";
  }

  async #bisect(
    block: Block,
    { halves, cut }: NonNullable<ReturnType<typeof splitBlock>>,
    deadline: number,
    readings: Reading[],
  ): Promise<Outcome> {
    // What was learnt stays learnt, even when the time runs out before the end.
    this.#blocks = this.#blocks.flatMap((other) => (other === block ? halves : [other]));
    const outcomes: Outcome[] = [];
    for (const half of halves) {
      const outcome =
        outcomes[0] === "unread" ? "unread" : await this.#readBlock(half, deadline, readings);
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
      const block = blockOf([item]);
      const answer = await link.read(unit, block.table, block.start, block.count, deadline);
      if (answer.kind === "data") {
        health.answered();
        this.#decode(block, answer.bytes, readings);
        this.#quarantine.release(item);
        released = true;
        continue;
      }
      if (answer.kind === "timeout") health.failed(status.badTimeout);
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
    const sourceTime = this.#options.io.clock.now();
    for (const { index, address } of block.items) {
      const offset = address.address - block.start;
      const decoded = isRegisterTable(block.table)
        ? decodeRegisters(address, bytes, offset)
        : decodeBit(bytes, offset);
      readings[index] =
        decoded === undefined
          ? bad(badDecoding, sourceTime, true)
          : {
              kind: decoded.kind,
              value: decoded.value,
              status: status.good,
              sourceTime,
              asked: true,
            };
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

function decodeBit(bytes: Uint8Array, offset: number): { kind: "boolean"; value: boolean } {
  return { kind: "boolean", value: (((bytes[offset >>> 3] ?? 0) >>> (offset & 7)) & 1) === 1 };
}

export function bad(code: number, sourceTime: number, asked: boolean): Reading {
  return { kind: "null", value: null, status: code, sourceTime, asked };
}
