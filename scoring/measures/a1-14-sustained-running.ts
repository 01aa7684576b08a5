// A1-14 持续运行: the line has been observed for 30 consecutive days, at least 15 of them production days on which it
// really produced. A scheduled day on which machines stand, or run without a producing state, is none.
import { formatValue } from "#contracts/measured-value.ts";
import { gatewaysOf } from "../observation/required-signals.ts";
import type { Words } from "../words.ts";
import { type Measured, type MeasureInput, unmeasurable } from "./measure.ts";
import { describeShortWindow, productionCondition, sustainedRunning } from "./sustained-running.ts";

export function measureSustainedRunning(input: MeasureInput): Measured {
  const { criterion, observation } = input;
  const sustained = sustainedRunning(input);
  const { windowDays, production } = sustained;
  if (production === null) {
    return unmeasurable({
      zh: "线体模型没有带状态表的状态信号",
      en: "the line model has no state signal with a table of states",
    });
  }
  const short = describeShortWindow(windowDays, criterion.threshold?.value ?? 30);
  const shown = formatValue(windowDays, "days");
  const condition = productionCondition(sustained, criterion.parameters.minProductionDays ?? 15);
  const produced: Words = {
    zh: `其中有实际生产的生产日 ${production.days} 天`,
    en: `${production.days} of them with real production`,
  };
  return {
    value: windowDays,
    possible: windowDays,
    declared: null,
    conditions: [condition],
    summary: { zh: `已观察 ${shown.zh}`, en: `observed for ${shown.en}` },
    // Where there are too few of them the condition says so.
    ...(condition.holds === true ? { remark: produced } : {}),
    details: [],
    counts: { productionDays: production.days, possibleProductionDays: production.possible },
    gateways: gatewaysOf(production.signals),
    factRevision: observation.revisionOf(production.signals),
    ...(short === null ? {} : { insufficient: short }),
  };
}
