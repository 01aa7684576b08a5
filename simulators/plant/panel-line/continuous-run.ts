// Records a run of the line with a continuous press.

import { continuousLineSignals } from "./continuous-press-signals.ts";
import { continuousDesign } from "./panel-design.ts";
import { PanelLinePlant } from "./panel-line-plant.ts";
import { panelRecipes } from "./panel-recipe.ts";
import { type PanelRun, type PanelRunOptions, recordLine } from "./panel-run.ts";

export function continuousRun(options: PanelRunOptions): PanelRun {
  return recordLine(
    {
      signals: continuousLineSignals,
      design: continuousDesign,
      recipes: panelRecipes,
      create: (given) => new PanelLinePlant(given, {}),
    },
    options,
  );
}
