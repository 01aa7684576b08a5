// The points of an energy meter, named as every meter of a line names them: V, A, W, var, VA, Hz, kWh, kvarh.

import type { MeterReading } from "./meter-reading.ts";
import type { Points } from "./point-table.ts";

/** @param reading the meter as it stands now. */
export function meterPoints(reading: () => MeterReading): Points {
  const phase = (n: 0 | 1 | 2): Points => {
    const l = `l${n + 1}`;
    const at = () => reading().phases[n];
    return {
      [`voltage.${l}`]: () => at().voltageV,
      [`current.${l}`]: () => at().currentA,
      [`power.active.${l}`]: () => at().activeW,
      [`power.apparent.${l}`]: () => at().apparentVa,
      [`power.reactive.${l}`]: () => at().reactiveVar,
      [`power.factor.${l}`]: () => at().powerFactor,
      [`energy.active.import.${l}`]: () => stepped(at().importKwh),
    };
  };
  return {
    ...phase(0),
    ...phase(1),
    ...phase(2),
    "power.active": () => reading().activeW,
    "power.apparent": () => reading().apparentVa,
    "power.reactive": () => reading().reactiveVar,
    "power.factor": () => reading().powerFactor,
    // Meters count hundredths of a hertz (domain reference, X2).
    frequency: () => Math.round(reading().frequencyHz * 100) / 100,
    "energy.active.import": () => stepped(reading().importKwh),
    // Lines only draw.
    "energy.active.export": () => 0,
    "energy.reactive.import": () => stepped(reading().importKvarh),
  };
}

/** A counter shows whole steps that are complete, so it never runs ahead and never falls. */
function stepped(energy: number): number {
  return Math.floor(energy * 1000) / 1000;
}
