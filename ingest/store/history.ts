// The history of a site for dashboards and scoring: trends, records and identities out of the index, facts,
// states of logs.
import type { EquipmentIdentity, LogEvidence } from "#contracts/evidence.ts";
import type { Fact } from "#contracts/fact.ts";
import type { Equipment, LineModel } from "#contracts/line-model.ts";
import type { Frame, HistoryReader, RecordRow } from "#contracts/live.ts";
import { readIdentities } from "./identities.ts";
import type { RecordIndex } from "./record-index.ts";
import { type RecordsQuery, readRecords } from "./record-rows.ts";
import { readTrend, type ScanGroup, type TrendQuery } from "./trend.ts";

export type HistoryOptions = {
  readonly index: RecordIndex;
  /** Line models of the sites kept here; decide scan groups and their intervals. */
  readonly lineModels: () => readonly LineModel[];
  readonly facts: (
    site: string,
    from: number,
    to: number,
    since?: number,
  ) => Promise<readonly Fact[]>;
  readonly logs: (site: string, from: number, to: number) => Promise<readonly LogEvidence[]>;
};

export class History implements HistoryReader {
  readonly #options: HistoryOptions;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  #equipment(site: string): readonly Equipment[] {
    const model = this.#options.lineModels().find((each) => each.site.id === site);
    return model?.lines.flatMap((line) => line.equipment) ?? [];
  }

  #scanGroup({ site, equipment, signal }: TrendQuery): ScanGroup | undefined {
    const machine = this.#equipment(site).find((each) => each.id === equipment);
    const own = machine?.signals.find((each) => each.id === signal);
    return machine?.scanGroups.find((group) => group.id === own?.scanGroup);
  }

  /** Samples of one signal; a record becomes visible at most one flush of the index after it is durable. */
  range(query: TrendQuery): Promise<Frame> {
    return readTrend(this.#options.index, query, this.#scanGroup(query));
  }

  facts(site: string, from: number, to: number, since?: number): Promise<readonly Fact[]> {
    return this.#options.facts(site, from, to, since);
  }

  logs(site: string, from: number, to: number): Promise<readonly LogEvidence[]> {
    return this.#options.logs(site, from, to);
  }

  /** What stood before `to`, also when it was read before `from`; a gateway speaks for its own equipment only. */
  async identities(site: string, from: number, to: number): Promise<readonly EquipmentIdentity[]> {
    const own = new Set(
      this.#equipment(site).flatMap(({ id, signals }) =>
        signals.map(({ gateway }) => JSON.stringify([gateway, id])),
      ),
    );
    const read = await readIdentities(this.#options.index, site, from, to);
    return read.filter(({ gateway, equipment }) => own.has(JSON.stringify([gateway, equipment])));
  }

  records(query: RecordsQuery): Promise<readonly RecordRow[]> {
    return readRecords(this.#options.index, query);
  }
}
