// Verdicts as sentences for screens and paper (the words are fixed in contracts/verdict.ts).
import type { Policy } from "#contracts/policy.ts";
import { type ItemVerdict, verdictStates, verdictWords } from "#contracts/verdict.ts";
import type { Words } from "./words.ts";

/** What people want first: what is met, then what stands in the way, worst first. */
const shownOrder = ["MET", ...verdictStates.filter((state) => state !== "MET")] as const;

/**
 * `9 项必备:7 符合 · 1 证据不足 · 1 待补材料`; states that count none are left out. Must criteria that an
 * item takes from the items it requires are counted with its own and named in brackets.
 */
export function describeItem(item: ItemVerdict): Words {
  const all = item.must.length;
  if (all === 0) return { zh: "没有必备指标,不作评定", en: "no must criteria: not judged" };
  const required = item.must.filter((id) => !id.startsWith(`${item.item}-`)).length;
  const counted = shownOrder.filter((state) => item.counts[state] > 0);
  const say = (language: keyof Words) =>
    counted.map((state) => `${item.counts[state]} ${verdictWords[state][language]}`).join(" · ");
  return {
    zh: `${all} 项必备${required > 0 ? `(含前置 ${required} 项)` : ""}:${say("zh")}`,
    en: `${all} must criteria${required > 0 ? ` (${required} of required items)` : ""}: ${say("en")}`,
  };
}

/** Stands under every result: which rules said so, and that recognition rests with the authority. */
export function describeRules({ id, version, adoption, watermark }: Policy): Words {
  const trial = adoption === null;
  const mark = watermark === undefined ? { zh: "", en: "" } : watermark;
  const lead = (text: string) => (text === "" ? "" : `${text} · `);
  return {
    zh: `${lead(mark.zh)}${trial ? "试评 · " : ""}按本系统规则 ${id} v${version};官方认定以主管部门为准`,
    en: `${lead(mark.en)}${trial ? "trial assessment · " : ""}by rules ${id} v${version} of this system; recognition rests with the authority`,
  };
}
