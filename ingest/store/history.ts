// The history of a site for dashboards and scoring: trends out of the index, facts, states of logs.
import type { LogEvidence } from "#contracts/evidence.ts";
import type { Fact } from "#contracts/fact.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { Frame, HistoryReader } from "#contracts/live.ts";
import type { RecordIndex } from "./record-index.ts";
import { readTrend, type ScanGroup, type TrendQuery } from "./trend.ts";

export type HistoryOptions = {
  readonly index: RecordIndex;
  /** Line models of the sites kept here; decide scan groups and their intervals. */
  readonly lineModels: () => readonly LineModel[];
  readonly facts: (site: string, from: number, to: number) => Promise<readonly Fact[]>;
  readonly logs: (site: string, from: number, to: number) => Promise<readonly LogEvidence[]>;
};

export class History implements HistoryReader {
  readonly #options: HistoryOptions;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  #scanGroup({ site, equipment, signal }: TrendQuery): ScanGroup | undefined {
    const machine = this.#options
      .lineModels()
      .find((model) => model.site.id === site)
      ?.lines.flatMap((line) => line.equipment)
      .find((each) => each.id === equipment);
    const own = machine?.signals.find((each) => each.id === signal);
    return machine?.scanGroups.find((group) => group.id === own?.scanGroup);
  }

  /** Samples of one signal; a record becomes visible at most one flush of the index after it is durable. */
  range(query: TrendQuery): Promise<Frame> {
    return readTrend(this.#options.index, query, this.#scanGroup(query));
  }

  facts(site: string, from: number, to: number): Promise<readonly Fact[]> {
    return this.#options.facts(site, from, to);
  }

  logs(site: string, from: number, to: number): Promise<readonly LogEvidence[]> {
    return this.#options.logs(site, from, to);
  }
}
