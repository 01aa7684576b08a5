// Verdicts as sentences for screens and paper (the words are fixed in contracts/verdict.ts).

import { describeMust, itemMust } from "#contracts/must-counts.ts";
import type { Policy } from "#contracts/policy.ts";
import type { ItemVerdict } from "#contracts/verdict.ts";
import type { Words } from "./words.ts";

/** `9 项必备:7 符合 · 1 证据不足 · 1 待补材料;前置 8 项:…` (contracts/must-counts.ts). */
export function describeItem(item: ItemVerdict): Words {
  if (item.must.length === 0)
    return { zh: "没有必备指标,不作评定", en: "no must criteria: not judged" };
  return describeMust(itemMust(item));
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
