// Why an equipment is not simply up, in words, made when somebody asks.
import { badStatusWords } from "./bad-status.ts";
import type { GroupScan } from "./group-scan.ts";
import type { Liveness } from "./liveness.ts";

/** Signals and reasons named in one text; the rest is counted. */
const maxNamed = 3;

type Bad = { readonly ids: string[]; askedAgainAt: number | undefined };

/** zh · en; empty when up or unknown. @param at monotonic ms, now */
export function reasonOf(liveness: Liveness, scans: readonly GroupScan[], at: number): string {
  const { state, linkDown, stalls } = liveness;
  switch (state) {
    case "up":
    case "unknown":
      return "";
    case "down":
      if (linkDown !== undefined) return linkDown;
      if (stalls.length > 0) return stalls.join("; ");
      return `设备不应答 · the equipment does not answer: ${badWords(scans, at)}`;
    case "quarantined":
      return `设备应答,但拒绝全部 ${total(scans)} 个地址 · it answers, but refuses all ${total(scans)} addresses: ${badWords(scans, at)}`;
    case "degraded": {
      const bad = scans.reduce((sum, { states }) => sum + states.bad, 0);
      const head = `${total(scans)} 个信号中 ${bad} 个无效 · ${bad} of ${total(scans)} signals are bad`;
      return [`${head}: ${badWords(scans, at)}`, ...stalls].join("; ");
    }
  }
}

function total(scans: readonly GroupScan[]): number {
  return scans.reduce((sum, { states }) => sum + states.size, 0);
}

function badWords(scans: readonly GroupScan[], at: number): string {
  const byStatus = new Map<number, Bad>();
  for (const scan of scans) {
    for (const [status, { ids, indices }] of scan.states.badByStatus()) {
      const same = byStatus.get(status) ?? { ids: [], askedAgainAt: undefined };
      same.ids.push(...ids);
      for (const index of indices) {
        same.askedAgainAt = earlier(same.askedAgainAt, scan.askedAgainAt(index));
      }
      byStatus.set(status, same);
    }
  }
  const parts = [...byStatus].map(
    ([status, bad]) => `${badStatusWords(status)}: ${named(bad, at)}`,
  );
  const more = parts.length > maxNamed ? [`+${parts.length - maxNamed}`] : [];
  return [...parts.slice(0, maxNamed), ...more].join("; ");
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}

function named({ ids, askedAgainAt }: Bad, at: number): string {
  const more = ids.length > maxNamed ? ` … (${ids.length})` : "";
  const text = `${ids.slice(0, maxNamed).join(", ")}${more}`;
  if (askedAgainAt === undefined) return text;
  const seconds = Math.max(0, Math.ceil((askedAgainAt - at) / 1000));
  return `${text} (${seconds} s 后再问 · asked again in ${seconds} s)`;
}
