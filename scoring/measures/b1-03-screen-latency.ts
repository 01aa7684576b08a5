// B1-03 实时性: p95 Screen latency (first display of a value − its source time) of states ≤ 5 s and of energy ≤ 60 s, and
// ≥ 99 % of production minutes fresh. Screens say it themselves; an hour in which none did could hide slow ones, so
// every scheduled hour has to be reported. There is no bar for process data here (A2-04 has one).
import { formatSpan, formatValue } from "#contracts/measured-value.ts";
import { productionEquipment } from "#contracts/production-equipment.ts";
import { displayIn, displayPercentile, unreportedHours } from "../observation/display-times.ts";
import { freshMinutes, freshSignals } from "../observation/fresh-minutes.ts";
import { gatewaysOf } from "../observation/required-signals.ts";
import {
  type Condition,
  type Measured,
  type MeasureInput,
  toRatio,
  unmeasurable,
} from "./measure.ts";

type Freshness = { readonly value: number; readonly possible: number };

/** Over all production machines with signals to judge; null without any production minute. */
function freshnessOf({ lines, observation }: MeasureInput): Freshness | null {
  const rows = productionEquipment(lines).flatMap(
    (machine) => freshMinutes(observation, machine) ?? [],
  );
  const total = (pick: (row: (typeof rows)[number]) => number) =>
    rows.reduce((sum, row) => sum + pick(row), 0);
  const production = total((row) => row.production);
  if (production === 0) return null;
  const fresh = total((row) => row.fresh);
  const unknown = total((row) => row.unknown);
  return { value: toRatio(fresh, production), possible: toRatio(fresh + unknown, production) };
}

function freshCondition(freshness: Freshness | null, minRatio: number): Condition {
  if (freshness === null) {
    return {
      holds: null,
      words: { zh: "没有已知状态的生产分钟", en: "no production minutes with a known state" },
    };
  }
  const { value, possible } = freshness;
  const [shown, bar] = [value, minRatio].map((ratio) => formatValue(ratio, "ratio"));
  return {
    holds: value >= minRatio ? true : possible >= minRatio ? null : false,
    words: {
      zh: `生产分钟中新鲜的占 ${shown?.zh},须 ≥ ${bar?.zh}`,
      en: `${shown?.en} of production minutes fresh, needs ≥ ${bar?.en}`,
    },
  };
}

function energyCondition(p95Ms: number | null, maxSeconds: number): Condition {
  if (p95Ms === null) {
    return {
      holds: null,
      words: { zh: "没有屏幕报告能耗的显示时间", en: "no screen reported when energy was shown" },
    };
  }
  const shown = formatSpan(p95Ms);
  return {
    holds: p95Ms <= maxSeconds * 1000,
    words: {
      zh: `能耗显示延迟 p95 ${shown.zh},须 ≤ ${maxSeconds} 秒`,
      en: `p95 Screen latency of energy ${shown.en}, needs ≤ ${maxSeconds} s`,
    },
  };
}

export function measureScreenLatency(input: MeasureInput): Measured {
  const { criterion, lines, observation, evidence } = input;
  const display = displayIn(evidence.display, evidence.window);
  const state = displayPercentile(display, "state", 95);
  if (state === null) {
    return unmeasurable({
      zh: "没有屏幕报告状态的显示时间",
      en: "no screen reported when states were shown",
    });
  }
  const { parameters } = criterion;
  const graceMs = (parameters.reportGraceSeconds ?? 300) * 1000;
  const unreported = Math.max(
    ...(["state", "energy"] as const).map((kind) =>
      unreportedHours(observation.hours, display, kind, graceMs),
    ),
  );
  const energy = displayPercentile(display, "energy", 95);
  const freshness = freshnessOf(input);
  const value = state / 1000;
  const shown = formatValue(value, "seconds", "<=");
  const signals = productionEquipment(lines).flatMap(freshSignals);
  return {
    value,
    // Unreported hours could hold many fast displays, or slow ones.
    possible: unreported > 0 ? 0 : value,
    unknown: {
      zh: `${unreported} 个小时没有屏幕报告`,
      en: `no screen reported in ${unreported} hour(s)`,
    },
    declared: null,
    conditions: [
      {
        holds: unreported === 0 ? true : null,
        words: {
          zh: `${unreported} 个小时没有屏幕报告`,
          en: `no screen reported in ${unreported} hour(s)`,
        },
      },
      energyCondition(energy, parameters.maxEnergySeconds ?? 60),
      freshCondition(freshness, parameters.minFreshMinuteRatio ?? 0.99),
    ],
    summary: { zh: `状态显示延迟 p95 ${shown.zh}`, en: `p95 Screen latency of states ${shown.en}` },
    details: [
      ...(["state", "process", "energy"] as const).map((kind) => {
        const p95 = displayPercentile(display, kind, 95);
        return {
          subject: kind,
          value: p95 === null ? null : p95 / 1000,
          unit: "seconds",
          note: { zh: "显示延迟 p95", en: "p95 Screen latency" },
        };
      }),
      {
        subject: "fresh-minutes",
        value: freshness?.value ?? null,
        unit: "ratio",
        note: { zh: "生产分钟中新鲜的比例", en: "share of production minutes that were fresh" },
      },
    ],
    counts: { unreportedHours: unreported },
    gateways: gatewaysOf(signals),
    factRevision: observation.revisionOf(signals),
  };
}
