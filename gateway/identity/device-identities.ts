// Who the devices say they are: asked at the start and whenever an equipment comes up, told in identity
// records. The first record comes soon after the start with what is known by then; a further one whenever
// something new was learnt. Scans are never held up: this goes its own way, over the same connections.
import type { EquipmentConfig } from "../config/equipment.ts";
import type { ConnectionConfig } from "../config/settings.ts";

/** Key and value, as the device says them. */
export type Said = readonly (readonly [string, string])[];

/** Asks devices; each answer is bounded and undefined when the device cannot be asked now. */
export interface IdentityReader {
  /** Connections opened since the start: with another number the device may be another. */
  timesOpened(connection: string): number;
  identify(connection: string): Promise<Said | undefined>;
  identifyEquipment(equipment: string): Promise<Said | undefined>;
}

export type KnownIdentities = {
  /** What was said of whole connections, by their id. */
  readonly connections: ReadonlyMap<string, Said>;
  /**
   * By equipment id; `certificate` is that of the equipment's connection. An empty text: it was asked and does
   * not say it, which takes back what it, or another in its place, said before.
   */
  readonly equipment: ReadonlyMap<string, Said>;
};

export type DeviceIdentitiesOptions = {
  readonly connections: readonly ConnectionConfig[];
  readonly equipment: readonly EquipmentConfig[];
  readonly reader: IdentityReader;
  /** MAC of the peer of a connection's settings, where it is visible. Bounded; never rejects. */
  readonly peerMac?: (endpoint: unknown) => Promise<string | undefined>;
  /** Told what is said by whom, before it is written. */
  readonly heard?: (kind: "equipment" | "connection", id: string, said: Said) => void;
  /** Makes an identity record; it must not throw. */
  readonly write: (known: KnownIdentities) => void;
};

const firstRetryMs = 30_000;
const maxRetryMs = 600_000;
/** A machine that flickers is asked no more often than this. */
const returnMs = 10_000;

export class DeviceIdentities {
  readonly #options: DeviceIdentitiesOptions;
  readonly #connections = new Map<string, Said>();
  readonly #machines = new Map<string, Said>();
  /** Times that a connection had been opened when it was last asked. */
  readonly #askedAt = new Map<string, number>();
  readonly #pending = new Set<string>();
  #running: Promise<void> | undefined;
  #written: string | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = firstRetryMs;
  readonly #returned = new Set<string>();
  #asking: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: DeviceIdentitiesOptions) {
    this.#options = options;
  }

  /** Asks everybody, writes the first record after `limitMs` at the latest; none when it was stopped before. */
  async begin(limitMs: number): Promise<void> {
    for (const { id } of this.#options.equipment) this.#pending.add(id);
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    await Promise.race([this.#run(), timeUp]);
    clearTimeout(timer);
    if (this.#stopped) return;
    const known = this.known();
    this.#written = JSON.stringify(said(known));
    this.#options.write(known);
  }

  /** An equipment answers again, or for the first time. */
  up(equipment: string): void {
    this.#pending.add(equipment);
    void this.#run();
  }

  /** It was of no use for a while without going down: there may be another machine now. Coalesced. */
  returned(equipment: string): void {
    this.#returned.add(equipment);
    if (this.#stopped || this.#asking !== undefined) return;
    this.#asking = setTimeout(() => {
      this.#asking = undefined;
      for (const id of this.#returned) this.up(id);
      this.#returned.clear();
    }, returnMs);
    this.#asking.unref();
  }

  known(): KnownIdentities {
    const equipment = new Map<string, Said>();
    for (const { id, connection } of this.#options.equipment) {
      const certificate = this.#connections.get(connection)?.filter(isCertificate) ?? [];
      const all = [...(this.#machines.get(id) ?? []), ...certificate];
      if (all.length > 0) equipment.set(id, all);
    }
    return { connections: this.#connections, equipment };
  }

  /** Asks nobody any more. The connections are closed before, so that nothing is waited for. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#asking);
    await this.#running;
  }

  #run(): Promise<void> {
    this.#running ??= this.#askPending().finally(() => {
      this.#running = undefined;
      // What came up between the last look and now.
      if (this.#pending.size > 0 && !this.#stopped) void this.#run();
    });
    return this.#running;
  }

  async #askPending(): Promise<void> {
    while (this.#pending.size > 0 && !this.#stopped) {
      const ids = new Set(this.#pending);
      this.#pending.clear();
      const machines = this.#options.equipment.filter(({ id }) => ids.has(id));
      const connections = new Set(machines.map(({ connection }) => connection));
      await Promise.all([...connections].map((id) => this.#askConnection(id)));
      await Promise.all(machines.map((machine) => this.#askMachine(machine)));
      this.#writeIfNew();
    }
    this.#retryLater();
  }

  async #askConnection(id: string): Promise<void> {
    const { reader, connections, peerMac, heard } = this.#options;
    if (this.#askedAt.get(id) === reader.timesOpened(id)) return;
    const answer = await reader.identify(id);
    if (answer === undefined) return;
    // After the answer: the neighbour table knows who has just been spoken to.
    const mac = await peerMac?.(connections.find((connection) => connection.id === id)?.endpoint);
    const said = mac === undefined ? answer : [...answer, ["mac", mac] as const];
    this.#askedAt.set(id, reader.timesOpened(id));
    this.#connections.set(id, said);
    heard?.("connection", id, said);
  }

  async #askMachine({ id, identity }: EquipmentConfig): Promise<void> {
    if (identity === undefined) return;
    const answer = await this.#options.reader.identifyEquipment(id);
    // A device that cannot be asked has said nothing, which takes nothing back.
    if (answer === undefined) return;
    const withheld = identity.filter(({ key }) => !answer.some(([said]) => said === key));
    this.#machines.set(id, [...answer, ...withheld.map(({ key }) => [key, ""] as const)]);
    this.#options.heard?.("equipment", id, answer);
  }

  #writeIfNew(): void {
    if (this.#written === undefined || this.#stopped) return;
    const known = this.known();
    const now = JSON.stringify(said(known));
    if (now === this.#written) return;
    this.#written = now;
    this.#options.write(known);
  }

  /** A machine that did not say all it should may do so later, without coming up anew. */
  #retryLater(): void {
    const silent = this.#options.equipment.filter(({ id, identity = [] }) =>
      identity.some(
        ({ key }) => !this.#machines.get(id)?.some(([said, text]) => said === key && text !== ""),
      ),
    );
    clearTimeout(this.#retry);
    if (this.#stopped || silent.length === 0) {
      this.#retryMs = firstRetryMs;
      return;
    }
    this.#retry = setTimeout(() => {
      for (const { id } of silent) this.up(id);
    }, this.#retryMs);
    this.#retry.unref();
    this.#retryMs = Math.min(this.#retryMs * 2, maxRetryMs);
  }
}

function isCertificate([key]: readonly [string, string]): boolean {
  return key === "certificate";
}

function said({ connections, equipment }: KnownIdentities): unknown {
  return [[...connections].sort(), [...equipment].sort()];
}
