// G-04 and B1-09 数据完整性链: share of the window's records that stand under a checkpoint whose signature and root agree
// with the rebuilt tree. Verified to its end means: the newest verified checkpoint covers the last record, or is so
// young that the next one is still due; a checkpoint from the future is not young, or a gateway could sign one for all
// time and verify nothing after it. Forks break it. Gaps that the gateway declared and records kept aside want an
// explanation, which only a person gives. Without a cosignature of a witness that the site does not run, younger than
// an hour, the history could have been rewritten by whoever holds the gateway's key: then nobody knows.
import { formatValue } from "#contracts/measured-value.ts";
import { noWords, type Words } from "../words.ts";
import { gatewayLogs, logName, type WindowLog } from "./gateway-logs.ts";
import {
  type Condition,
  type Measured,
  type MeasureInput,
  toRatio,
  unmeasurable,
} from "./measure.ts";

type Limits = { readonly to: number; readonly tailMs: number; readonly witnessMs: number };

type Row = {
  readonly log: WindowLog;
  readonly records: number;
  readonly covered: number;
  readonly conditions: readonly Condition[];
};

/** Records of the window under the verified checkpoint; all of them where the next checkpoint is still due. */
function coveredRecords(
  { verified, windowRange: { from, to } }: WindowLog,
  limits: Limits,
): number {
  if (verified === null || verified.size <= from) return 0;
  if (Math.abs(limits.to - verified.time) <= limits.tailMs) return to - from;
  return Math.min(to, verified.size) - from;
}

function conditionsOf(log: WindowLog, limits: Limits): readonly Condition[] {
  const name = logName(log);
  const lost = log.gapRecords + log.quarantined;
  const { witnessedAt } = log;
  const isWitnessed = witnessedAt !== null && witnessedAt >= limits.to - limits.witnessMs;
  return [
    {
      holds: log.forks === 0,
      words: {
        zh: `日志 ${name} 有 ${log.forks} 处分叉`,
        en: `log ${name} has ${log.forks} fork(s)`,
      },
    },
    {
      holds: lost === 0 ? true : null,
      words: {
        zh: `日志 ${name} 有 ${lost} 条记录缺失或隔离,尚无说明`,
        en: `${lost} record(s) of log ${name} missing or set aside, not explained`,
      },
    },
    {
      holds: isWitnessed ? true : null,
      words: describeWitness(witnessedAt, limits),
    },
  ];
}

function describeWitness(witnessedAt: number | null, { to }: Limits): Words {
  if (witnessedAt === null) {
    return { zh: "没有外部见证的联署", en: "no cosignature of an outside witness" };
  }
  const minutes = Math.floor((to - witnessedAt) / 60_000);
  return {
    zh: `外部见证的联署已是 ${minutes} 分钟之前`,
    en: `the outside witness last cosigned ${minutes} min ago`,
  };
}

function silentCondition(silent: readonly string[]): readonly Condition[] {
  if (silent.length === 0) return [];
  const names = silent.join(", ");
  return [
    {
      holds: null,
      words: { zh: `网关 ${names} 没有证据日志`, en: `no evidence log of gateway ${names}` },
    },
  ];
}

/** The same words of several logs are said once. */
function onlyOnce(conditions: readonly Condition[]): readonly Condition[] {
  return conditions.filter(
    (one, i) =>
      conditions.findIndex((each) => each.holds === one.holds && each.words.en === one.words.en) ===
      i,
  );
}

function describe({ log, records, covered }: Row): Words {
  const checkpoint =
    log.verified === null
      ? noWords
      : { zh: `到 ${log.verified.size}`, en: `to ${log.verified.size}` };
  return {
    zh: `${records} 条记录中 ${covered} 条经核验${checkpoint.zh};分叉 ${log.forks},缺失 ${log.gapRecords},隔离 ${log.quarantined}`,
    en: `${covered} of ${records} records verified ${checkpoint.en}; forks ${log.forks}, gaps ${log.gapRecords}, set aside ${log.quarantined}`,
  };
}

export function measureIntegrityChain({ criterion, lines, evidence }: MeasureInput): Measured {
  const { gateways, logs, silent } = gatewayLogs(lines, evidence.logs);
  if (logs.length === 0) {
    return unmeasurable({
      zh: "观察期内没有证据日志",
      en: "no evidence log has records in the window",
    });
  }
  const limits: Limits = {
    to: evidence.window.to,
    tailMs: (criterion.parameters.maxUnverifiedTailSeconds ?? 60) * 1000,
    witnessMs: (criterion.parameters.maxWitnessAgeSeconds ?? 3600) * 1000,
  };
  const rows = logs.map((log): Row => {
    const records = log.windowRange.to - log.windowRange.from;
    return {
      log,
      records,
      covered: coveredRecords(log, limits),
      conditions: conditionsOf(log, limits),
    };
  });
  const records = rows.reduce((sum, row) => sum + row.records, 0);
  const covered = rows.reduce((sum, row) => sum + row.covered, 0);
  const value = toRatio(covered, records);
  const percent = formatValue(value, "ratio");
  return {
    value,
    // A checkpoint that is still to come could cover the rest.
    possible: 1,
    unknown: {
      zh: "部分记录还没有经核验的检查点",
      en: "records are not under a verified checkpoint yet",
    },
    declared: null,
    conditions: onlyOnce([...rows.flatMap((row) => row.conditions), ...silentCondition(silent)]),
    summary: {
      zh: `${logs.length} 条日志的 ${records} 条记录经核验 ${percent.zh}`,
      en: `${percent.en} of ${records} records in ${logs.length} log(s) verified`,
    },
    details: rows.map((row) => ({
      subject: logName(row.log),
      value: toRatio(row.covered, row.records),
      unit: "ratio",
      note: describe(row),
    })),
    counts: { logs: logs.length, records, covered },
    gateways,
    factRevision: 0,
  };
}
