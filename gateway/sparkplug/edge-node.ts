// The Sparkplug edge node as a state machine: events in, actions out, in wire order. No sockets, no disk,
// no timers; time comes in with every event. States: offline → (waiting for the primary host) → born.
import { errorCode } from "#contracts/errors.ts";
import { decodePayload } from "#contracts/sparkplug-decode.ts";
import { encodePayload } from "#contracts/sparkplug-encode.ts";
import { type HostCommand, parseCommands } from "#contracts/sparkplug-evidence.ts";
import type { Metric } from "#contracts/sparkplug-payload.ts";
import { formatTopic } from "#contracts/sparkplug-topic.ts";
import type { CommittedRecord } from "../outbox/outbox.ts";
import type { Action, Instant, Publish } from "./action.ts";
import { equipmentBirth, type LogFacts, nodeBirth, nodeDeath } from "./births.ts";
import { type DeclaredTable, type NodeName, nodeAliases } from "./declared-table.ts";
import { type Cursors, Delivery, type Want } from "./delivery.ts";
import { type Crypto, evidenceCommand } from "./evidence-command.ts";
import { PrimaryHost } from "./primary-host.ts";
import { recordMessage } from "./record-message.ts";

/** Rebirths asked for more often than this, ms, are answered by one. */
export const rebirthEveryMs = 1_000;

export type EdgeNodeOptions = {
  readonly name: NodeName;
  readonly table: DeclaredTable;
  readonly cursors: Cursors;
  readonly facts: () => LogFacts;
  readonly primaryHost: string | undefined;
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
  readonly #host = new PrimaryHost();
  #phase: "offline" | "waiting" | "born" = "offline";
  #bdSeq = 0;
  #seq = 0;
  #bornAt = 0;
  #rebirthWanted = false;
  #rebirths = 0;

  constructor(options: EdgeNodeOptions) {
    const { site: group, gatewayId: node } = options.name;
    this.#options = options;
    this.delivery = new Delivery(options.cursors);
    this.#birthTopic = formatTopic({ type: "NBIRTH", group, node });
    this.#dataTopic = formatTopic({ type: "NDATA", group, node });
    this.topics = {
      command: formatTopic({ type: "NCMD", group, node }),
      death: formatTopic({ type: "NDEATH", group, node }),
      state:
        options.primaryHost === undefined
          ? undefined
          : formatTopic({ type: "STATE", host: options.primaryHost }),
    };
  }

  get born(): boolean {
    return this.#phase === "born";
  }
  get hostOnline(): boolean | null {
    return this.topics.state === undefined ? null : this.#host.online;
  }
  get rebirths(): number {
    return this.#rebirths;
  }

  /** The will of a connection with this number. */
  will(bdSeq: number, now: number): Uint8Array {
    return encodePayload(nodeDeath(bdSeq, now));
  }

  /** Connected with that will and subscribed: births at once, or when the primary host is online. */
  connected(bdSeq: number, time: Instant): Action[] {
    this.#bdSeq = bdSeq;
    this.#rebirthWanted = false;
    if (this.topics.state !== undefined && !this.#host.online) {
      this.#phase = "waiting";
      return [];
    }
    return this.#birth(time);
  }

  /** A new connection is about to be made: what was known of the host no longer counts. */
  connecting(): void {
    this.#host.reset();
  }

  disconnected(): void {
    this.#phase = "offline";
    this.delivery.ended();
  }

  #publish(topic: string, metrics: readonly Metric[], now: number): Publish {
    const payload = encodePayload({ timestamp: now, seq: this.#seq, metrics });
    // One counter for the node and all its devices (tck-id-payloads-sequence-num-incrementing).
    this.#seq = (this.#seq + 1) & 0xff;
    return { do: "publish", topic, payload };
  }

  #birth({ now, at }: Instant): Action[] {
    this.#phase = "born";
    this.#bornAt = at;
    this.#rebirthWanted = false;
    this.#seq = 0;
    const out = [
      this.#publish(this.#birthTopic, nodeBirth(this.#bdSeq, this.#options.facts(), now), now),
    ];
    for (const slot of this.#options.table.equipment.values()) {
      if (slot.up) out.push(this.#device("DBIRTH", slot.equipment, equipmentBirth(slot, now), now));
    }
    this.delivery.born(at);
    return out;
  }

  #device(
    type: "DBIRTH" | "DDEATH",
    device: string,
    metrics: readonly Metric[],
    now: number,
  ): Publish {
    const { site: group, gatewayId: node } = this.#options.name;
    return this.#publish(formatTopic({ type, group, node, device }), metrics, now);
  }

  /** The equipment answers, or all its connections are dead. Idempotent; unknown equipment is ignored. */
  equipment(equipment: string, up: boolean, { now }: Instant): Action[] {
    const slot = this.#options.table.equipment.get(equipment);
    if (slot === undefined || slot.up === up) return [];
    slot.up = up;
    if (!this.born) return [];
    return up
      ? [this.#device("DBIRTH", equipment, equipmentBirth(slot, now), now)]
      : [this.#device("DDEATH", equipment, [], now)];
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
      left -= sent.payload.length;
      this.delivery.sentLive(record.sequence, time.at);
      out.push(sent);
    }
    return out;
  }

  #record(record: CommittedRecord, historical: boolean, now: number): Publish {
    const { topic, metrics } = recordMessage(
      this.#options.table,
      this.#dataTopic,
      record,
      historical,
    );
    return this.#publish(topic, metrics, now);
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
      this.delivery.sentBacklog(record.sequence, sent.payload.length, time.at);
      return sent;
    });
  }

  /** A checkpoint was signed and stored. */
  checkpoint(note: string, { now }: Instant): Action[] {
    if (!this.born) return [];
    const value = { field: "string", value: note } as const;
    const metric: Metric = { alias: nodeAliases.checkpoint, timestamp: now, value };
    return [this.#publish(this.#dataTopic, [metric], now)];
  }

  /** Call it several times a second. */
  tick(time: Instant): Action[] {
    this.delivery.tick(time.at);
    const due = this.#rebirthWanted && time.at - this.#bornAt >= rebirthEveryMs;
    return this.born && due ? this.#birth(time) : [];
  }

  /** A message on a subscribed topic, from anybody who may publish there. */
  message(topic: string, payload: Uint8Array, time: Instant): Action[] {
    if (topic === this.topics.state) return this.#state(payload, time);
    if (topic !== this.topics.command) return [];
    let commands: HostCommand[];
    try {
      commands = parseCommands(decodePayload(payload));
    } catch (error) {
      return [{ do: "refused", reason: `unreadable: ${errorCode(error) ?? String(error)}` }];
    }
    return commands.flatMap((command) => this.#command(command, time));
  }

  #state(payload: Uint8Array, time: Instant): Action[] {
    if (!this.#host.receive(payload)) return [];
    if (this.#host.online) return this.#phase === "waiting" ? this.#birth(time) : [];
    if (!this.born) return [];
    // tck-id-operational-behavior-edge-node-termination-host-offline
    const out = this.stop(time);
    return [...out, { do: "disconnect", reason: "primary host is offline" }];
  }

  #command(command: HostCommand, time: Instant): Action[] {
    if (command.kind === "rebirth") return this.#rebirth(time);
    const { facts, crypto } = this.#options;
    return evidenceCommand(command, facts(), this.delivery, crypto, time.at);
  }

  #rebirth(time: Instant): Action[] {
    if (!this.born) return [];
    if (!this.#rebirthWanted) this.#rebirths += 1;
    this.#rebirthWanted = true;
    return time.at - this.#bornAt >= rebirthEveryMs ? this.#birth(time) : [];
  }

  /** Ends the session: NDEATH of this connection. */
  stop({ now }: Instant): Action[] {
    if (!this.born) return [];
    const payload = encodePayload(nodeDeath(this.#bdSeq, now));
    this.disconnected();
    return [{ do: "publish", topic: this.topics.death, payload }];
  }
}
