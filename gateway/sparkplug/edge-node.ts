// The Sparkplug edge node as a state machine: events in, actions out, in wire order. No sockets, no disk,
// no timers; time comes in with every event. States: offline → (waiting for the primary host) → born.
import { errorCode } from "#contracts/errors.ts";
import { decodePayload } from "#contracts/sparkplug-decode.ts";
import { encodePayload } from "#contracts/sparkplug-encode.ts";
import { type HostCommand, parseCommands } from "#contracts/sparkplug-evidence.ts";
import type { Metric } from "#contracts/sparkplug-payload.ts";
import { formatTopic } from "#contracts/sparkplug-topic.ts";
import type { DeclaredEquipment } from "../declared.ts";
import type { CommittedRecord } from "../outbox/outbox.ts";
import type { Action, Instant, Publish, TooLarge } from "./action.ts";
import { equipmentBirth, type LogFacts, nodeBirth, nodeDeath } from "./births.ts";
import {
  type DeclaredTable,
  type EquipmentSlot,
  type NodeName,
  nodeAliases,
} from "./declared-table.ts";
import { type Cursors, Delivery, type Want } from "./delivery.ts";
import { type Crypto, evidenceCommand } from "./evidence-command.ts";
import { PrimaryHostWatch } from "./primary-host-watch.ts";
import { RebirthLimit } from "./rebirth-limit.ts";
import { recordMessage } from "./record-message.ts";
import { WireSequence } from "./wire-sequence.ts";

export type EdgeNodeOptions = {
  readonly name: NodeName;
  readonly table: DeclaredTable;
  readonly cursors: Cursors;
  readonly facts: () => LogFacts;
  readonly primaryHost: string | undefined;
  /** There is another server to go to when the primary host is not at this one. */
  readonly severalServers?: boolean;
  /** Backlog records per second. */
  readonly resendPerSecond?: number | undefined;
  readonly crypto: Crypto;
};

export class EdgeNode {
  readonly delivery: Delivery;
  readonly topics: {
    readonly command: string;
    readonly death: string;
    readonly state: string | undefined;
  };
  readonly #options: EdgeNodeOptions;
  readonly #birthTopic: string;
  readonly #dataTopic: string;
  readonly #host: PrimaryHostWatch | undefined;
  readonly #rebirthLimit = new RebirthLimit();
  readonly #wire = new WireSequence();
  #phase: "offline" | "waiting" | "born" = "offline";
  #bdSeq = 0;
  #rebirthWanted = false;
  #rebirths = 0;

  constructor(options: EdgeNodeOptions) {
    const { site: group, gatewayId: node } = options.name;
    this.#options = options;
    this.delivery = new Delivery(options.cursors, options.resendPerSecond);
    this.#birthTopic = formatTopic({ type: "NBIRTH", group, node });
    this.#dataTopic = formatTopic({ type: "NDATA", group, node });
    if (options.primaryHost !== undefined) {
      this.#host = new PrimaryHostWatch(options.primaryHost, options.severalServers ?? false);
    }
    this.topics = {
      command: formatTopic({ type: "NCMD", group, node }),
      death: formatTopic({ type: "NDEATH", group, node }),
      state: this.#host?.topic,
    };
  }

  get born(): boolean {
    return this.#phase === "born";
  }
  get hostOnline(): boolean | null {
    return this.#host?.online ?? null;
  }
  get rebirths(): number {
    return this.#rebirths;
  }

  /** Why the births are held back, when that lasts; in words. @param at monotonic ms */
  waitingFor(at: number): string | undefined {
    return this.#phase === "waiting" ? this.#host?.waitingFor(at) : undefined;
  }

  /** The will of a connection with this number. */
  will(bdSeq: number, now: number): Uint8Array {
    return encodePayload(nodeDeath(bdSeq, now));
  }

  /** A new connection is about to be made to this server. */
  connecting(server: string): void {
    this.#host?.connecting(server);
  }

  /**
   * Connected with that will and subscribed: births at once, or when the primary host is online.
   * @param maxPacketBytes what the server takes in one packet
   */
  connected(bdSeq: number, time: Instant, maxPacketBytes = Number.POSITIVE_INFINITY): Action[] {
    this.#bdSeq = bdSeq;
    this.#rebirthWanted = false;
    this.#wire.limit(maxPacketBytes);
    if (this.#host === undefined || this.#host.online) return this.#birth(time);
    this.#phase = "waiting";
    this.#host.begin(time.at);
    return this.#leaveUnborn(time);
  }

  disconnected(): void {
    this.#phase = "offline";
    for (const slot of this.#options.table.equipment.values()) slot.born = false;
    this.delivery.ended();
  }

  #birth(time: Instant): Action[] {
    const { facts, table } = this.#options;
    this.#phase = "born";
    this.#rebirthWanted = false;
    this.#wire.restart();
    const metrics = nodeBirth(this.#bdSeq, facts(), time.now);
    const birth = this.#wire.message(this.#birthTopic, metrics, time.now);
    if (birth.do === "too-large") {
      this.#phase = "offline";
      return [birth, { do: "disconnect", reason: "the server takes no packet as large as NBIRTH" }];
    }
    const out: Action[] = [birth];
    for (const slot of table.equipment.values()) {
      slot.born = false;
      if (slot.up) out.push(this.#deviceBirth(slot, time.now));
    }
    this.delivery.born(time.at);
    return out;
  }

  #deviceBirth(slot: EquipmentSlot, now: number): Publish | TooLarge {
    const sent = this.#device("DBIRTH", slot.equipment, equipmentBirth(slot, now), now);
    slot.born = sent.do === "publish";
    return sent;
  }

  #device(
    type: "DBIRTH" | "DDEATH",
    device: string,
    metrics: readonly Metric[],
    now: number,
  ): Publish | TooLarge {
    const { site: group, gatewayId: node } = this.#options.name;
    return this.#wire.message(formatTopic({ type, group, node, device }), metrics, now);
  }

  /** The equipment answers, or all its connections are dead. Idempotent; unknown equipment is ignored. */
  equipment(equipment: string, up: boolean, { now }: Instant): Action[] {
    const slot = this.#options.table.equipment.get(equipment);
    if (slot === undefined || slot.up === up) return [];
    slot.up = up;
    if (!this.born) return [];
    if (up) return [this.#deviceBirth(slot, now)];
    if (!slot.born) return [];
    slot.born = false;
    return [this.#device("DDEATH", equipment, [], now)];
  }

  /** What is declared changes: DDEATH of what is gone, then births of everything (Sparkplug 3.0 §6.4.19). */
  redeclare(declared: readonly DeclaredEquipment[], time: Instant): Action[] {
    const { table } = this.#options;
    const kept = new Set(declared.map(({ equipment }) => equipment));
    const gone = [...table.equipment.keys()].filter((equipment) => !kept.has(equipment));
    const deaths = gone.flatMap((equipment) => this.equipment(equipment, false, time));
    table.redeclare(declared);
    return this.born ? [...deaths, ...this.#birth(time)] : [];
  }

  /**
   * Records that are on disk now. Those that find room on the wire go out, the others wait as backlog.
   * @param room bytes the wire takes
   */
  committed(records: readonly CommittedRecord[], room: number, time: Instant): Action[] {
    const out: Action[] = [];
    let left = room;
    for (const record of records) {
      if (!this.born || left <= 0) {
        this.delivery.defer(record.sequence);
        continue;
      }
      const sent = this.#record(record, false, time.now);
      out.push(sent);
      if (sent.do !== "publish") continue;
      left -= sent.payload.length;
      this.delivery.sentLive(record.sequence, time.at);
    }
    return out;
  }

  #record(record: CommittedRecord, historical: boolean, now: number): Publish | TooLarge {
    const { table } = this.#options;
    const { topic, metrics } = recordMessage(table, this.#dataTopic, record, historical);
    return this.#wire.message(topic, metrics, now);
  }

  /** What the backlog lane would send now. */
  want(time: Instant): Want | undefined {
    return this.born ? this.delivery.want(time.at) : undefined;
  }

  /** Held records that want() asked for. */
  backlog(records: readonly CommittedRecord[], time: Instant): Action[] {
    if (!this.born) return [];
    return records.map((record) => {
      const sent = this.#record(record, true, time.now);
      const { sequence } = record;
      if (sent.do === "publish") this.delivery.sentBacklog(sequence, sent.payload.length, time.at);
      else this.delivery.skip(sequence, sequence + 1);
      return sent;
    });
  }

  /** A checkpoint was signed and stored. */
  checkpoint(note: string, { now }: Instant): Action[] {
    if (!this.born) return [];
    const value = { field: "string", value: note } as const;
    const metric: Metric = { alias: nodeAliases.checkpoint, timestamp: now, value };
    return [this.#wire.message(this.#dataTopic, [metric], now)];
  }

  /** Call it several times a second. */
  tick(time: Instant): Action[] {
    this.delivery.tick(time.at);
    if (this.#phase === "waiting") return this.#leaveUnborn(time);
    return this.born && this.#rebirthWanted ? this.#rebirth(time) : [];
  }

  /** A message on a subscribed topic, from anybody who may publish there. */
  message(topic: string, payload: Uint8Array, time: Instant): Action[] {
    if (topic === this.topics.state) return this.#state(payload, time);
    if (topic !== this.topics.command) {
      this.#host?.saw(topic);
      return [];
    }
    let commands: HostCommand[];
    try {
      commands = parseCommands(decodePayload(payload));
    } catch (error) {
      return [{ do: "refused", reason: `unreadable: ${errorCode(error) ?? String(error)}` }];
    }
    return commands.flatMap((command) => this.#command(command, time));
  }

  #state(payload: Uint8Array, time: Instant): Action[] {
    if (this.#host?.receive(payload, time.now) !== true) return [];
    if (this.#phase === "waiting") {
      return this.#host.online ? this.#birth(time) : this.#leaveUnborn(time);
    }
    if (!this.born || this.#host.online) return [];
    // tck-id-operational-behavior-edge-node-termination-host-offline
    return [...this.stop(time), { do: "disconnect", reason: "primary host is offline" }];
  }

  /** With another server to go to, an offline or silent host is not waited for at this one. */
  #leaveUnborn({ at }: Instant): Action[] {
    if (this.#host?.leaves(at) !== true) return [];
    this.#phase = "offline";
    return [{ do: "disconnect", reason: "primary host is not at this server" }];
  }

  #command(command: HostCommand, time: Instant): Action[] {
    if (command.kind !== "rebirth") {
      const { facts, crypto } = this.#options;
      return evidenceCommand(command, facts(), this.delivery, crypto, time.at);
    }
    if (!this.born) return [];
    if (!this.#rebirthWanted) this.#rebirths += 1;
    return this.#rebirth(time);
  }

  /** Full births at once, with no DATA between (…-rebirth-action-1, -2, -3), or at a tick when there were many. */
  #rebirth(time: Instant): Action[] {
    this.#rebirthWanted = !this.#rebirthLimit.take(time.at);
    return this.#rebirthWanted ? [] : this.#birth(time);
  }

  /** Ends the session: NDEATH of this connection. */
  stop({ now }: Instant): Action[] {
    if (!this.born) return [];
    const payload = encodePayload(nodeDeath(this.#bdSeq, now));
    this.disconnected();
    return [{ do: "publish", topic: this.topics.death, payload }];
  }
}
