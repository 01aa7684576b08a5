// Coalescing: few requests for many addresses. Pure; one unit and one table at a time.
// Invariants: a value is never split; no request asks for more than the unit takes, nor across a cut or
// over a quarantined register.
import { isRegisterTable, type ModbusAddress, type ModbusTable } from "./address.ts";

/** One address of a plan; `index` is its place in the caller's list. */
export type PlannedItem = { readonly index: number; readonly address: ModbusAddress };

export type Block = {
  readonly table: ModbusTable;
  readonly start: number;
  /** Registers, or bits in coil and discrete. */
  readonly count: number;
  /** By ascending address. */
  readonly items: readonly PlannedItem[];
};

export type PlanLimits = {
  /** Unasked registers that may be read along to save a request; of bits sixteen times as many. */
  readonly maxGap: number;
  /** Most bits that one request may ask for. */
  readonly maxBits: number;
  /** Every request for coils or discrete inputs begins at 0: the unit answers no other. */
  readonly coilsFromZero: boolean;
  /** Addresses that no request may reach from below, as `cutKey`. */
  readonly cuts: ReadonlySet<string>;
  /** Addresses known to fail: no request may read over them. */
  readonly forbidden: readonly ModbusAddress[];
};

const registerBits = 16;

export function cutKey(table: ModbusTable, address: number): string {
  return `${table}:${address}`;
}

/** Groups the items of one unit into blocks, by table and ascending address. */
export function planBlocks(items: readonly PlannedItem[], limits: PlanLimits): Block[] {
  const sorted = [...items].sort(
    (a, b) =>
      a.address.table.localeCompare(b.address.table) ||
      a.address.address - b.address.address ||
      a.index - b.index,
  );
  const most = Math.min(...items.map(({ address }) => address.maxRegisters));
  const blocks: Block[] = [];
  for (const item of sorted) {
    const last = blocks.at(-1);
    const joined = last === undefined ? undefined : join(last, item, most, limits);
    if (joined === undefined) blocks.push(blockOf([item], limits));
    else blocks[blocks.length - 1] = joined;
  }
  return blocks;
}

type BlockLimits = Pick<PlanLimits, "coilsFromZero">;

export function blockOf(items: readonly PlannedItem[], { coilsFromZero }: BlockLimits): Block {
  const first = items[0];
  if (first === undefined) throw new RangeError("a block has at least one address");
  const end = Math.max(...items.map(({ address }) => address.address + address.length));
  const start = coilsFromZero && !isRegisterTable(first.address.table) ? 0 : first.address.address;
  return { table: first.address.table, start, count: end - start, items };
}

function join(
  block: Block,
  item: PlannedItem,
  maxRegisters: number,
  { maxGap, maxBits, coilsFromZero, cuts, forbidden }: PlanLimits,
): Block | undefined {
  const { table, address, length } = item.address;
  if (table !== block.table) return undefined;
  const registers = isRegisterTable(table);
  const end = block.start + block.count;
  const count = Math.max(end, address + length) - block.start;
  if (count > (registers ? maxRegisters : maxBits)) return undefined;
  const joined = { ...block, count, items: [...block.items, item] };
  // What lies below is read along in any case.
  if (coilsFromZero && !registers) return cuts.has(cutKey(table, address)) ? undefined : joined;
  if (address - end > (registers ? maxGap : maxGap * registerBits)) return undefined;
  for (let at = end; at <= address; at += 1) {
    if (cuts.has(cutKey(table, at))) return undefined;
  }
  const overForbidden = forbidden.some(
    (bad) => bad.table === table && bad.address < address && bad.address + bad.length > end,
  );
  return overForbidden ? undefined : joined;
}

/**
 * Halves of a block that failed, parted at its widest gap, else in the middle; undefined for a single
 * address. `cut` is the address between the halves that no request may cross if both succeed alone.
 */
export function splitBlock(
  block: Block,
  limits: BlockLimits,
): { readonly halves: readonly [Block, Block]; readonly cut: string } | undefined {
  if (block.items.length < 2) return undefined;
  let at = block.items.length >>> 1;
  let widest = 0;
  let end = 0;
  block.items.forEach(({ address }, i) => {
    const gap = i === 0 ? 0 : address.address - end;
    if (gap > widest) {
      widest = gap;
      at = i;
    }
    end = Math.max(end, address.address + address.length);
  });
  const low = blockOf(block.items.slice(0, at), limits);
  const high = blockOf(block.items.slice(at), limits);
  const cut = high.items[0]?.address.address ?? high.start;
  return { halves: [low, high], cut: cutKey(block.table, cut) };
}
