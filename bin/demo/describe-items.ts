// Verdicts of items as lines for a terminal.
import type { ItemVerdict } from "#contracts/verdict.ts";
import { describeItem } from "#scoring/explain.ts";

export function describeItems(
  verdicts: readonly { readonly policy: string; readonly items: readonly ItemVerdict[] }[],
): string[] {
  return verdicts.flatMap(({ policy, items }) =>
    items.map((item) => {
      const words = describeItem(item);
      return `${policy} ${item.item} ${words.zh} · ${words.en}`;
    }),
  );
}
