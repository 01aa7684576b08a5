// The signals of the rock-wool line with a cupola (domain reference A3; τ and σ are its marks [R]): batching,
// furnace, and with them the machines behind.

import { alarm, counter, plateSignals, sharedMachines } from "./wool-line-signals.ts";
import { held, pv, signalsByPoint, text } from "./wool-signal.ts";

const kgPerCharge = (zh: string, en: string) =>
  pv("R", "KGM", [0, 500], [zh, en], { sigma: 0.001, relative: true, heldS: 360 });

export const batchingSignals = {
  ...plateSignals,
  "weight.basalt": kgPerCharge("玄武岩配料量", "Basalt of the charge"),
  "weight.dolomite": kgPerCharge("白云石配料量", "Dolomite of the charge"),
  "weight.slag": kgPerCharge("矿渣配料量", "Slag of the charge"),
  "weight.briquette": kgPerCharge("压块配料量", "Briquettes of the charge"),
  "weight.coke": kgPerCharge("焦炭配料量", "Coke of the charge"),
  recipe: text("o", ["配方", "Recipe"]),
  "acidity.target": held("o", "SP", "C62", ["酸度系数目标", "Acidity coefficient target"], [1, 3]),
} as const;

const celsius = [0, 100] as const;

/** Of every furnace: its melt, its cooling water, its charges. */
export const furnaceSignals = {
  ...plateSignals,
  "output.total": counter("KGM", "熔体累计量", "Melt total"),
  "count.charge": counter("C62", "加料次数", "Charges", "R"),
  campaign: text("o", ["炉次", "Furnace campaign"]),
  "campaign.hours": held("o", "CALC", "HUR", ["炉龄", "Age of the campaign"], [0, 20_000]),
  "temperature.melt": pv("R", "CEL", [800, 1_800], ["熔体温度", "Melt temperature"], {
    tauS: 900,
    sigma: 4,
  }),
  "flow.melt": pv("r", "E18", [0, 10], ["流股流量", "Melt flow"], {
    tauS: 90,
    sigma: 0.02,
    relative: true,
    cutOff: 0.05,
  }),
  "temperature.water.in": pv("R", "CEL", celsius, ["冷却水进水温度", "Cooling water in"], {
    tauS: 180,
    sigma: 0.1,
  }),
  "temperature.water.out": pv("R", "CEL", celsius, ["冷却水回水温度", "Cooling water out"], {
    tauS: 180,
    sigma: 0.1,
  }),
  "flow.water": pv("R", "MQH", [0, 120], ["冷却水流量", "Cooling water flow"], {
    tauS: 5,
    sigma: 0.006,
    relative: true,
  }),
  "alarm.water.rise": alarm("冷却水温差报警", "Cooling-water temperature rise alarm"),
  "alarm.water.flow": alarm("冷却水流量低", "Cooling-water flow low"),
  "alarm.stream": alarm("流股断流", "Melt stream break"),
} as const;

export const cupolaSignals = {
  ...furnaceSignals,
  level: pv("R", "MTR", [0, 6], ["料位", "Burden level"], { sigma: 0.015 }),
  "flow.blast": pv("R", "MQH", [0, 12_000], ["鼓风量", "Blast flow"], {
    tauS: 5,
    sigma: 0.01,
    relative: true,
    cutOff: 60,
  }),
  "temperature.blast": pv("R", "CEL", [0, 800], ["热风温度", "Hot-blast temperature"], {
    tauS: 900,
    sigma: 2,
  }),
  "pressure.blast": pv("r", "KPA", [0, 25], ["风压", "Blast pressure"], { tauS: 5, sigma: 0.06 }),
  "flow.oxygen": pv("o", "MQH", [0, 500], ["富氧量", "Oxygen enrichment"], {
    tauS: 5,
    sigma: 0.006,
    relative: true,
    cutOff: 3,
  }),
  "temperature.topgas": pv("r", "CEL", [0, 600], ["炉顶温度", "Top-gas temperature"], {
    tauS: 150,
    sigma: 2,
  }),
  "concentration.co": pv("r", "P1", [0, 25], ["炉顶 CO", "Top-gas CO"], { tauS: 20, sigma: 0.08 }),
  "alarm.co": alarm("CO 高", "CO high"),
} as const;

/** By point; serial numbers are identity, not signals. */
export const rockWoolSignals = signalsByPoint({
  batching: batchingSignals,
  cupola: cupolaSignals,
  ...sharedMachines,
});
