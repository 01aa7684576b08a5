// What devices said of themselves, out of the index. A gateway reads identities when it starts and whenever
// equipment comes up again, and records what is new: so the newest one stands until another replaces it or its
// log is over, and a short window asks for what stood in it, however long ago that was read. An empty value
// says that the equipment was asked and does not say this: nothing stands any more.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { EquipmentIdentity } from "#contracts/evidence.ts";
import type { IdentityProperty } from "../evidence/identity-properties.ts";
import type { RecordIndex } from "./record-index.ts";
import { recordKinds } from "./record-kinds.ts";

export type IdentityRow = IdentityProperty & {
  readonly log: number;
  readonly sequence: number;
  readonly gatewayTime: number;
};

/** More would be no list of equipment; the newest remain. */
const mostIdentities = 100_000;

/** Adds rows within the transaction of the records that they come from. */
export async function appendIdentities(
  writer: DuckDBConnection,
  rows: readonly IdentityRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const appender = await writer.createAppender("identities");
  for (const { log, sequence, gatewayTime, equipment, key, value } of rows) {
    appender.appendInteger(log);
    appender.appendBigInt(BigInt(sequence));
    appender.appendBigInt(BigInt(gatewayTime));
    appender.appendVarchar(equipment);
    appender.appendVarchar(key);
    appender.appendVarchar(value);
    appender.endRow();
  }
  appender.closeSync();
}

type LogSpan = { readonly log: number; readonly gateway: string; first: number; end: number };

/** When the logs of a site began and ended, host time, which no gateway's clock can move. */
async function logSpans(index: RecordIndex, site: string, connection: DuckDBConnection) {
  const named = index.names.logs.ofSite(site);
  if (named.length === 0) return [];
  const found = await connection.runAndReadAll(
    `SELECT log, min(ingest_time)::DOUBLE,
       (min(ingest_time) FILTER (kind = ${recordKinds.indexOf("end")}))::DOUBLE
     FROM records WHERE log IN (${named.map(({ id }) => id).join(", ")}) GROUP BY log`,
  );
  return found.getRows().map(([log, first, end]): LogSpan => {
    const gateway = index.names.logs.name(Number(log))?.[1] ?? "";
    const ended = end === null || end === undefined ? Number.POSITIVE_INFINITY : Number(end);
    return { log: Number(log), gateway, first: Number(first), end: ended };
  });
}

/** Logs that said something at or after `from`: not ended, and no later log of their gateway begun, before it. */
function standingLogs(spans: readonly LogSpan[], from: number): number[] {
  return spans
    .filter((span) =>
      spans.every(
        (other) =>
          other.gateway !== span.gateway || other.first <= span.first || other.first > from,
      ),
    )
    .filter(({ end }) => end > from)
    .map(({ log }) => log);
}

/**
 * The newest identity of each equipment, key and gateway with gateway time before `to`, of logs that stood at
 * or after `from`; by equipment and key. Newest by log and sequence: a clock that was set back changes nothing. Throws INGEST_INDEX_QUERY, INGEST_INDEX_BUSY, INGEST_INDEX_DAMAGED.
 */
export function readIdentities(
  index: RecordIndex,
  site: string,
  from: number,
  to: number,
): Promise<EquipmentIdentity[]> {
  return index.readers.use(async (connection) => {
    const logs = standingLogs(await logSpans(index, site, connection), from);
    if (logs.length === 0) return [];
    const found = await connection.runAndReadAll(
      `SELECT i.equipment, l.gateway, i.key, i.value, i.gateway_time::DOUBLE, l.log, i.sequence::DOUBLE
       FROM identities i JOIN logs l ON l.id = i.log
       WHERE i.log IN (${logs.join(", ")}) AND i.gateway_time < ${to}
       QUALIFY row_number() OVER (PARTITION BY i.equipment, l.gateway, i.key
         ORDER BY i.log DESC, i.sequence DESC) = 1 AND i.value <> ''
       ORDER BY i.equipment, i.key, l.gateway LIMIT ${mostIdentities}`,
    );
    return found.getRows().map(([equipment, gateway, key, value, readAt, log, sequence]) => ({
      equipment: String(equipment),
      gateway: String(gateway),
      key: String(key),
      value: String(value),
      readAt: Number(readAt),
      log: String(log),
      sequence: Number(sequence),
    }));
  });
}
