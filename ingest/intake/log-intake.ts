// The way into the journal for one log: what is new goes to the disk, what is there already is counted,
// what contradicts is kept aside, what never decodes is given up with its bytes.
// Nothing changes the ledger or the tree here: that happens when an entry is durable.
import { ByteWriter, encodeUtf8, sameBytes } from "#contracts/bytes.ts";
import { type Checkpoint, openCheckpoint } from "#contracts/checkpoint.ts";
import { CodedError } from "#contracts/errors.ts";
import type { LogLedger } from "#contracts/live.ts";
import { type SequenceRange, SequenceRanges } from "#contracts/sequence-ranges.ts";
import type { Enrolment } from "../evidence/enrolment.ts";
import { isConsistentGap } from "../evidence/gap-check.ts";
import { nodeCrypto, sha256 } from "../evidence/node-crypto.ts";
import type { JournalEntry } from "../journal/segment-format.ts";
import { Acknowledgements } from "../ledger/acknowledgements.ts";
import { FailedDeliveries } from "../ledger/failed-deliveries.ts";
import { MissingRequests } from "../ledger/missing-requests.ts";
import { type Notify, noticeOf } from "../notice.ts";
import type { EvidenceAnnouncement } from "../subscribe/birth.ts";
import type { EdgeOutput } from "../subscribe/edge-node.ts";
import type { JournalToken } from "./journal-token.ts";
import { LogState, quarantineReasons } from "./log-state.ts";
import { NonceAnswers } from "./nonce-answers.ts";
import { OldDuplicates } from "./old-duplicates.ts";

export type AppendEntry = (entry: JournalEntry, token: JournalToken) => boolean;

type RecordOutput = Extract<EdgeOutput, { kind: "record" }>;
type UndecodableOutput = Extract<EdgeOutput, { kind: "undecodable" }>;

/** A sequence further ahead than this is a corrupt number, not a record. */
const furthestAhead = 1_000_000;
const maxNotes = 64;

export class LogIntake {
  readonly state: LogState;
  readonly oldDuplicates = new OldDuplicates();
  readonly missing: MissingRequests;
  readonly acknowledgements = new Acknowledgements();
  readonly nonces = new NonceAnswers();
  readonly #append: AppendEntry;
  readonly #notify: Notify;
  readonly #failed = new FailedDeliveries();
  /** Leaf hashes of records on their way to the disk. */
  readonly #pending = new Map<number, Uint8Array>();
  readonly #notes = new Set<string>();
  #duplicates = 0;
  #acknowledged = 0;
  /** The log's end as this session of the gateway knows it; lower than ours after an old disk was restored. */
  #end = 0;

  constructor(enrolment: Enrolment, append: AppendEntry, notify: Notify) {
    this.state = new LogState(enrolment);
    this.missing = new MissingRequests(this.state.account);
    this.#append = append;
    this.#notify = notify;
  }

  /** A birth: bounds of the log, a fresh start for requests. @param now monotonic ms. */
  announced(evidence: EvidenceAnnouncement, at: number, now: number): void {
    const { account, enrolment } = this.state;
    if (evidence.next < account.next) {
      this.#notify({
        level: "error",
        message: `网关 ${enrolment.gateway} 的日志倒退:已收到 ${account.next},它只到 ${evidence.next};可能恢复了旧磁盘 · the log of gateway ${enrolment.gateway} went back: ${account.next} are known here, it announces ${evidence.next}; was an old disk restored?`,
        detail: { log: enrolment.log, known: account.next, announced: evidence.next },
      });
    }
    this.#end = evidence.next;
    account.raiseNext(evidence.next);
    account.declareGap(0, evidence.oldest);
    this.missing.restart(now);
    this.acknowledgements.want("now");
    if (evidence.checkpoint !== null) this.receiveCheckpoint(evidence.checkpoint, at);
  }

  /** @param at host time, ms UTC. @param now monotonic ms. */
  receive(output: RecordOutput, at: number, now: number): void {
    const { sequence, record, leafInput } = output;
    const { account, enrolment } = this.state;
    if (!this.#isPlausible(sequence)) return;
    this.#end = Math.max(this.#end, sequence + 1);
    this.#failed.succeeded(sequence);
    const leaf = sha256(leafInput);
    const bytes = leafInput.subarray(1);
    if (account.isJournalled(sequence) || this.#pending.has(sequence)) {
      this.#repeated(sequence, leaf, bytes, at);
      return;
    }
    if (record.kind === "gap" && !isConsistentGap(record, sequence)) {
      this.quarantine(sequence, quarantineReasons.inconsistentGap, leaf, bytes, at);
      return;
    }
    const { historical } = output;
    const { log } = enrolment;
    const ingestTime = at;
    const taken = this.#append(
      { type: "record", historical, log, sequence, ingestTime, payload: bytes },
      { kind: "record", log: this, sequence, leaf, record, historical, ingestTime },
    );
    if (!taken) return;
    this.#pending.set(sequence, leaf);
    account.raiseNext(sequence + 1);
    this.missing.arrived(sequence, now);
  }

  receiveCheckpoint(note: string, at: number): void {
    if (this.#notes.has(note)) return;
    const { enrolment } = this.state;
    let checkpoint: Checkpoint;
    try {
      checkpoint = openCheckpoint(
        note,
        { origin: enrolment.origin, publicKey: enrolment.key },
        nodeCrypto,
      );
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      this.#notify(noticeOf("warn", error));
      return;
    }
    if (this.#notes.size >= maxNotes) this.#notes.clear();
    const { log } = enrolment;
    const sequence = checkpoint.size;
    const taken = this.#append(
      {
        type: "checkpoint",
        historical: false,
        log,
        sequence,
        ingestTime: at,
        payload: encodeUtf8(note),
      },
      { kind: "checkpoint", log: this, checkpoint },
    );
    if (!taken) return;
    this.#notes.add(note);
    this.nonces.add(checkpoint.nonce, note);
  }

  /** A delivery that did not decode; the third makes a host gap that keeps the bytes. */
  receiveUndecodable(output: UndecodableOutput, at: number): void {
    const { sequence, undeclared, generation, payload } = output;
    if (sequence === undefined || !this.#isPlausible(sequence)) return;
    const { account, enrolment } = this.state;
    this.#end = Math.max(this.#end, sequence + 1);
    account.raiseNext(sequence + 1);
    if (account.isSettled(sequence) || this.#pending.has(sequence)) {
      this.acknowledgements.want("soon");
      return;
    }
    if (!this.#failed.failed(sequence, undeclared, generation)) return;
    const to = sequence + 1;
    const out = new ByteWriter(payload.length + 8);
    out.u64(to);
    out.raw(payload);
    const { log } = enrolment;
    const taken = this.#append(
      { type: "hostGap", historical: false, log, sequence, ingestTime: at, payload: out.take() },
      { kind: "hostGap", log: this, from: sequence, to },
    );
    if (!taken) return;
    this.#notify({
      level: "error",
      message: `网关 ${enrolment.gateway} 的第 ${sequence} 条记录三次无法解码,原始字节已保留,计为主机缺口 · record ${sequence} of gateway ${enrolment.gateway} did not decode three times: its bytes are kept, it counts as a host gap`,
      detail: { log, sequence, reason: output.reason },
    });
  }

  /** Keeps bytes aside that contradict the log; the same bytes once. */
  quarantine(
    sequence: number,
    reason: number,
    leaf: Uint8Array,
    bytes: Uint8Array,
    at: number,
  ): void {
    this.acknowledgements.want("soon");
    const { state } = this;
    if (state.isRemembered(sequence, leaf)) {
      this.#duplicates += 1;
      return;
    }
    const payload = new Uint8Array(bytes.length + 1);
    payload[0] = reason;
    payload.set(bytes, 1);
    const { log, gateway } = state.enrolment;
    const taken = this.#append(
      { type: "quarantined", historical: false, log, sequence, ingestTime: at, payload },
      { kind: "quarantined", log: this, sequence, reason, leaf },
    );
    if (!taken) return;
    state.remember(sequence, leaf);
    this.#notify({
      level: "error",
      message: `网关 ${gateway} 的第 ${sequence} 条记录与已存内容矛盾,已隔离 · record ${sequence} of gateway ${gateway} contradicts what is kept: quarantined`,
      detail: { log, sequence, reason },
    });
  }

  /** An entry of this log is durable. */
  durable(token: JournalToken): void {
    const { state } = this;
    const forks = state.forks;
    if (token.kind === "record") {
      this.#pending.delete(token.sequence);
      const { sequence, leaf, record, ingestTime, historical } = token;
      const { gatewayTime } = record;
      state.addRecord(sequence, leaf, { gatewayTime, ingestTime, historical }, record);
    } else if (token.kind === "checkpoint") state.addCheckpoint(token.checkpoint);
    else if (token.kind === "quarantined") {
      state.addQuarantined(token.sequence, token.reason, token.leaf);
      return;
    } else if (token.kind === "hostGap") state.addHostGap(token.from, token.to);
    if (state.forks > forks) {
      const { log, gateway } = state.enrolment;
      this.#notify({
        level: "error",
        message: `网关 ${gateway} 签名的检查点与收到的记录不符 · a checkpoint signed by gateway ${gateway} disagrees with the records that arrived`,
        detail: { log, size: state.tree.size },
      });
    }
  }

  /**
   * All below is settled and known to the gateway, which refuses an acknowledgement beyond its own end and
   * would send again for ever what it believes undelivered.
   */
  get settledBelow(): number {
    return Math.min(this.state.account.settledBelow, this.#end);
  }

  /**
   * What acknowledgements may say now; the number counts as told. Where the gateway's log ends before what is settled,
   * the truth comes first: the gateway refuses it, and by that it knows that it runs on a copy of an older day.
   */
  acknowledge(): number[] {
    const { settledBelow } = this.state.account;
    this.#acknowledged = this.settledBelow;
    return settledBelow > this.#end ? [settledBelow, this.#acknowledged] : [this.#acknowledged];
  }

  /** Ranges to ask for now; what has arrived and waits for a slow disk is not among them. @param now monotonic ms. */
  ask(now: number): SequenceRange[] {
    const due = this.missing.due(now);
    if (due.length === 0 || this.#pending.size === 0) return due;
    const waiting = new SequenceRanges();
    for (const sequence of this.#pending.keys()) waiting.add(sequence, sequence + 1);
    return due.flatMap(({ from, to }) => waiting.missing(from, to));
  }

  ledger(): LogLedger {
    const { log, site, gateway } = this.state.enrolment;
    return {
      log,
      site,
      gateway,
      ...this.state.account.counts(),
      duplicates: this.#duplicates,
      acknowledged: this.#acknowledged,
      forks: this.state.forks,
    };
  }

  #isPlausible(sequence: number): boolean {
    const { account, enrolment } = this.state;
    if (sequence < account.next + furthestAhead) return true;
    this.#notify({
      level: "warn",
      message: `网关 ${enrolment.gateway} 的序号 ${sequence} 不可信,已忽略 · sequence ${sequence} of gateway ${enrolment.gateway} is far beyond ${account.next}: ignored`,
      detail: { log: enrolment.log, sequence, next: account.next },
    });
    return false;
  }

  #repeated(sequence: number, leaf: Uint8Array, bytes: Uint8Array, at: number): void {
    const known = this.#pending.get(sequence) ?? this.state.window.get(sequence);
    if (known === undefined) {
      // Too long ago to be at hand: compared with the journal later.
      this.oldDuplicates.add({ sequence, leaf, bytes: bytes.slice(), at });
    } else if (!sameBytes(known, leaf)) {
      this.quarantine(sequence, quarantineReasons.otherHash, leaf, bytes, at);
      return;
    }
    this.#duplicates += 1;
    this.acknowledgements.want("soon");
  }
}
