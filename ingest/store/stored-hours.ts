// What the index knows of a site hour by hour: how many records, the records themselves, and the facts
// computed from them. Facts are kept with the number of records they were computed from, so that a later
// arrival makes them visibly out of date, whatever happened in between.
import type { Fact } from "#contracts/fact.ts";
import { hourMs } from "#contracts/fact.ts";
import type { ScanRecord } from "#contracts/record.ts";
import { assembleRecords, assemblyColumns, assemblyOrder } from "../archive/record-assembly.ts";
import type { RecordIndex } from "./record-index.ts";
import { storedNames } from "./stored-names.ts";

export type StoredScan = {
  readonly gateway: string;
  readonly log: string;
  readonly sequence: number;
  readonly ingestTime: number;
  readonly record: ScanRecord;
  /** Records between the scan before of this log in this hour and this one are not here. */
  readonly hole: boolean;
};

export type HourCount = {
  readonly hour: number;
  readonly records: number;
  /** Records that arrived at least `graceMs` after the hour had ended. */
  readonly late: number;
};

/** Facts of one hour as they were computed. */
export type StoredFacts = HourCount & {
  /** What else they depend on: the hash or version of the line model. */
  readonly model: string;
  readonly facts: readonly Fact[];
};

export class StoredHours {
  readonly #index: RecordIndex;

  constructor(index: RecordIndex) {
    this.#index = index;
  }

  #logs(site: string, gateways: readonly string[]): number[] {
    return this.#index.names.logs
      .ofSite(site)
      .filter(({ name }) => gateways.includes(name[1]))
      .map(({ id }) => id);
  }

  /** Sequences of all logs of a gateway that are committed. */
  indexed(site: string, gateway: string): { log: string; from: number; to: number }[] {
    return this.#index.names.logs
      .ofSite(site)
      .filter(({ name }) => name[1] === gateway)
      .flatMap(({ name: [, , log] }) =>
        this.#index.indexed(site, gateway, log).map((range) => ({ log, ...range })),
      );
  }

  /** Makes what was added visible to the queries below. Throws INGEST_INDEX_WRITE. */
  flush(): Promise<void> {
    return this.#index.flush();
  }

  /** Hours of gateway time in [from, to) that have scans, ascending. */
  async counts(
    site: string,
    gateways: readonly string[],
    span: { from: number; to: number; graceMs: number },
  ): Promise<HourCount[]> {
    const { from, to, graceMs } = span;
    const logs = this.#logs(site, gateways);
    if (logs.length === 0) return [];
    const rows = await this.#index.readers.use((connection) =>
      connection.runAndReadAll(
        `SELECT (gateway_time // ${hourMs} * ${hourMs})::DOUBLE AS hour, count(*)::DOUBLE,
           count_if(ingest_time >= gateway_time // ${hourMs} * ${hourMs} + ${hourMs + graceMs})::DOUBLE
         FROM records WHERE log IN (${logs.join(", ")}) AND kind = 0 AND gateway_time >= ${from}
           AND gateway_time < ${to} GROUP BY ALL ORDER BY hour`,
      ),
    );
    return rows.getRows().map(([hour, records, late]) => ({
      hour: Number(hour),
      records: Number(records),
      late: Number(late),
    }));
  }

  /**
   * Gateway time of the first record of these gateways, ms UTC; null when there is none. Any kind of record: a
   * gateway that is there and whose equipment never answered observes its site all the same.
   * @param since earlier records are left out, ms UTC.
   */
  async first(
    site: string,
    gateways: readonly string[],
    since = Number.MIN_SAFE_INTEGER,
  ): Promise<number | null> {
    const logs = this.#logs(site, gateways);
    if (logs.length === 0) return null;
    const rows = await this.#index.readers.use((connection) =>
      connection.runAndReadAll(
        `SELECT min(gateway_time)::DOUBLE FROM records
         WHERE log IN (${logs.join(", ")}) AND gateway_time >= ${since}`,
      ),
    );
    const first = rows.getRows()[0]?.[0];
    return first === null || first === undefined ? null : Number(first);
  }

  /**
   * Scans of one gateway with gateway time in [hour, hour + 1 h), log by log in order of their first scan,
   * each in order of sequence.
   */
  async scans(
    site: string,
    gateway: string,
    hour: number,
    take: (scan: StoredScan) => void,
  ): Promise<void> {
    const logs = this.#logs(site, [gateway]);
    if (logs.length === 0) return;
    const { names } = this.#index;
    const stored = storedNames(names);
    await this.#index.readers.use(async (connection) => {
      const within = `SELECT * FROM records WHERE log IN (${logs.join(", ")}) AND kind = 0
        AND gateway_time >= ${hour} AND gateway_time < ${hour + hourMs}`;
      const sql = `WITH own AS (${within}),
        begun AS (SELECT log, min(gateway_time) AS begin FROM own GROUP BY log),
        r AS (SELECT own.*, begin FROM own JOIN begun USING (log))
        SELECT ${assemblyColumns} FROM r LEFT JOIN samples s
          ON r.log = s.log AND r.sequence = s.sequence ORDER BY r.begin, ${assemblyOrder}`;
      const next = new Map<number, number>();
      for await (const scan of assembleRecords(connection, sql, stored)) {
        const { log, sequence, ingestTime, record } = scan;
        const after = next.get(log);
        const name = names.logs.name(log);
        if (record.kind !== "scan" || name === undefined) continue;
        const hole = after !== undefined && !this.#index.hasAll(log, after, sequence);
        next.set(log, sequence + 1);
        take({ gateway, log: name[2], sequence, ingestTime, record, hole });
      }
    });
  }

  /** Facts kept for hours in [from, to), ascending. */
  async loadFacts(site: string, from: number, to: number): Promise<StoredFacts[]> {
    const rows = await this.#index.readers.use((connection) =>
      connection.runAndReadAll(
        `SELECT hour::DOUBLE, records::DOUBLE, late::DOUBLE, model, body FROM facts
         WHERE site = $1 AND hour >= $2 AND hour < $3 ORDER BY hour`,
        [site, from, to],
      ),
    );
    return rows.getRows().map(([hour, records, late, model, body]) => ({
      hour: Number(hour),
      records: Number(records),
      late: Number(late),
      model: String(model),
      facts: JSON.parse(String(body)) as Fact[],
    }));
  }

  /** Keeps the facts of an hour in place of what was kept before. */
  async saveFacts(site: string, stored: StoredFacts): Promise<void> {
    const { hour, records, late, model, facts } = stored;
    await this.#index.write(async (connection) => {
      await connection.run("BEGIN");
      try {
        await connection.run("DELETE FROM facts WHERE site = $1 AND hour = $2", [site, hour]);
        await connection.run("INSERT INTO facts VALUES ($1, $2, $3, $4, $5, $6)", [
          site,
          hour,
          records,
          late,
          model,
          JSON.stringify(facts),
        ]);
        await connection.run("COMMIT");
      } catch (error) {
        await connection.run("ROLLBACK").catch(() => {});
        throw error;
      }
    });
  }
}
