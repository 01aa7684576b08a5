// Who may join, who has joined, and which logs are closed. One decision, made by reading, and made again inside the
// transaction that writes: of two uses of a code at once one is granted, the other finds it used.
import type { DatabaseSync } from "node:sqlite";
import type { EnrolmentRefusal, EnrolmentRequest } from "#contracts/enrolment.ts";
import type { Issued } from "./authority.ts";
import { dataVersion, openRegistryFile, transaction } from "./registry-file.ts";

export type NewCode = {
  /** SHA-256 of the secret's symbols, 64 hex digits: the secret itself is kept nowhere. */
  readonly hash: string;
  readonly site: string;
  readonly gateway: string;
  /** Log that may be replaced with it, 64 hex digits. */
  readonly replaces?: string;
  readonly expiresAt: number;
};

export type EnrolledGateway = {
  readonly site: string;
  readonly gateway: string;
  readonly log: string;
  readonly fingerprint: string;
  readonly simulated: boolean;
  /** ms UTC */
  readonly enrolledAt: number;
  /** ms UTC; null while it stands. */
  readonly endedAt: number | null;
  readonly endedBy: string | null;
};

/** Newest checkpoint of a log that the centre verified. */
export type LastCheckpoint = {
  readonly size: number;
  readonly root: string;
  readonly time: number;
};

export type ClosedLog = {
  readonly log: string;
  readonly closedAt: number;
  readonly replacedBy: string;
  readonly checkpoint: LastCheckpoint | null;
};

export type Decision =
  | { readonly kind: "refused"; readonly refusal: EnrolmentRefusal; readonly at?: number }
  /** The same gateway asks again with the same code: it is given what it was given. */
  | { readonly kind: "again"; readonly certificate: string; readonly replaced: string | null }
  | { readonly kind: "open"; readonly replaces: string | null };

export type Asking = {
  readonly request: EnrolmentRequest;
  /** SHA-256 of the request's secret. */
  readonly hash: string;
  /** The requested key, as keyText. */
  readonly clientKey: string;
};

type CodeRow = {
  readonly site: string;
  readonly gateway: string;
  readonly replaces: string | null;
  readonly expires_at: number;
  readonly used_at: number | null;
  readonly used_by_log: string | null;
};

type EnrolmentRow = {
  readonly site: string;
  readonly gateway: string;
  readonly log: string;
  readonly simulated: number;
  readonly client_key: string;
  readonly certificate: string;
  readonly fingerprint: string;
  readonly replaces: string | null;
  readonly enrolled_at: number;
  readonly ended_at: number | null;
  readonly ended_by: string | null;
};

const refused = (refusal: EnrolmentRefusal, at?: number): Decision => ({
  kind: "refused",
  refusal,
  ...(at === undefined ? {} : { at }),
});

export class EnrolmentRegistry {
  readonly #db: DatabaseSync;

  /** Throws INGEST_REGISTRY_*. */
  constructor(file: string) {
    this.#db = openRegistryFile(file);
  }

  #one<T>(sql: string, ...values: (string | number | null)[]): T | undefined {
    return this.#db.prepare(sql).get(...values) as T | undefined;
  }

  #standing(site: string, gateway: string): EnrolmentRow | undefined {
    return this.#one(
      "SELECT * FROM enrolment WHERE site = ? AND gateway = ? AND ended_at IS NULL",
      site,
      gateway,
    );
  }

  get isEmpty(): boolean {
    return this.#one("SELECT 1 FROM enrolment LIMIT 1") === undefined;
  }

  addCode({ hash, site, gateway, replaces, expiresAt }: NewCode, now: number): void {
    this.#db
      .prepare(
        "INSERT INTO enrolment_code (hash, site, gateway, replaces, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
      )
      .run(hash, site, gateway, replaces ?? null, now, expiresAt);
  }

  /** What would become of a request whose proof is right. Changes nothing. */
  decide({ request, hash, clientKey }: Asking, now: number): Decision {
    const code = this.#one<CodeRow>("SELECT * FROM enrolment_code WHERE hash = ?", hash);
    if (code === undefined) return refused("code-unknown");
    if (code.site !== request.site) return refused("other-site");
    if (code.gateway !== request.gateway) return refused("other-gateway");
    if (code.used_at !== null) {
      const given = this.#one<EnrolmentRow>("SELECT * FROM enrolment WHERE code = ?", hash);
      const same =
        given?.ended_at === null && given.log === request.log && given.client_key === clientKey;
      return same && now < code.expires_at
        ? { kind: "again", certificate: given.certificate, replaced: given.replaces }
        : refused("code-used", code.used_at);
    }
    if (now >= code.expires_at) return refused("code-expired", code.expires_at);
    return this.#decideLog(request, code.replaces);
  }

  #decideLog({ site, gateway, log }: EnrolmentRequest, replaces: string | null): Decision {
    if (this.closedLog(log) !== undefined) return refused("log-closed");
    const elsewhere = this.#one(
      "SELECT 1 FROM enrolment WHERE log = ? AND (site <> ? OR gateway <> ?)",
      log,
      site,
      gateway,
    );
    if (elsewhere !== undefined) return refused("log-taken");
    const last = this.lastLog(site, gateway);
    const another = last !== undefined && last !== log && last !== replaces;
    const open = replaces === null || this.mayReplace(site, gateway, replaces);
    // A code for a replacement is for a new log; one without cannot end another log.
    if (another || !open || replaces === log) return refused("replacement-not-open");
    return { kind: "open", replaces };
  }

  /** The log that stands for a gateway or, after it was revoked, stood last; undefined: never enrolled. */
  lastLog(site: string, gateway: string): string | undefined {
    return this.#one<{ log: string }>(
      "SELECT log FROM enrolment WHERE site = ? AND gateway = ? ORDER BY number DESC LIMIT 1",
      site,
      gateway,
    )?.log;
  }

  /** A log is replaced once, and by its own gateway; one that was never enrolled here is the word of who makes the code. */
  mayReplace(site: string, gateway: string, log: string): boolean {
    const elsewhere = "SELECT 1 FROM enrolment WHERE log = ? AND (site <> ? OR gateway <> ?)";
    return (
      this.closedLog(log) === undefined && this.#one(elsewhere, log, site, gateway) === undefined
    );
  }

  /** Uses the code and keeps the gateway with its certificate, or finds that it may not. */
  enrol(
    asking: Asking,
    issued: Issued,
    checkpointOf: (log: string) => LastCheckpoint | null,
    now: number,
  ): Decision {
    const { request, hash, clientKey } = asking;
    const { site, gateway, log, publicKey, simulated } = request;
    return transaction(this.#db, () => {
      const decision = this.decide(asking, now);
      if (decision.kind !== "open") return decision;
      const { replaces } = decision;
      this.#db
        .prepare(
          "UPDATE enrolment SET ended_at = ?, ended_by = CASE log WHEN ? THEN 'renewed' ELSE 'replaced' END WHERE site = ? AND gateway = ? AND ended_at IS NULL",
        )
        .run(now, log, site, gateway);
      if (replaces !== null) this.#close(request, replaces, checkpointOf(replaces), now);
      this.#db
        .prepare(
          `INSERT INTO enrolment (code, site, gateway, log, public_key, simulated, client_key, certificate, fingerprint, serial, replaces, enrolled_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          ...[hash, site, gateway, log, publicKey, Number(simulated), clientKey],
          ...[issued.pem, issued.fingerprint, issued.serial, replaces, now],
        );
      this.#db
        .prepare("UPDATE enrolment_code SET used_at = ?, used_by_log = ? WHERE hash = ?")
        .run(now, log, hash);
      return decision;
    });
  }

  #close(by: EnrolmentRequest, log: string, last: LastCheckpoint | null, now: number): void {
    const known = [last?.size ?? null, last?.root ?? null, last?.time ?? null];
    this.#db
      .prepare("INSERT INTO closed_log VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .run(log, by.site, by.gateway, now, by.log, ...known);
  }

  /** The gateway that a client certificate admits; undefined for one that is unknown or no longer stands. */
  holder(fingerprint: string): { readonly site: string; readonly gateway: string } | undefined {
    return this.#one(
      "SELECT site, gateway FROM enrolment WHERE fingerprint = ? AND ended_at IS NULL",
      fingerprint,
    );
  }

  /** The log that stands for a gateway; undefined when the gateway was never enrolled, null when it is no more. */
  logOf(
    site: string,
    gateway: string,
  ): { readonly log: string; readonly simulated: boolean } | null | undefined {
    const standing = this.#standing(site, gateway);
    if (standing !== undefined) return { log: standing.log, simulated: standing.simulated === 1 };
    const before = "SELECT 1 FROM enrolment WHERE site = ? AND gateway = ? LIMIT 1";
    return this.#one(before, site, gateway) === undefined ? undefined : null;
  }

  closedLog(log: string): ClosedLog | undefined {
    const row = this.#one<{
      closed_at: number;
      replaced_by: string;
      size: number | null;
      root: string | null;
      checkpoint_time: number | null;
    }>("SELECT * FROM closed_log WHERE log = ?", log);
    if (row === undefined) return undefined;
    const { size, root, checkpoint_time: time } = row;
    const checkpoint =
      size === null || root === null || time === null ? null : { size, root, time };
    return { log, closedAt: row.closed_at, replacedBy: row.replaced_by, checkpoint };
  }

  /** Ends a gateway's enrolment and its codes that nobody has used; false when there was neither. */
  revoke(site: string, gateway: string, now: number): boolean {
    return transaction(this.#db, () => {
      const ended = this.#db
        .prepare(
          "UPDATE enrolment SET ended_at = ?, ended_by = 'revoked' WHERE site = ? AND gateway = ? AND ended_at IS NULL",
        )
        .run(now, site, gateway);
      const codes = this.#db
        .prepare(
          "UPDATE enrolment_code SET expires_at = ? WHERE site = ? AND gateway = ? AND used_at IS NULL AND expires_at > ?",
        )
        .run(now, site, gateway, now);
      return Number(ended.changes) + Number(codes.changes) > 0;
    });
  }

  /** All enrolments, in the order in which they were made. */
  list(): EnrolledGateway[] {
    const rows = this.#db.prepare("SELECT * FROM enrolment ORDER BY number").all();
    return (rows as unknown as EnrolmentRow[]).map((row) => ({
      site: row.site,
      gateway: row.gateway,
      log: row.log,
      fingerprint: row.fingerprint,
      simulated: row.simulated === 1,
      enrolledAt: row.enrolled_at,
      endedAt: row.ended_at,
      endedBy: row.ended_by,
    }));
  }

  /** Another number after another process has written. */
  get version(): number {
    return dataVersion(this.#db);
  }

  close(): void {
    this.#db.close();
  }
}
