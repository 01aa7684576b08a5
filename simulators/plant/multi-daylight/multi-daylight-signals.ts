// The signals of the line with a multi-daylight press, by point (domain reference A1, rows marked R*).

import { calculated, count, each, pv, setpoint, state } from "../instruments.ts";
import { pressSignals, sharedPanelSignals } from "../panel-line/panel-signals.ts";
import type { SignalSheet } from "../signal-sheet.ts";

const ZONES = [1, 2, 3, 4, 5] as const;

export const multiDaylightSignals: SignalSheet = {
  ...sharedPanelSignals,
  ...pressSignals,
  "press.output.loads": count("C62", "R", "压制周期数", "loads pressed"),
  "press.state.daylight": state([0, 7], "R", "多层压机状态", "daylight state"),
  "press.time.cycle": calculated("SEC", [0, 3_600], "R", "压制周期", "cycle time"),
  "press.time.close": calculated("SEC", [0, 600], "R", "闭合时间", "closing time"),
  "press.time.hold": calculated("SEC", [0, 1_800], "R", "保压时间", "hold time"),
  "press.pressure.hydraulic": pv(
    "BAR",
    [0, 400],
    0.3,
    0.3,
    "R",
    "液压系统压力",
    "cylinder pressure",
  ),
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
};
