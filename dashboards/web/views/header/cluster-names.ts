// Names of the plan's clusters; an id that is not of the plan stands as it is.
import type { Bilingual } from "../../ui/bilingual.ts";

const names: Readonly<Record<string, Bilingual>> = {
  "wenan-panel": { zh: "文安人造板", en: "Wen'an wood-based panels" },
  "bazhou-furniture": { zh: "霸州定制家具", en: "Bazhou custom furniture" },
  "dacheng-insulation": { zh: "大城绝热节能材料", en: "Dacheng insulation" },
};

export function clusterName(cluster: string): Bilingual {
  return names[cluster] ?? { zh: cluster, en: cluster };
}
