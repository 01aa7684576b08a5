// Everything that ingest keeps of one site beside its logs: live values, links, latency, counters.
import type { LineModel } from "#contracts/line-model.ts";
import type { LogLedger } from "#contracts/live.ts";
import { LastValues } from "../live/last-values.ts";
import { LatencyWindow } from "../live/latency-window.ts";
import { Links } from "../live/links.ts";
import type { EvidenceAnnouncement } from "../subscribe/birth.ts";
import type { EdgeNode, EdgeOutput } from "../subscribe/edge-node.ts";
import type { RecordToken } from "./journal-token.ts";
import type { LogIntake } from "./log-intake.ts";

/** One gateway: its Sparkplug session and the log that the session speaks for. */
export type NodeIntake = {
  readonly gateway: string;
  readonly session: EdgeNode;
  log: LogIntake | undefined;
  /** A log that is not taken yet: the journal had no room for it, or it is not the enrolled one. */
  unenrolled: EvidenceAnnouncement | undefined;
  /** Why it is not taken, as last told. */
  objection: string | undefined;
};

export class SiteIntake {
  readonly model: LineModel;
  readonly values: LastValues;
  readonly links: Links;
  readonly latency = new LatencyWindow();
  readonly nodes = new Map<string, NodeIntake>();
  /** Logs of the site in the order of enrolment. */
  readonly logs: LogIntake[] = [];
  received = 0;
  undecodable = 0;
  dropped = 0;

  /** @param at host time at which the site begins to be watched, ms UTC. */
  constructor(model: LineModel, at: number) {
    this.model = model;
    this.values = new LastValues(model);
    this.links = new Links(model, at);
  }

  get site(): string {
    return this.model.site.id;
  }

  readonly ledger = (): LogLedger[] => this.logs.map((log) => log.ledger());

  /** A session's output that concerns the live view only. */
  show(gateway: string, output: EdgeOutput, at: number): void {
    if (output.kind === "born") {
      this.#staleAll(gateway);
      this.links.born(gateway, at);
    } else if (output.kind === "died") {
      this.#staleAll(gateway);
      this.links.died(gateway, output.at);
    } else if (output.kind === "device-born") {
      this.links.device(gateway, output.equipment, true, at);
      this.values.birth(output.equipment, output.values);
    } else if (output.kind === "device-died") {
      this.links.device(gateway, output.equipment, false, output.at);
      this.values.stale(output.equipment);
    }
  }

  /** A record of the site is durable. @param now host time, ms UTC. */
  durable({ log, record, historical }: RecordToken, now: number): void {
    if (record.kind === "scan") {
      const linked = this.links.isOnline(log.state.enrolment.gateway, record.equipment);
      this.values.scan(record, historical, linked);
    }
    if (!historical) this.latency.add(now - record.gatewayTime);
  }

  #staleAll(gateway: string): void {
    const link = this.links.all().find((known) => known.gateway === gateway);
    for (const { equipment } of link?.devices ?? []) this.values.stale(equipment);
  }
}
