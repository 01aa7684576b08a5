// Records a run of the line with a multi-daylight press.

import { daylightDesign } from "../panel-line/panel-design.ts";
import { type PanelRun, type PanelRunOptions, recordLine } from "../panel-line/panel-run.ts";
import { daylightRecipes } from "./daylight-recipe.ts";
import { MultiDaylightPlant } from "./multi-daylight-plant.ts";
import { multiDaylightSignals } from "./multi-daylight-signals.ts";

export function daylightRun(options: PanelRunOptions): PanelRun {
  return recordLine(
    {
      signals: multiDaylightSignals,
      design: daylightDesign,
      recipes: daylightRecipes,
      create: (given) => new MultiDaylightPlant(given, {}),
    },
    options,
  );
}
