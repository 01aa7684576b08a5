// The signals of the line with a continuous press, by point: class, unit, range, dynamics (domain reference A1).

import { each, flag, pv, setpoint } from "../instruments.ts";
import type { SignalSheet } from "../signal-sheet.ts";
import { pressSignals, sharedPanelSignals } from "./panel-signals.ts";

const ZONES = [1, 2, 3, 4, 5] as const;
const SIDES = ["1.left", "1.right", "2.left", "2.right", "3.left", "3.right"] as const;

export const continuousLineSignals: SignalSheet = {
  ...sharedPanelSignals,
  ...pressSignals,
  "press.speed.line": pv("C16", [0, 800], 2, "0.05%", "R", "压机速度", "press speed"),
  "press.speed.line.sp": setpoint("C16", [0, 800], "r", "压机速度设定", "press speed setpoint"),
  ...each(
    "press.temperature.zone",
    ZONES,
    pv("CEL", [0, 400], 600, 0.3, "R", "热压板温度", "platen temperature zone"),
  ),
  ...Object.fromEntries(
    ZONES.map((n) => [
      `press.temperature.zone.${n}.sp`,
      setpoint("CEL", [0, 400], "R", `热压板温度设定 ${n}`, `platen setpoint zone ${n}`),
    ]),
  ),
  ...each(
    "press.pressure.specific",
    [1, 2, 3],
    pv("C56", [0, 6], 0.5, "1%", "R", "比压", "specific pressure section"),
  ),
  ...each(
    "press.position.gap",
    SIDES,
    pv("MMT", [0, 50], 0.5, 0.01, "R", "压板间距", "platen gap section"),
  ),
  "press.position.gap": pv("MMT", [0, 50], 0.5, 0.01, "R", "出口间距", "platen gap at the exit"),
  "press.thickness.raw": pv("MMT", [0, 50], 1, 0.05, "R", "毛板厚度", "raw thickness"),
  "press.alarm.belt-tracking": flag("R", "钢带跑偏", "steel-belt tracking"),
};
