// Verdicts of items as lines for a terminal: what was counted, and by whose rules.
import type { ItemVerdict } from "#contracts/verdict.ts";
import { describeItem, describeRules } from "#scoring/explain.ts";
import { loadPolicy } from "#scoring/files/load-policy.ts";
import { wrap } from "../terminal-text.ts";

/** A number stays on the line of what it counts. */
function keepCounts(text: string): string {
  return text.replaceAll(/(\d) (?=[^·])/g, "$1\u00a0");
}

/** Each policy with its standing first (试评 until it is adopted), then its items. */
export function describeItems(
  verdicts: readonly { readonly policy: string; readonly items: readonly ItemVerdict[] }[],
): string[] {
  return verdicts.flatMap(({ policy, items }) => {
    const rules = describeRules(loadPolicy(policy));
    return [
      "",
      ...wrap("  ", rules.zh),
      ...wrap("  ", rules.en),
      ...items.flatMap((item) => {
        const words = describeItem(item);
        return [
          ...wrap(`    ${item.item.padEnd(3)} `, keepCounts(words.zh)),
          ...wrap("        ", keepCounts(words.en)),
        ];
      }),
    ];
  });
}
