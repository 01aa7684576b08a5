// A gateway for tests, made of contracts/ only: it keeps every record it ever made, publishes what the
// test says in the way of docs/formats/sparkplug.md, and answers the host's commands when told to.
// No production code imports it.
import { generateKeyPairSync, hash, sign as signBytes } from "node:crypto";
import mqtt, { type MqttClient } from "mqtt";
import { signCheckpoint } from "#contracts/checkpoint.ts";
import { logIdOf, logOrigin } from "#contracts/log-id.ts";
import { coveringSubtrees, leafHash, rootOf } from "#contracts/merkle.ts";
import type { GapRecord, LogRecord, Sample, ScanRecord } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { datatypes, toWire } from "#contracts/sparkplug-datatype.ts";
import { decodePayload } from "#contracts/sparkplug-decode.ts";
import { encodePayload } from "#contracts/sparkplug-encode.ts";
import {
  evidenceNames,
  type HostCommand,
  nodeNames,
  parseCommands,
  property,
  propertyKeys,
} from "#contracts/sparkplug-evidence.ts";
import type { Metric, Payload, Property } from "#contracts/sparkplug-payload.ts";
import { formatTopic } from "#contracts/sparkplug-topic.ts";

const sha256 = (data: Uint8Array): Uint8Array => hash("sha256", data, "buffer");

export type ScriptedGatewayOptions = {
  readonly port: number;
  readonly site: string;
  readonly gateway: string;
  readonly username: string;
  readonly password: string;
  readonly clientId?: string;
  readonly equipment: string;
  readonly scanGroup: string;
  /** Signal id → datatype number. */
  readonly signals: Readonly<Record<string, number>>;
};

/** Aliases: node metrics below 10, the device's sequence 10, its signals from 11. */
const nodeAlias = { sequence: 1, record: 2, checkpoint: 3 };
const deviceSequenceAlias = 10;
const firstSignalAlias = 11;

export class ScriptedGateway {
  readonly commands: HostCommand[] = [];
  readonly records: LogRecord[] = [];
  readonly log: string;
  readonly origin: string;
  readonly key: Uint8Array;
  readonly #privateKey;
  readonly #options: ScriptedGatewayOptions;
  #client: MqttClient | undefined;
  #seq = 0;
  #bdSeq = 0;
  /** Answers Missing with historical resends and Rebirth with births. */
  answering = true;
  oldest = 0;

  constructor(options: ScriptedGatewayOptions) {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    this.#options = options;
    this.#privateKey = privateKey;
    this.key = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32));
    this.log = logIdOf(sha256, this.key);
    const { site, gateway } = options;
    this.origin = logOrigin({ simulated: true, site, gateway, logId: this.log });
  }

  get connected(): boolean {
    return this.#client?.connected ?? false;
  }

  get leaves(): Uint8Array[] {
    return this.records.map((record) => leafHash(sha256, encodeRecord(record)));
  }

  root(size = this.records.length): Uint8Array {
    return rootOf(sha256, this.leaves.slice(0, size));
  }

  /** Connects with the will of the next bdSeq; rejects with what the broker says. */
  async connect(): Promise<void> {
    const { port, site, gateway, username, password, clientId } = this.#options;
    const will = {
      topic: formatTopic({ type: "NDEATH", group: site, node: gateway }),
      payload: Buffer.from(encodePayload({ metrics: [this.#bdSeqMetric()] })),
      qos: 1 as const,
      retain: false,
    };
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      clientId: clientId ?? `${site}.${gateway}`,
      username,
      password,
      will,
      reconnectPeriod: 0,
      queueQoSZero: false,
    });
    this.#client = client;
    client.on("message", (_topic, payload) => this.#command(payload));
    await new Promise<void>((resolve, reject) => {
      client.once("connect", () => resolve());
      client.once("error", reject);
      client.once("close", () => reject(new Error("closed")));
    });
    client.on("error", () => undefined);
    await client.subscribeAsync(formatTopic({ type: "NCMD", group: site, node: gateway }));
  }

  /** Loses the connection without a word: the broker publishes the will. */
  drop(): void {
    this.#client?.stream.destroy();
    this.#bdSeq += 1;
  }

  async close(): Promise<void> {
    await this.#client?.endAsync(true);
  }

  /** A scan record with these values, appended to the log and not sent. Returns its sequence. */
  scan(gatewayTime: number, values: Readonly<Record<string, Sample["value"]>>): number {
    const { equipment, scanGroup } = this.#options;
    const samples = Object.entries(values).map(([signal, value]): Sample => {
      const kind = value === null ? "null" : this.#kind(signal);
      const status = value === null ? 0x80050000 : 0;
      return { signal, sourceTime: gatewayTime, kind, value, status, flag: status ? "B" : "N" };
    });
    return this.append({ kind: "scan", gatewayTime, equipment, scanGroup, samples });
  }

  append(record: LogRecord): number {
    this.records.push(record);
    return this.records.length - 1;
  }

  /** Appends a gap record over [from, to) with the roots of what it hides. */
  gap(gatewayTime: number, from: number, to: number): number {
    const { leaves } = this;
    const roots: GapRecord["roots"] = coveringSubtrees(from, to).map(({ level, index }) => ({
      level,
      index,
      hash: rootOf(sha256, leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)),
    }));
    return this.append({ kind: "gap", gatewayTime, from, to, reason: "outbox-full", roots });
  }

  checkpoint(time: number, size = this.records.length, root = this.root(size)): string {
    return signCheckpoint(
      {
        origin: this.origin,
        size,
        root,
        suite: "ed25519-sha256",
        time,
        clock: { state: "synchronised", offsetMs: 3 },
      },
      {
        publicKey: this.key,
        sha256,
        sign: (message) => signBytes(null, message, this.#privateKey),
      },
    );
  }

  birth(
    overrides: { readonly log?: string; readonly origin?: string; readonly next?: number } = {},
  ) {
    this.#seq = 0;
    const text = (name: string, value: string): Metric => ({
      name,
      datatype: datatypes.String,
      value: { field: "string", value },
    });
    const number = (name: string, value: number): Metric => ({
      name,
      datatype: datatypes.UInt64,
      value: { field: "long", value },
    });
    const metrics: Metric[] = [
      this.#bdSeqMetric(),
      {
        name: nodeNames.rebirth,
        datatype: datatypes.Boolean,
        value: { field: "boolean", value: false },
      },
      text(evidenceNames.log, overrides.log ?? this.log),
      {
        name: evidenceNames.key,
        datatype: datatypes.Bytes,
        value: { field: "bytes", value: this.key },
      },
      text(evidenceNames.origin, overrides.origin ?? this.origin),
      text(evidenceNames.lineModel, "00".repeat(32)),
      number(evidenceNames.oldest, this.oldest),
      number(evidenceNames.next, overrides.next ?? this.records.length),
      { name: evidenceNames.sequence, alias: nodeAlias.sequence, datatype: 8, value: null },
      { name: evidenceNames.record, alias: nodeAlias.record, datatype: 17, value: null },
      { name: evidenceNames.checkpoint, alias: nodeAlias.checkpoint, datatype: 12, value: null },
    ];
    this.#publish("NBIRTH", null, { timestamp: 1, metrics });
    this.deviceBirth();
  }

  deviceBirth(): void {
    const { equipment, signals } = this.#options;
    const metrics: Metric[] = [
      { name: evidenceNames.sequence, alias: deviceSequenceAlias, datatype: 8, value: null },
    ];
    for (const [i, [name, datatype]] of Object.entries(signals).entries()) {
      const last = this.records
        .findLast((record) => record.kind === "scan")
        ?.samples.find(({ signal }) => signal === name);
      metrics.push({
        name,
        alias: firstSignalAlias + i,
        datatype,
        ...(last === undefined ? {} : { timestamp: last.sourceTime }),
        value: last === undefined || last.value === null ? null : toWire(datatype, last.value),
        properties: new Map([[propertyKeys.quality, property(datatypes.Int32, 500)]]),
      });
    }
    this.#publish("DBIRTH", equipment, { timestamp: 2, metrics });
  }

  deviceDeath(): void {
    this.#publish("DDEATH", this.#options.equipment, { timestamp: 3, metrics: [] });
  }

  /** Publishes a record of the log, or another under its number. */
  send(sequence: number, options: { historical?: boolean; record?: LogRecord } = {}): void {
    const record = options.record ?? this.records[sequence];
    if (record === undefined) throw new RangeError(`no record ${sequence}`);
    const historical = options.historical ?? false;
    if (record.kind === "scan") this.#sendScan(sequence, record, historical);
    else this.sendBytes(sequence, encodeRecord(record), historical);
  }

  /** Any bytes as an NDATA record. */
  sendBytes(sequence: number, bytes: Uint8Array, historical = false): void {
    this.#publish("NDATA", null, {
      timestamp: 4,
      metrics: [
        {
          alias: nodeAlias.sequence,
          ...(historical ? { isHistorical: true } : {}),
          value: { field: "long", value: sequence },
          properties: new Map([[propertyKeys.gatewayTime, property(datatypes.UInt64, 1)]]),
        },
        { alias: nodeAlias.record, value: { field: "bytes", value: bytes } },
      ],
    });
  }

  sendCheckpoint(note: string): void {
    const value = { field: "string", value: note } as const;
    this.#publish("NDATA", null, { metrics: [{ alias: nodeAlias.checkpoint, value }] });
  }

  /** Takes one Sparkplug seq without sending anything: what a lost message looks like. */
  loseMessage(): void {
    this.#seq = (this.#seq + 1) & 0xff;
  }

  publishRaw(topic: string, payload: Uint8Array): void {
    this.#client?.publish(topic, Buffer.from(payload));
  }

  /** The newest acknowledgement heard; −1 before the first. */
  get acknowledged(): number {
    const found = this.commands.findLast((command) => command.kind === "acknowledged");
    return found?.below ?? -1;
  }

  heard(kind: HostCommand["kind"]): number {
    return this.commands.filter((command) => command.kind === kind).length;
  }

  #kind(signal: string): Sample["kind"] {
    const datatype = this.#options.signals[signal];
    if (datatype === datatypes.Float) return "float";
    return datatype === datatypes.Boolean ? "boolean" : "int";
  }

  #sendScan(sequence: number, record: ScanRecord, historical: boolean): void {
    const { signals } = this.#options;
    const names = Object.keys(signals);
    const flag = historical ? { isHistorical: true } : {};
    const metrics: Metric[] = record.samples.map((sample) => {
      const at = names.indexOf(sample.signal);
      const properties = new Map<string, Property>();
      if (sample.status !== 0) {
        properties.set(propertyKeys.quality, property(datatypes.Int32, 0));
        properties.set(propertyKeys.status, property(datatypes.UInt32, sample.status));
        properties.set(propertyKeys.flag, property(datatypes.String, sample.flag));
      }
      const datatype = signals[sample.signal] ?? datatypes.Double;
      return {
        alias: at < 0 ? 9_999 : firstSignalAlias + at,
        timestamp: sample.sourceTime,
        ...flag,
        value: sample.value === null ? null : toWire(datatype, sample.value),
        ...(properties.size === 0 ? {} : { properties }),
      };
    });
    const head: Metric = {
      alias: deviceSequenceAlias,
      ...flag,
      value: { field: "long", value: sequence },
      properties: new Map([
        [propertyKeys.gatewayTime, property(datatypes.UInt64, record.gatewayTime)],
        [propertyKeys.scanGroup, property(datatypes.String, record.scanGroup)],
      ]),
    };
    this.#publish("DDATA", record.equipment, { timestamp: 5, metrics: [head, ...metrics] });
  }

  #bdSeqMetric(): Metric {
    return {
      name: nodeNames.bdSeq,
      datatype: datatypes.Int64,
      value: { field: "long", value: this.#bdSeq },
    };
  }

  #publish(
    type: "NBIRTH" | "NDATA" | "DBIRTH" | "DDATA" | "DDEATH",
    device: string | null,
    payload: Payload,
  ) {
    const { site: group, gateway: node } = this.#options;
    const topic =
      type === "NBIRTH" || type === "NDATA"
        ? formatTopic({ type, group, node })
        : formatTopic({ type, group, node, device: device ?? "" });
    const bytes = encodePayload({ ...payload, seq: this.#seq });
    this.#seq = (this.#seq + 1) & 0xff;
    this.publishRaw(topic, bytes);
  }

  #command(payload: Uint8Array): void {
    for (const command of parseCommands(decodePayload(payload))) {
      this.commands.push(command);
      if (!this.answering) continue;
      if (command.kind === "rebirth") this.birth();
      if (command.kind !== "missing") continue;
      for (const { from, to } of command.ranges) {
        for (let i = from; i < Math.min(to, this.records.length); i++) {
          this.send(i, { historical: true });
        }
      }
    }
  }
}
