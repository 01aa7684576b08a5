// The points of a temperature controller: °C, %, A.

import type { Points } from "./point-table.ts";
import type { ZoneState } from "./press-hall.ts";

export function controllerPoints(zone: () => ZoneState): Points {
  return {
    "temperature.pv": () => zone().processValueC,
    "temperature.sp": () => zone().setpointC,
    "output.heating": () => zone().output * 100,
    "current.heater": () => zone().heaterA,
    "alarm.1": () => zone().alarm,
    "alarm.1.limit": () => zone().deviationAlarmC,
  };
}
