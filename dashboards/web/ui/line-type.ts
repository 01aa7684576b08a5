// Names of the line profiles that the plan's clusters have; another profile stands as its id.
import type { Bilingual } from "./bilingual.ts";

const names: Readonly<Record<string, Bilingual>> = {
  "wood-panel": { zh: "人造板线", en: "Wood-based panel line" },
  "custom-furniture": { zh: "定制家具线", en: "Custom furniture line" },
  insulation: { zh: "绝热材料线", en: "Insulation line" },
};

export function lineTypeName(profile: string): Bilingual {
  return names[profile] ?? { zh: profile, en: profile };
}
