// Every name the gateway will use while it runs, with its Sparkplug alias, and the last recorded sample of
// every signal. Aliases are unique over the whole edge node (tck-id-payloads-alias-uniqueness).

import type { LogRecord, Sample } from "#contracts/record.ts";
import { datatypes, kindOfDatatype } from "#contracts/sparkplug-datatype.ts";
import { formatTopic, isTopicId } from "#contracts/sparkplug-topic.ts";
import type { ValueKind } from "#contracts/value.ts";
import type { DeclaredEquipment } from "../declared.ts";
import { GatewayError } from "../errors.ts";

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
} as const;
const firstFreeAlias = 16;

export type SignalSlot = {
  readonly id: string;
  readonly alias: number;
  readonly datatype: number;
  readonly kind: ValueKind;
  readonly scanGroup: string;
  /** The newest sample in the log, or in the part of it that is still held. */
  last: Sample | undefined;
};

export type EquipmentSlot = {
  readonly equipment: string;
  readonly dataTopic: string;
  /** Alias of the equipment's own Evidence/Sequence. */
  readonly sequenceAlias: number;
  readonly signals: ReadonlyMap<string, SignalSlot>;
  /** The equipment answers. */
  up: boolean;
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

export class DeclaredTable {
  readonly equipment: ReadonlyMap<string, EquipmentSlot>;

  /** Throws GATEWAY_SPARKPLUG_ID for ids that no topic can carry and for ids declared twice. */
  constructor(name: NodeName, declared: readonly DeclaredEquipment[]) {
    checkId("site", name.site);
    checkId("gateway", name.gatewayId);
    const slots = new Map<string, EquipmentSlot>();
    let alias = firstFreeAlias;
    for (const { equipment, signals } of declared) {
      checkId("equipment", equipment);
      if (slots.has(equipment)) {
        throw idProblem(
          `设备 ${equipment} 重复声明 · Equipment ${equipment} is declared twice.`,
          equipment,
        );
      }
      const table = new Map<string, SignalSlot>();
      const sequenceAlias = alias++;
      for (const { id, datatype, scanGroup } of signals) {
        if (table.has(id)) {
          const full = `${equipment}/${id}`;
          throw idProblem(`信号 ${full} 重复声明 · Signal ${full} is declared twice.`, full);
        }
        const kind = kindOfDatatype(datatype);
        table.set(id, { id, alias: alias++, datatype, kind, scanGroup, last: undefined });
      }
      const dataTopic = formatTopic({
        type: "DDATA",
        group: name.site,
        node: name.gatewayId,
        device: equipment,
      });
      slots.set(equipment, { equipment, dataTopic, sequenceAlias, signals: table, up: false });
    }
    this.equipment = slots;
  }

  /** Keeps the samples of a committed record as the last recorded ones. */
  remember(record: LogRecord): void {
    if (record.kind !== "scan") return;
    const signals = this.equipment.get(record.equipment)?.signals;
    if (signals === undefined) return;
    for (const sample of record.samples) {
      const slot = signals.get(sample.signal);
      if (slot !== undefined) slot.last = sample;
    }
  }

  /** Like remember(), for records read backwards: what is known already is newer. */
  rememberOlder(record: LogRecord): void {
    if (record.kind !== "scan") return;
    const signals = this.equipment.get(record.equipment)?.signals;
    for (const sample of record.samples.toReversed()) {
      const slot = signals?.get(sample.signal);
      if (slot !== undefined && slot.last === undefined) slot.last = sample;
    }
  }

  /** Whether every signal has a last sample. */
  get complete(): boolean {
    for (const { signals } of this.equipment.values()) {
      for (const slot of signals.values()) if (slot.last === undefined) return false;
    }
    return true;
  }
}

/** Evidence/Sequence is a UInt64 in node and equipment alike. */
export const sequenceDatatype = datatypes.UInt64;
