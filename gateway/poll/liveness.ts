// Whether an equipment answers: up, degraded (some signals bad), quarantined (it answers, and refuses all) or
// down, from its scans, not from sockets. It is down when its link is, or when it was silent twice and nothing
// else of it answered since.
import type { DeviceState } from "../status.ts";
import type { SignalStates } from "./signal-states.ts";

const never = Number.NEGATIVE_INFINITY;

type Group = {
  readonly states: SignalStates;
  silentScans: number;
  /** Monotonic ms of the first silent scan in a row. */
  silentSince: number;
  answeredAt: number;
  /** In words: what the watchdog found. */
  stalled: string | undefined;
};

export class Liveness {
  readonly #groups = new Map<string, Group>();
  #linkDown: string | undefined;
  #state: DeviceState = "unknown";
  /** Monotonic ms. */
  #since: number;

  /** @param at monotonic ms */
  constructor(at: number) {
    this.#since = at;
  }

  /** Takes in a scan that read. @param at monotonic ms */
  scanned(states: SignalStates, at: number): void {
    this.#linkDown = undefined;
    const group = this.#groupOf(states);
    group.stalled = undefined;
    if (states.silent < states.size) {
      group.silentScans = 0;
      group.answeredAt = at;
    } else this.#silent(group, at);
    this.#judge(at);
  }

  /** Takes in a scan that asked nothing, because somebody else found the device silent. @param at monotonic ms */
  idle(states: SignalStates, at: number): void {
    const group = this.#groupOf(states);
    if (states.silent === states.size) this.#silent(group, at);
    this.#judge(at);
  }

  /** No scan ended in time. @param since monotonic ms when the last one did. @param at monotonic ms */
  stalled(states: SignalStates, words: string, since: number, at: number): void {
    const group = this.#groupOf(states);
    group.stalled = words;
    group.silentScans = 2;
    group.silentSince = Math.max(since, group.answeredAt + 1);
    this.#judge(at);
  }

  /** @param reason in words. @param at monotonic ms */
  linkFailed(reason: string, at: number): void {
    this.#linkDown = reason;
    this.#judge(at);
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** Monotonic ms of the last change of state. */
  get since(): number {
    return this.#since;
  }

  /** Why the link is down, in words; undefined while it is not. */
  get linkDown(): string | undefined {
    return this.#linkDown;
  }

  /** What the watchdog found, in words. */
  get stalls(): readonly string[] {
    return [...this.#groups.values()].flatMap(({ stalled }) => stalled ?? []);
  }

  #groupOf(states: SignalStates): Group {
    const known = this.#groups.get(states.scanGroup);
    if (known !== undefined) return known;
    const made: Group = {
      states,
      silentScans: 0,
      silentSince: never,
      answeredAt: never,
      stalled: undefined,
    };
    this.#groups.set(states.scanGroup, made);
    return made;
  }

  #silent(group: Group, at: number): void {
    if (group.silentScans === 0) group.silentSince = at;
    group.silentScans += 1;
  }

  #judge(at: number): void {
    const state = this.#verdict();
    if (state === this.#state) return;
    this.#state = state;
    this.#since = at;
  }

  #verdict(): DeviceState {
    if (this.#linkDown !== undefined) return "down";
    let answered = never;
    let bad = 0;
    let refused = 0;
    let signals = 0;
    for (const { states, answeredAt } of this.#groups.values()) {
      answered = Math.max(answered, answeredAt);
      bad += states.bad;
      refused += states.refused;
      signals += states.size;
    }
    if (answered === never) return "down";
    for (const { silentScans, silentSince } of this.#groups.values()) {
      if (silentScans >= 2 && answered < silentSince) return "down";
    }
    if (bad === 0) return "up";
    return refused === signals ? "quarantined" : "degraded";
  }
}
