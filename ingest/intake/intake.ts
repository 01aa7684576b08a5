// All sites' messages on their way: Sparkplug session → log → journal → ledger, tree, live view, index,
// acknowledgement. One process, one thread: every step but the disk is synchronous.
import type { LineModel } from "#contracts/line-model.ts";
import { type HostCommand, isNonce } from "#contracts/sparkplug-evidence.ts";
import { parseTopic, type Topic } from "#contracts/sparkplug-topic.ts";
import type { Clock } from "#contracts/time.ts";
import type { DurableRecord } from "../durable-record.ts";
import {
  announcementProblem,
  decodeEnrolment,
  type Enrolment,
  encodeEnrolment,
} from "../evidence/enrolment.ts";
import type { JournalEntry, StoredEntry } from "../journal/segment-format.ts";
import type { Notify } from "../notice.ts";
import type { RecordSink } from "../record-sink.ts";
import type { EvidenceAnnouncement } from "../subscribe/birth.ts";
import { EdgeNode, type EdgeNodeOptions, type EdgeOutput } from "../subscribe/edge-node.ts";
import type { JournalToken } from "./journal-token.ts";
import { type AppendEntry, LogIntake } from "./log-intake.ts";
import { isObjected, type Objection } from "./log-objection.ts";
import { isEntryError, replayEntry } from "./replay.ts";
import { type NodeIntake, SiteIntake } from "./site-intake.ts";

export type SendCommands = (
  site: string,
  gateway: string,
  commands: readonly HostCommand[],
) => void;

export type IntakeOptions = {
  readonly models: readonly LineModel[];
  readonly clock: Clock;
  readonly notify: Notify;
  readonly index: RecordSink | undefined;
  readonly append: AppendEntry;
  readonly send: SendCommands;
  readonly session: EdgeNodeOptions;
  /** Absent: the first log that a gateway shows is taken. */
  readonly objection?: Objection;
};

const maxTopics = 100_000;
const maxGatewaysPerSite = 1_000;

export class Intake {
  readonly sites: ReadonlyMap<string, SiteIntake>;
  readonly logs = new Map<string, LogIntake>();
  readonly #options: IntakeOptions;
  readonly #topics = new Map<string, Topic | undefined>();
  readonly #unknownSites = new Set<string>();

  constructor(options: IntakeOptions) {
    this.#options = options;
    const at = options.clock.now();
    this.sites = new Map(options.models.map((model) => [model.site.id, new SiteIntake(model, at)]));
  }

  /** Enrolments known so far, as entries that open a segment. */
  readonly preamble = (): JournalEntry[] => {
    const ingestTime = this.#options.clock.now();
    return [...this.logs.values()].map(({ state }) => enrolmentEntry(state.enrolment, ingestTime));
  };

  /** A journal entry at start. */
  replay(entry: StoredEntry): void {
    let known = this.logs.get(entry.log);
    if (known === undefined && entry.type === "enrolment") {
      const enrolment = decodeEnrolment(entry.log, entry.payload);
      if (enrolment !== undefined) known = this.#addLog(enrolment);
    }
    if (known === undefined) return;
    try {
      replayEntry(known.state, entry);
    } catch (error) {
      if (!isEntryError(error)) throw error;
      this.#options.notify({
        level: "error",
        message: `日志条目 ${entry.number} 无法读取 · journal entry ${entry.number} cannot be read: ${String(error)}`,
        code: "INGEST_JOURNAL_ENTRY",
        detail: { entry: entry.number, log: entry.log, sequence: entry.sequence },
      });
    }
  }

  /** A message of the broker, whatever its topic. */
  receive(topicText: string, payload: Uint8Array): void {
    const topic = this.#topic(topicText);
    if (topic === undefined || topic.type === "STATE") return;
    if (topic.type === "NCMD" || topic.type === "DCMD") return;
    const site = this.sites.get(topic.group);
    if (site === undefined) {
      this.#unknownSite(topic.group);
      return;
    }
    site.received += 1;
    const node = this.#node(site, topic.node);
    if (node === undefined) return;
    const { clock } = this.#options;
    const at = clock.now();
    const device = "device" in topic ? topic.device : null;
    const now = clock.monotonic();
    const outputs = node.session.receive({ type: topic.type, device, payload, at }, now);
    for (const output of outputs) this.#take(site, node, output, at, now);
  }

  /** Entries that are durable now, in order. @param nextEntry number of the entry behind them. */
  readonly durable = (tokens: readonly JournalToken[], nextEntry: number): void => {
    const { clock, index } = this.#options;
    const now = clock.now();
    const records: DurableRecord[] = [];
    for (const token of tokens) {
      token.log.durable(token);
      if (token.kind !== "record") continue;
      const { site, gateway, log } = token.log.state.enrolment;
      this.sites.get(site)?.durable(token, now);
      const { sequence, ingestTime, historical, record } = token;
      if (index !== undefined) {
        records.push({ site, gateway, log, sequence, ingestTime, historical, record });
      }
    }
    if (records.length > 0) index?.add(records, nextEntry);
  };

  /** Lets time pass for sessions, acknowledgements and requests. @param asking false: ask for nothing. */
  tick(asking: boolean): void {
    const { clock } = this.#options;
    const [at, now] = [clock.now(), clock.monotonic()];
    for (const site of this.sites.values()) {
      for (const node of site.nodes.values()) {
        for (const output of node.session.tick(now)) this.#take(site, node, output, at, now);
        const { unenrolled } = node;
        if (asking && unenrolled !== undefined && node.session.online) {
          this.#join(site, node, unenrolled, at, now);
        }
        this.#serve(site, node, at, now, asking);
      }
    }
  }

  /** False when it is no nonce, or the gateway has no log or is not online. */
  sendNonce(site: string, gateway: string, nonce: string): boolean {
    const node = this.sites.get(site)?.nodes.get(gateway);
    if (node?.log === undefined || !node.session.online || !isNonce(nonce)) return false;
    const { log } = node.log.state.enrolment;
    const hostTime = this.#options.clock.now();
    this.#options.send(site, gateway, [{ kind: "nonce", log, nonce, hostTime }]);
    return true;
  }

  /** Acknowledges to every gateway that is online, whether due or not: the last word before a stop. */
  acknowledgeAll(): void {
    const { clock } = this.#options;
    for (const site of this.sites.values()) {
      for (const node of site.nodes.values()) {
        node.log?.acknowledgements.want("now");
        this.#serve(site, node, clock.now(), clock.monotonic(), false);
      }
    }
  }

  /** The broker is gone: every session is over (Sparkplug 3.0 ch. 5, host applications). */
  brokerLost(): void {
    const at = this.#options.clock.now();
    for (const site of this.sites.values()) {
      for (const node of site.nodes.values()) {
        for (const output of node.session.forget(at)) site.show(node.gateway, output, at);
      }
      site.links.brokerLost(at);
    }
  }

  /** The host is at its broker again. */
  brokerBack(): void {
    for (const { links } of this.sites.values()) links.brokerBack();
  }

  #serve(site: SiteIntake, node: NodeIntake, at: number, now: number, asking: boolean): void {
    const { log } = node;
    if (log === undefined || !node.session.online) return;
    const commands: HostCommand[] = [];
    const id = log.state.enrolment.log;
    if (log.acknowledgements.due(log.settledBelow, now)) {
      for (const below of log.acknowledge()) {
        commands.push({ kind: "acknowledged", log: id, below, hostTime: at });
      }
    }
    const ranges = asking && node.session.synchronised ? log.ask(now) : [];
    if (ranges.length > 0) commands.push({ kind: "missing", log: id, ranges, hostTime: at });
    if (commands.length > 0) this.#options.send(site.site, node.gateway, commands);
  }

  #take(site: SiteIntake, node: NodeIntake, output: EdgeOutput, at: number, now: number): void {
    switch (output.kind) {
      case "record":
        node.log?.receive(output, at, now);
        break;
      case "checkpoint":
        node.log?.receiveCheckpoint(output.note, at);
        break;
      case "undecodable":
        site.undecodable += 1;
        node.log?.receiveUndecodable(output, at);
        break;
      case "dropped":
        site.dropped += 1;
        break;
      case "rebirth":
        this.#options.send(site.site, node.gateway, [{ kind: "rebirth" }]);
        break;
      case "born":
        site.show(node.gateway, output, at);
        this.#join(site, node, output.evidence, at, now);
        break;
      default:
        site.show(node.gateway, output, at);
    }
  }

  #join(
    site: SiteIntake,
    node: NodeIntake,
    announced: EvidenceAnnouncement | undefined,
    at: number,
    now: number,
  ): void {
    node.unenrolled = undefined;
    node.log = this.#logOfBirth(site, node, announced, at);
    if (announced !== undefined) node.log?.announced(announced, at, now);
    this.#serve(site, node, at, now, false);
  }

  /** The log that a birth speaks for; undefined when it announces none that can be believed. */
  #logOfBirth(
    site: SiteIntake,
    node: NodeIntake,
    announced: EvidenceAnnouncement | undefined,
    at: number,
  ): LogIntake | undefined {
    if (announced === undefined) return undefined;
    const { gateway } = node;
    const known = this.logs.get(announced.log);
    const owner = known?.state.enrolment;
    const problem =
      owner !== undefined && (owner.site !== site.site || owner.gateway !== gateway)
        ? `日志属于网关 ${owner.gateway} · the log belongs to gateway ${owner.gateway} of ${owner.site}`
        : announcementProblem(site.site, gateway, announced);
    if (problem !== undefined) {
      this.#options.notify({
        level: "error",
        message: `网关 ${gateway} 的证据日志不被接受:${problem} · the evidence log of gateway ${gateway} is refused`,
        detail: { site: site.site, gateway, log: announced.log },
      });
      return undefined;
    }
    if (isObjected(site.site, node, announced, this.#options)) return undefined;
    return known ?? this.#enrol(site, node, announced, at);
  }

  #enrol(
    site: SiteIntake,
    node: NodeIntake,
    announced: EvidenceAnnouncement,
    at: number,
  ): LogIntake | undefined {
    const { gateway } = node;
    const { log, key, origin, lineModel } = announced;
    const earlier = site.logs.filter(({ state }) => state.enrolment.gateway === gateway);
    const enrolled = this.#addLog({ site: site.site, gateway, log, key, origin, lineModel });
    const entry = enrolmentEntry(enrolled.state.enrolment, at);
    if (!this.#options.append(entry, { kind: "enrolment", log: enrolled })) {
      // Without room in the journal nothing of the log can be kept: tried again with every tick.
      this.logs.delete(log);
      site.logs.pop();
      node.unenrolled = announced;
      return undefined;
    }
    this.#options.notify({
      level: earlier.length === 0 ? "info" : "warn",
      message:
        earlier.length === 0
          ? `登记网关 ${gateway} 的证据日志 · enrolled the evidence log of gateway ${gateway}`
          : `网关 ${gateway} 换了新的证据日志(新磁盘或新密钥?) · gateway ${gateway} shows another evidence log (a new disk or key?)`,
      detail: { site: site.site, gateway, log, earlier: earlier.length },
    });
    return enrolled;
  }

  #addLog(enrolment: Enrolment): LogIntake {
    const log = new LogIntake(enrolment, this.#options.append, this.#options.notify);
    this.logs.set(enrolment.log, log);
    this.sites.get(enrolment.site)?.logs.push(log);
    return log;
  }

  #node(site: SiteIntake, gateway: string): NodeIntake | undefined {
    let node = site.nodes.get(gateway);
    if (node === undefined) {
      if (site.nodes.size >= maxGatewaysPerSite) return undefined;
      const session = new EdgeNode(this.#options.session);
      node = { gateway, session, log: undefined, unenrolled: undefined, objection: undefined };
      site.nodes.set(gateway, node);
    }
    return node;
  }

  #topic(text: string): Topic | undefined {
    const known = this.#topics.get(text);
    if (known !== undefined) return known;
    const topic = parseTopic(text);
    if (this.#topics.size < maxTopics) this.#topics.set(text, topic);
    return topic;
  }

  #unknownSite(group: string): void {
    if (this.#unknownSites.has(group) || this.#unknownSites.size >= 1_000) return;
    this.#unknownSites.add(group);
    this.#options.notify({
      level: "warn",
      message: `收到未配置站点 ${group} 的消息,已忽略;请在 sites 中加入其产线模型 · messages of site ${group} are ignored: add its line model under sites`,
      detail: { site: group },
    });
  }
}

function enrolmentEntry(enrolment: Enrolment, ingestTime: number): JournalEntry {
  const payload = encodeEnrolment(enrolment);
  const { log } = enrolment;
  return { type: "enrolment", historical: false, log, sequence: 0, ingestTime, payload };
}
