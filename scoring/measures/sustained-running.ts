// What A1-14 and B1-14 ask of a window besides their numbers: enough days of it, and enough of them with real
// production. The days are real days, whatever the window of a demo says: a demo never shows 30 days of running.
import { formatValue } from "#contracts/measured-value.ts";
import { type ProductionDays, productionDays } from "../observation/production-days.ts";
import type { Words } from "../words.ts";
import { type Condition, type MeasureInput, toRatio } from "./measure.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export type Sustained = {
  readonly windowDays: number;
  readonly production: ProductionDays | null;
};

export function sustainedRunning({
  criterion,
  lines,
  observation,
  evidence,
}: MeasureInput): Sustained {
  const minHours = criterion.parameters.minProducingHoursPerDay ?? 1;
  return {
    windowDays: toRatio(Math.max(0, evidence.window.to - evidence.window.from), dayMs),
    production: productionDays(observation, lines, minHours * hourMs),
  };
}

/** Why the window is too short; null when it is not. */
export function describeShortWindow(windowDays: number, neededDays: number): Words | null {
  if (windowDays >= neededDays) return null;
  const [has, needs] = [windowDays, neededDays].map((days) => formatValue(days, "days"));
  return {
    zh: `已观察 ${has?.zh},须满 ${needs?.zh}`,
    en: `observed for ${has?.en}, needs ${needs?.en}`,
  };
}

export function productionCondition({ production }: Sustained, neededDays: number): Condition {
  if (production === null) {
    return {
      holds: null,
      words: {
        zh: "没有带状态表的状态信号,生产日不能确定",
        en: "no state signal tells production days",
      },
    };
  }
  const { days, possible } = production;
  return {
    holds: days >= neededDays ? true : possible >= neededDays ? null : false,
    words: {
      zh: `有实际生产的生产日 ${days} 天,须 ≥ ${neededDays} 天`,
      en: `${days} days with real production, needs ≥ ${neededDays}`,
    },
  };
}
