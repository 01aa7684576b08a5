// Every name the gateway will use while it runs, with its Sparkplug alias, and the last recorded sample of
// every signal. Aliases are unique over the whole edge node (tck-id-payloads-alias-uniqueness).

import type { LogRecord } from "#contracts/record.ts";
import { datatypes, kindOfDatatype } from "#contracts/sparkplug-datatype.ts";
import { formatTopic, isTopicId } from "#contracts/sparkplug-topic.ts";
import type { ValueKind } from "#contracts/value.ts";
import type { DeclaredEquipment } from "../declared.ts";
import { GatewayError } from "../errors.ts";
import { LastSamples } from "./last-samples.ts";

/** Aliases of the node's own metrics. */
export const nodeAliases = {
  log: 1,
  key: 2,
  origin: 3,
  lineModel: 4,
  oldest: 5,
  next: 6,
  sequence: 7,
  record: 8,
  checkpoint: 9,
  bdSeq: 10,
} as const;
const firstFreeAlias = 16;

export type SignalSlot = {
  readonly id: string;
  readonly alias: number;
  readonly datatype: number;
  readonly kind: ValueKind;
  readonly scanGroup: string;
  /** Its place in the last samples of its equipment. */
  readonly index: number;
};

export type EquipmentSlot = {
  readonly equipment: string;
  readonly dataTopic: string;
  /** Alias of the equipment's own Evidence/Sequence. */
  readonly sequenceAlias: number;
  readonly signals: ReadonlyMap<string, SignalSlot>;
  readonly last: LastSamples;
  /** The equipment answers. */
  up: boolean;
  /** Its DBIRTH is out in this session, and no DDEATH since. */
  born: boolean;
};

export type NodeName = { readonly site: string; readonly gatewayId: string };

function idProblem(message: string, id: string): GatewayError {
  return new GatewayError("GATEWAY_SPARKPLUG_ID", message, { id });
}

function checkId(what: string, id: string): void {
  if (isTopicId(id)) return;
  throw idProblem(
    `${what} ${JSON.stringify(id)} 不能为空,也不能含 / + #。${what} ${JSON.stringify(id)} is empty or has one of / + #.`,
    id,
  );
}

/** Adds an id; false when it, or one that differs in case only, is there (tck-id-case-sensitivity-…). */
function isNew(id: string, known: Set<string>): boolean {
  const folded = id.toLowerCase();
  if (known.has(folded)) return false;
  known.add(folded);
  return true;
}

export class DeclaredTable {
  readonly #name: NodeName;
  #equipment: ReadonlyMap<string, EquipmentSlot> = new Map();
  #nextAlias = firstFreeAlias;

  /** Throws GATEWAY_SPARKPLUG_ID for ids that no topic can carry and for ids declared twice, whatever their case. */
  constructor(name: NodeName, declared: readonly DeclaredEquipment[]) {
    checkId("site", name.site);
    checkId("gateway", name.gatewayId);
    this.#name = name;
    this.redeclare(declared);
  }

  get equipment(): ReadonlyMap<string, EquipmentSlot> {
    return this.#equipment;
  }

  /**
   * Goes over to another declaration: what stays keeps its alias and its last sample, and no alias is ever given
   * to another name. Births must follow before anything of it is published. Throws like the constructor, and
   * then changes nothing.
   */
  redeclare(declared: readonly DeclaredEquipment[]): void {
    const slots = new Map<string, EquipmentSlot>();
    const devices = new Set<string>();
    for (const machine of declared) {
      const { equipment } = machine;
      checkId("equipment", equipment);
      if (!isNew(equipment, devices)) {
        throw idProblem(
          `设备 ${equipment} 重复声明(不分大小写)· Equipment ${equipment} is declared twice (case does not count).`,
          equipment,
        );
      }
      slots.set(equipment, this.#slotOf(machine, this.#equipment.get(equipment)));
    }
    this.#equipment = slots;
  }

  #slotOf(
    { equipment, signals }: DeclaredEquipment,
    before: EquipmentSlot | undefined,
  ): EquipmentSlot {
    const table = new Map<string, SignalSlot>();
    const last = new LastSamples(signals.length);
    const names = new Set<string>();
    const sequenceAlias = before?.sequenceAlias ?? this.#nextAlias++;
    for (const { id, datatype, scanGroup } of signals) {
      if (!isNew(id, names)) {
        const full = `${equipment}/${id}`;
        throw idProblem(
          `信号 ${full} 重复声明(不分大小写)· Signal ${full} is declared twice (case does not count).`,
          full,
        );
      }
      const known = before?.signals.get(id);
      const alias = known?.alias ?? this.#nextAlias++;
      const index = table.size;
      const sample = known?.datatype === datatype ? before?.last.get(known.index, id) : undefined;
      if (sample !== undefined) last.set(index, sample);
      table.set(id, { id, alias, datatype, kind: kindOfDatatype(datatype), scanGroup, index });
    }
    const { site: group, gatewayId: node } = this.#name;
    return {
      equipment,
      dataTopic: formatTopic({ type: "DDATA", group, node, device: equipment }),
      sequenceAlias,
      signals: table,
      last,
      up: before?.up ?? false,
      born: before?.born ?? false,
    };
  }

  /** Keeps the samples of a committed record as the last recorded ones. */
  remember(record: LogRecord): void {
    if (record.kind !== "scan") return;
    const slot = this.equipment.get(record.equipment);
    if (slot === undefined) return;
    for (const sample of record.samples) {
      const index = slot.signals.get(sample.signal)?.index;
      if (index !== undefined) slot.last.set(index, sample);
    }
  }

  /** Like remember(), for records read backwards: what is known already is newer. */
  rememberOlder(record: LogRecord): void {
    if (record.kind !== "scan") return;
    const slot = this.equipment.get(record.equipment);
    if (slot === undefined) return;
    for (const sample of record.samples.toReversed()) {
      const index = slot.signals.get(sample.signal)?.index;
      if (index !== undefined && !slot.last.has(index)) slot.last.set(index, sample);
    }
  }

  /** Whether every signal has a last sample. */
  get complete(): boolean {
    for (const { last } of this.equipment.values()) if (!last.complete) return false;
    return true;
  }
}

/** Evidence/Sequence is a UInt64 in node and equipment alike. */
export const sequenceDatatype = datatypes.UInt64;
