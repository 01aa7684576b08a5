// The signals of the rock-wool line with an electric furnace (domain reference A3, the rows marked *): its own
// batching and furnace; everything behind is that of the line with a cupola.

import { batchingSignals, furnaceSignals } from "./rock-wool-signals.ts";
import { alarm, sharedMachines } from "./wool-line-signals.ts";
import { held, pv, signalsByPoint } from "./wool-signal.ts";

const { "weight.coke": _coke, ...electricBatching } = batchingSignals;

const current = (n: 1 | 2 | 3) =>
  pv("R", "B22", [0, 25], [`${n} 号电极电流`, `Electrode current ${n}`], {
    tauS: 12,
    sigma: 0.003,
    relative: true,
  });
const voltage = (n: 1 | 2 | 3) =>
  pv("R", "VLT", [0, 250], [`${n} 号电极电压`, `Electrode voltage ${n}`], {
    tauS: 12,
    sigma: 0.002,
    relative: true,
  });
const shell = (n: 1 | 2 | 3 | 4) =>
  pv("R", "CEL", [0, 400], [`炉壳温度 ${n}`, `Shell temperature ${n}`], {
    tauS: 18_000,
    sigma: 0.15,
  });

export const electricFurnaceSignals = {
  ...furnaceSignals,
  "current.electrode.1": current(1),
  "current.electrode.2": current(2),
  "current.electrode.3": current(3),
  "voltage.electrode.1": voltage(1),
  "voltage.electrode.2": voltage(2),
  "voltage.electrode.3": voltage(3),
  "power.furnace": pv("R", "MAW", [0, 8], ["熔化功率", "Furnace power"], {
    tauS: 12,
    sigma: 0.002,
    relative: true,
  }),
  tap: held("R", "ST", "C62", ["变压器档位", "Transformer tap"], [0, 12]),
  "temperature.bath": pv("R", "CEL", [0, 1_800], ["熔池温度", "Bath temperature"], {
    tauS: 6_500,
    sigma: 0.8,
  }),
  "temperature.roof": pv("R", "CEL", [0, 1_200], ["炉顶温度", "Roof temperature"], {
    tauS: 1_200,
    sigma: 0.6,
  }),
  "temperature.shell.1": shell(1),
  "temperature.shell.2": shell(2),
  "temperature.shell.3": shell(3),
  "temperature.shell.4": shell(4),
  "alarm.shell": alarm("炉壳超温", "Shell temperature high-high"),
} as const;

export const electricBatchingSignals = electricBatching;

/** By point; serial numbers are identity, not signals. */
export const electricRockWoolSignals = signalsByPoint({
  batching: electricBatchingSignals,
  furnace: electricFurnaceSignals,
  ...sharedMachines,
});
