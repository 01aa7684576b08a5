// One signal over a span of time as a Frame: raw while that is few enough, else the lowest and the
// highest of each bucket, so that no peak is lost. The reduction runs in DuckDB.
import type { DuckDBConnection } from "@duckdb/node-api";
import { hourMs } from "#contracts/fact.ts";
import type { Frame } from "#contracts/live.ts";
import type { RecordIndex } from "./record-index.ts";
import {
  type Bucket,
  breaksOf,
  type Edge,
  heldPoints,
  mergePoints,
  type Point,
  pointsOfBucket,
  type ScanGap,
} from "./trend-points.ts";

export type TrendQuery = {
  readonly site: string;
  readonly equipment: string;
  readonly signal: string;
  /** ms UTC, source time; the end is excluded. */
  readonly from: number;
  readonly to: number;
  /** About the most points wanted. */
  readonly points: number;
};

/** Scan group of the signal; without it gaps between scans cannot be told. */
export type ScanGroup = { readonly id: string; readonly intervalMs: number };

/** More scans missing than this make a gap. */
const gapIntervals = 3;

type Scope = { readonly signal: number; readonly from: number; readonly to: number };

function samplesIn({ signal, from, to }: Scope): string {
  return `SELECT source_time AS t, sequence, ordinal, (status >> 30) = 0 AS good,
      CASE WHEN (status >> 30) = 0 THEN sample_number(kind, mantissa, exponent) END AS v
    FROM samples WHERE signal = ${signal} AND source_time >= ${from} AND source_time < ${to}`;
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

async function rows(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRows();
}

async function rawPoints(connection: DuckDBConnection, scope: Scope): Promise<Point[]> {
  const found = await rows(
    connection,
    `SELECT t::DOUBLE, v, good FROM (${samplesIn(scope)}) ORDER BY t, sequence, ordinal`,
  );
  return found.map(([t, v, good]) => ({
    t: Number(t),
    v: numberOrNull(v),
    good: good === true,
  }));
}

async function reducedPoints(
  connection: DuckDBConnection,
  scope: Scope,
  buckets: number,
): Promise<Point[]> {
  const width = Math.max(1, Math.ceil((scope.to - scope.from) / buckets));
  const found = await rows(
    connection,
    `SELECT arg_min(t, v)::DOUBLE, min(v), arg_max(t, v)::DOUBLE, max(v),
       (min(t) FILTER (NOT good))::DOUBLE, (min(t) FILTER (good AND v IS NULL))::DOUBLE
     FROM (${samplesIn(scope)}) GROUP BY (t - ${scope.from}) // ${width}
     ORDER BY (t - ${scope.from}) // ${width}`,
  );
  return found.flatMap((row) => {
    const [lowAt = null, low = null, highAt = null, high = null, badAt = null, wordlessAt = null] =
      row.map(numberOrNull);
    return pointsOfBucket({ lowAt, low, highAt, high, badAt, wordlessAt } satisfies Bucket);
  });
}

/** Gaps and edges of the scans of a group; the longest gaps when there are more than `limit`. */
async function scanPoints(
  connection: DuckDBConnection,
  scope: Scope,
  group: { id: number; intervalMs: number },
  limit: number,
): Promise<Point[]> {
  const since = scope.from - hourMs;
  const scans = `SELECT gateway_time AS t, lag(gateway_time) OVER (ORDER BY gateway_time) AS before
    FROM records WHERE scan_group = ${group.id} AND gateway_time >= ${since}
      AND gateway_time < ${scope.to}`;
  const foundGaps = await rows(
    connection,
    `SELECT before::DOUBLE, t::DOUBLE FROM (${scans})
     WHERE t - before > ${gapIntervals * group.intervalMs} ORDER BY t - before DESC, t LIMIT ${limit}`,
  );
  const gaps: ScanGap[] = foundGaps.map(([last, next]) => ({
    last: Number(last),
    next: Number(next),
  }));
  const ends = await rows(
    connection,
    `SELECT min(t)::DOUBLE, max(t)::DOUBLE FROM (${scans}) WHERE t >= ${scope.from}`,
  );
  const edgeTimes = [...(ends[0] ?? []), ...gaps.map((gap) => gap.last)]
    .filter((t) => t !== null && Number(t) >= scope.from)
    .map(Number);
  if (edgeTimes.length === 0) return breaksOf(gaps, group.intervalMs, scope.from, scope.to);
  const foundEdges = await rows(
    connection,
    `SELECT e.t::DOUBLE, s.t::DOUBLE, s.v, s.good
     FROM (SELECT DISTINCT unnest([${edgeTimes.join(", ")}])::BIGINT AS t) e
     ASOF JOIN (${samplesIn({ ...scope, from: since })}) s ON e.t >= s.t ORDER BY e.t`,
  );
  const edges: Edge[] = foundEdges.map(([t, sampledAt, v, good]) => ({
    t: Number(t),
    sampledAt: Number(sampledAt),
    v: numberOrNull(v),
    good: good === true,
  }));
  return [
    ...breaksOf(gaps, group.intervalMs, scope.from, scope.to),
    ...heldPoints(edges, gaps, group.intervalMs),
  ];
}

/**
 * The frame of one signal; empty columns when nothing is known of it.
 * Besides samples it has breaks (value null) and, where a value was read again unchanged, a point at the
 * last scan that read it. Throws INGEST_INDEX_QUERY, INGEST_INDEX_BUSY, INGEST_INDEX_DAMAGED.
 */
export async function readTrend(
  index: RecordIndex,
  query: TrendQuery,
  scanGroup?: ScanGroup,
): Promise<Frame> {
  const { site, equipment, signal } = query;
  const [from, to] = [Math.floor(query.from), Math.ceil(query.to)];
  const limit = Math.max(2, Math.floor(query.points));
  const id = index.names.signals.find(site, equipment, signal);
  const head = { equipment, signal, from: query.from, to: query.to };
  if (id === undefined || to <= from) {
    return { ...head, reduction: "raw", time: [], value: [], good: [] };
  }
  return index.readers.use(async (connection) => {
    const scope = { signal: id, from, to };
    const counted = await rows(
      connection,
      `SELECT count(*)::DOUBLE FROM samples WHERE signal = ${id} AND source_time >= ${from}
         AND source_time < ${to}`,
    );
    const raw = Number(counted[0]?.[0]) <= limit;
    const points = raw
      ? await rawPoints(connection, scope)
      : await reducedPoints(connection, scope, Math.floor(limit / 2));
    const group = scanGroup && index.names.scanGroups.find(site, equipment, scanGroup.id);
    const added =
      scanGroup === undefined || group === undefined
        ? []
        : await scanPoints(
            connection,
            scope,
            { id: group, intervalMs: scanGroup.intervalMs },
            limit,
          );
    const all = mergePoints(points, added);
    return {
      ...head,
      reduction: raw ? "raw" : "minmax",
      time: all.map((point) => point.t),
      value: all.map((point) => point.v),
      good: all.map((point) => point.good),
    };
  });
}
