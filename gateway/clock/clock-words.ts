// What is wrong with the gateway's clock, for a person who can set it.
import type { ClockRecord } from "#contracts/record.ts";
import type { ClockSource } from "../evidence/clock-tracker.ts";

function amount(ms: number): string {
  const size = Math.abs(ms);
  if (size < 120_000) return `${(size / 1000).toFixed(1)} s`;
  if (size < 2 * 86_400_000) return `${(size / 3_600_000).toFixed(1)} h`;
  return `${Math.round(size / 86_400_000)} d`;
}

const names: { readonly [reference: string]: { readonly zh: string; readonly en: string } } = {
  host: { zh: "中心", en: "the centre" },
  ntp: { zh: "NTP", en: "NTP" },
};

/** zh · en; undefined while every source is within the limit, or none has spoken. */
export function clockWarning(
  sources: readonly ClockSource[],
  maxOffsetMs: number,
  systemSynchronised: boolean | null,
): string | undefined {
  if (sources.every(({ offsetMs }) => Math.abs(offsetMs) <= maxOffsetMs)) return undefined;
  const said = sources.map(({ reference, offsetMs }) => ({
    zh: `比${names[reference]?.zh ?? reference}${offsetMs < 0 ? "慢" : "快"} ${amount(offsetMs)}`,
    en: `${amount(offsetMs)} ${offsetMs < 0 ? "behind" : "ahead of"} ${names[reference]?.en ?? reference}`,
  }));
  const agree = sources.every(({ offsetMs }) => Math.abs(offsetMs) > maxOffsetMs);
  const [blameZh, blameEn] = agree
    ? ["请校准本机时间", "set this machine's clock"]
    : [
        "两处时间来源不一致,请核对中心与 NTP 服务器",
        "the two sources disagree: check the centre's clock and the time server",
      ];
  const [systemZh, systemEn] =
    systemSynchronised === false
      ? [
          "(系统也报告未同步:timedatectl set-ntp true)",
          " (the system too says it is not synchronised: timedatectl set-ntp true)",
        ]
      : ["", ""];
  return `网关时钟${said.map(({ zh }) => zh).join(",")}:${blameZh}${systemZh} · The gateway's clock is ${said.map(({ en }) => en).join(", ")}: ${blameEn}${systemEn}.`;
}

/** What a clock record means, for the person at the gateway; undefined for one that needs nobody. */
export function clockWords(
  { state, offsetMs, reference }: ClockRecord,
  tracker: { sources(): readonly ClockSource[]; readonly maxOffsetMs: number },
  systemSynchronised: boolean | null,
): string | undefined {
  if (state === "unsynchronised") {
    return clockWarning(tracker.sources(), tracker.maxOffsetMs, systemSynchronised);
  }
  if (state === "unknown" && reference === "silence") {
    return "一小时以来中心和 NTP 都没有给出时间,网关时钟不再算作已同步:请检查网络 · Neither the centre nor a time server has told the time for an hour; the gateway's clock does not count as synchronised any more: check the network.";
  }
  if (state !== "stepped") return undefined;
  const [zh, en] = offsetMs < 0 ? ["回拨", "back"] : ["前拨", "forward"];
  return `网关时钟被${zh} ${amount(offsetMs)},已记入日志 · The gateway's clock was set ${en} by ${amount(offsetMs)}; the log says so.`;
}
