// The polling of one equipment: a ticker and a scan per scan group, what they found, and what is said of it.
import type { ScanRecord } from "#contracts/record.ts";
import type { Clock } from "#contracts/time.ts";
import type { EquipmentConfig, ScanGroupConfig } from "../config/equipment.ts";
import type { Recalled } from "../derive/derivation.ts";
import type { Connection } from "../driver.ts";
import { GatewayError } from "../errors.ts";
import type { DeviceState, EquipmentStatus, SignalStatus } from "../status.ts";
import { GroupScan, type ScanOutcome } from "./group-scan.ts";
import { Liveness } from "./liveness.ts";
import type { SharedConnection } from "./shared-connection.ts";
import { wallTime } from "./signal-states.ts";
import { reasonOf } from "./state-reason.ts";
import { Ticker } from "./ticker.ts";

export type StateChange = {
  readonly from: DeviceState;
  readonly to: DeviceState;
  /** How long it was in `from`, ms. */
  readonly lastedMs: number;
  readonly reason: string;
};

export type MachineDeps = {
  readonly clock: Clock;
  readonly log: (message: string) => void;
  /** [0, 1): phases of scan groups. */
  readonly random: () => number;
  readonly onRecord: (record: ScanRecord) => void;
  /** "up" comes before the first record that says so, "down" after the one that does. */
  readonly onEquipment: (equipment: string, state: "up" | "down", reason: string) => void;
  readonly onState?: (equipment: string, change: StateChange) => void;
  /** A scan group of which nothing could be used reads again: there may be another machine now. */
  readonly onReturn?: (equipment: string) => void;
  /** How late a scan begins, ms. */
  readonly onBegin: (lateMs: number) => void;
  /** The link failed in a scan: all equipment behind it is down. */
  readonly onLinkFailed: (connection: string, error: GatewayError) => void;
  /** What a derived signal was at last, from the log; absent: nothing is known. */
  readonly recall?: (equipment: string, signal: string) => Recalled | undefined;
};

/** Groups of slow intervals start within this, so that the first values come soon. */
const maxPhaseMs = 1_000;

type Group = { readonly scan: GroupScan; readonly ticker: Ticker; stalled: boolean };

export class Machine {
  readonly config: EquipmentConfig;
  readonly #shared: SharedConnection;
  readonly #deps: MachineDeps;
  readonly #liveness: Liveness;
  readonly #groups: readonly Group[];
  /** Scan groups whose last scan found nothing but badness. */
  readonly #useless = new Set<string>();
  /** What was last said of it; nothing before the first scan. */
  #announced: "up" | "down" | undefined;
  #said: { readonly state: DeviceState; readonly since: number };
  #retired = false;
  #scanned = 0;
  #readings = 0;
  #samples = 0;
  #stalls = 0;

  constructor(config: EquipmentConfig, shared: SharedConnection, deps: MachineDeps) {
    const { clock } = deps;
    this.config = config;
    this.#shared = shared;
    this.#deps = deps;
    this.#liveness = new Liveness(clock.monotonic());
    this.#said = { state: "unknown", since: clock.monotonic() };
    this.#groups = config.scanGroups.map((group) => this.#groupOf(group));
  }

  start(): void {
    for (const { scan, ticker } of this.#groups) {
      scan.progress.excuse(this.#deps.clock.monotonic());
      ticker.start();
    }
  }

  /** Nothing of it is recorded or said any more; resolves when its running scans have ended. */
  async retire(): Promise<void> {
    this.#retired = true;
    await Promise.all(this.#groups.map(({ ticker }) => ticker.stop()));
  }

  /** A record of a scan group was dropped on its way to the log. */
  forget(scanGroup: string): void {
    this.#groups.find(({ scan }) => scan.id === scanGroup)?.scan.forget();
  }

  /** A device is known to its connection by the addresses planned on it. */
  prepare(connection: Connection<unknown>): void {
    for (const { scan } of this.#groups) scan.prepare(connection);
  }

  linkFailed({ message }: GatewayError): void {
    this.#liveness.linkFailed(message, this.#deps.clock.monotonic());
    this.#announceDown();
    this.#sayState();
  }

  /** The gateway itself stood still. @param at monotonic ms */
  excuse(at: number): void {
    for (const { scan } of this.#groups) scan.progress.excuse(at);
  }

  /** Looks for scan groups that stand still and gets them going again. @param at monotonic ms */
  watch(at: number): void {
    if (!this.#retired) for (const group of this.#groups) this.#watchGroup(group, at);
  }

  status(): EquipmentStatus {
    const { clock } = this.#deps;
    const scans = this.#scans();
    return {
      id: this.config.id,
      connection: this.config.connection,
      state: this.#liveness.state,
      reason: this.#reason(),
      since: wallTime(this.#liveness.since, clock) ?? 0,
      lastGoodAt: wallTime(Math.max(...scans.map(({ states }) => states.lastGoodAt)), clock),
      scans: this.#scanned,
      skipped: this.#groups.reduce((sum, { ticker }) => sum + ticker.skipped, 0),
      stalls: this.#stalls,
      readings: this.#readings,
      samples: this.#samples,
    };
  }

  signals(): readonly SignalStatus[] {
    return this.#scans().flatMap(({ states }) => states.describe(this.#deps.clock));
  }

  #scans(): readonly GroupScan[] {
    return this.#groups.map(({ scan }) => scan);
  }

  #groupOf(config: ScanGroupConfig): Group {
    const { clock, random, onBegin } = this.#deps;
    const scan = new GroupScan(this.config.id, config, this.#shared, this.#deps);
    const ticker = new Ticker({
      clock,
      intervalMs: config.intervalMs,
      phaseMs: Math.floor(random() * Math.min(config.intervalMs, maxPhaseMs)),
      scan: () => this.#scan(group),
      onBegin,
    });
    const group: Group = { scan, ticker, stalled: false };
    return group;
  }

  #scan(group: Group): Promise<void> {
    return group.scan.run((outcome) => this.#take(group, outcome));
  }

  #take(group: Group, outcome: ScanOutcome): void {
    const { scan } = group;
    group.stalled = false;
    if (this.#retired) return;
    switch (outcome.kind) {
      case "read":
        this.#scanned += 1;
        this.#readings += scan.states.size;
        this.#liveness.scanned(scan.states, this.#deps.clock.monotonic());
        this.#announceUp();
        this.#emit(scan, outcome.record);
        this.#announceDown();
        this.#noteReturn(scan);
        break;
      case "idle":
        if (outcome.record !== undefined) this.#emit(scan, outcome.record);
        this.#liveness.idle(scan.states, this.#deps.clock.monotonic());
        this.#announceDown();
        break;
      case "failed":
        if (outcome.record !== undefined) this.#emit(scan, outcome.record);
        if (outcome.error.code !== "GATEWAY_CONNECTION_CLOSED") {
          this.#deps.onLinkFailed(this.config.connection, outcome.error);
        }
    }
    this.#sayState();
  }

  #watchGroup(group: Group, at: number): void {
    const { scan, ticker } = group;
    const { progress } = scan;
    const isHung = progress.isHung(at, this.#shared.limitMs);
    if (isHung || progress.isIdle(at)) {
      const error = this.#stallOf(group, at);
      this.#shared.giveUp(error);
      // Whatever was running has just failed, which is its end.
      progress.excuse(at);
      return;
    }
    if (group.stalled || !progress.isLate(at)) return;
    if (!progress.running) ticker.revive();
    // While the link is down, or nothing was read yet, nothing stays good.
    else if (!scan.usable) return;
    this.#stallOf(group, at);
  }

  /** Counts and says a stall, once; what the log still says of the group's signals is taken back. */
  #stallOf(group: Group, at: number): GatewayError {
    const { scan } = group;
    const seconds = Math.round(scan.progress.silentMs(at) / 100) / 10;
    const error = new GatewayError(
      "GATEWAY_SCAN_STALLED",
      `扫描组 ${scan.id} 已 ${seconds} s 没有结果,正在重新建立 · scan group ${scan.id} has had no result for ${seconds} s and is being set going again`,
      { equipment: this.config.id, scanGroup: scan.id, seconds },
    );
    if (group.stalled) return error;
    group.stalled = true;
    this.#stalls += 1;
    this.#deps.log(`${this.config.id}: [${error.code}] ${error.message}`);
    const since = scan.progress.endedAt;
    const record = scan.turnBad(error);
    this.#liveness.stalled(scan.states, error.message, since, at);
    if (record !== undefined) this.#emit(scan, record);
    this.#announceDown();
    this.#sayState();
    return error;
  }

  #noteReturn({ id, states }: GroupScan): void {
    if (states.bad === states.size) this.#useless.add(id);
    else if (this.#useless.delete(id)) this.#deps.onReturn?.(this.config.id);
  }

  #emit(scan: GroupScan, record: ScanRecord): void {
    this.#samples += record.samples.length;
    try {
      this.#deps.onRecord(record);
    } catch (error) {
      // A record that is refused must not end the polling of the others.
      scan.forget();
      const message = error instanceof Error ? error.message : String(error);
      this.#deps.log(`${this.config.id}/${scan.id}: 记录被拒 · record refused: ${message}`);
    }
  }

  #announceUp(): void {
    const { state } = this.#liveness;
    if (this.#announced === "up" || state === "down" || state === "unknown") return;
    this.#announced = "up";
    this.#deps.onEquipment(this.config.id, "up", this.#reason());
  }

  #announceDown(): void {
    if (this.#announced === "down" || this.#liveness.state !== "down") return;
    this.#announced = "down";
    this.#deps.onEquipment(this.config.id, "down", this.#reason());
  }

  #reason(): string {
    const { state } = this.#liveness;
    const trouble = state === "up" ? undefined : this.#shared.trouble;
    return trouble ?? reasonOf(this.#liveness, this.#scans(), this.#deps.clock.monotonic());
  }

  #sayState(): void {
    const { state, since } = this.#liveness;
    const { state: from, since: before } = this.#said;
    if (state === from) return;
    this.#said = { state, since };
    this.#deps.onState?.(this.config.id, {
      from,
      to: state,
      lastedMs: since - before,
      reason: this.#reason(),
    });
  }
}
