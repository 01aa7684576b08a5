// What a run found of one site, as lines for a terminal: counts first, then items, then every criterion that
// is not met or held by a clue, with its reason.
import { type Verdict, verdictWords } from "#contracts/verdict.ts";
import { describeItem, describeRules } from "#scoring/explain.ts";
import { loadPolicy } from "#scoring/files/load-policy.ts";
import { wrap } from "../terminal-text.ts";
import type { SiteReport } from "./demo-report.ts";
import { demoSites } from "./demo-sites.ts";

/** A number stays on the line of what it counts. */
function keepCounts(text: string): string {
  return text.replaceAll(/(\d) (?=[^·])/g, "$1\u00a0");
}

function describeCounts(report: SiteReport): string[] {
  const { latencyMs } = report;
  const latency = latencyMs === null ? "–" : `${latencyMs.p50}/${latencyMs.p99} ms`;
  return [
    `读取 read ${report.samplesRead} · 记录 recorded ${report.recorded} · 发布 published ${report.published} · 落盘 journalled ${report.journalled}`,
    `丢失 lost ${report.lost} · 重复 duplicated ${report.duplicated} · 隔离 quarantined ${report.quarantined} · 延迟 latency p50/p99 ${latency}`,
    ...report.logs.map(
      ({ log, size, checkpointVerified: verified }) =>
        `证据日志 log ${log.slice(0, 16)}… ${size}, 检查点已核对至 verified to ${verified?.size ?? 0}`,
    ),
  ].flatMap((text) => wrap("  ", keepCounts(text)));
}

function describeVerdict({ criterion, state, reason }: Verdict): string[] {
  const word = verdictWords[state];
  return [
    ...wrap(`      ${criterion} `, `${word.zh}:${reason.zh}`),
    ...wrap("            ", `${word.en}: ${reason.en}`),
  ];
}

/** Items and reasons under the first policy; those of the other policies stand in the JSON report. */
function describeItems({ verdicts: [first] }: SiteReport): string[] {
  return (first?.items ?? [])
    .filter(({ item }) => item !== "G")
    .flatMap((item) => {
      const words = describeItem(item);
      const failing = item.criteria.filter(
        ({ state }) => state === "NOT_MET" || state === "SUSPECT",
      );
      return [
        ...wrap(`  ${item.item.padEnd(3)} `, keepCounts(words.zh)),
        ...wrap("      ", keepCounts(words.en)),
        ...failing.flatMap(describeVerdict),
      ];
    });
}

export function describeSite(report: SiteReport): string[] {
  const name = demoSites.find(({ id }) => id === report.site)?.name;
  return [
    "",
    ...wrap("", `${name?.zh ?? ""} · ${name?.en ?? ""} (${report.site})`),
    ...describeCounts(report),
    ...describeItems(report),
  ];
}

/** Under whose rules: 试评 until they are adopted. */
export function describePolicy(policy: string): string[] {
  const rules = describeRules(loadPolicy(policy));
  return ["", ...wrap("", rules.zh), ...wrap("", rules.en)];
}
