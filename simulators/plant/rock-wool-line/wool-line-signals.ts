// The signals of a rock-wool line behind its furnace, machine by machine (domain reference A3; τ and σ are its
// marks [R]). Ranges are those of the instruments, wide enough for start-up and faults.

import { digital, held, pv, text } from "./wool-signal.ts";

export const plateSignals = {
  state: held("R", "ST", "C62", ["状态", "State"], [0, 11]),
  fault: held("o", "BOOL", "C62", ["故障", "Fault"]),
} as const;

export const counter = (unit: string, zh: string, en: string, required: "R" | "o" = "o") =>
  held(required, "CNT", unit, [zh, en], [0, 4_294_967_295]);
export const alarm = (zh: string, en: string) => held("o", "BOOL", "C62", [zh, en]);

const four = (n: 1 | 2 | 3 | 4) => ["一", "二", "三", "四"][n - 1] ?? "";
const wheelSpeed = (n: 1 | 2 | 3 | 4) =>
  pv("R", "RPM", [0, 8_000], [`${four(n)}号辊转速`, `Wheel speed ${n}`], {
    sigma: 0.0008,
    relative: true,
    cutOff: 5,
  });
const wheelCurrent = (n: 1 | 2 | 3 | 4) =>
  pv("R", "AMP", [0, 300], [`${four(n)}号辊电流`, `Wheel current ${n}`], {
    tauS: 1,
    sigma: 0.03,
    relative: true,
  });
const shaking = { sigma: 0.15, cutOff: 0.5 } as const;
const wheelVibration = (n: 1 | 2 | 3 | 4) =>
  pv("R", "C16", [0, 20], [`${four(n)}号轴承振动`, `Vibration of bearing ${n}`], shaking);
const bearing = (n: 1 | 2 | 3 | 4) =>
  pv("R", "CEL", [0, 150], [`${four(n)}号轴承温度`, `Bearing temperature ${n}`], {
    tauS: 900,
    sigma: 0.15,
  });
const dosing = { tauS: 3, sigma: 0.005, relative: true } as const;

export const spinnerSignals = {
  ...plateSignals,
  "output.total": counter("KGM", "纤维累计量", "Fibre total"),
  "speed.wheel.1": wheelSpeed(1),
  "speed.wheel.2": wheelSpeed(2),
  "speed.wheel.3": wheelSpeed(3),
  "speed.wheel.4": wheelSpeed(4),
  "current.wheel.1": wheelCurrent(1),
  "current.wheel.2": wheelCurrent(2),
  "current.wheel.3": wheelCurrent(3),
  "current.wheel.4": wheelCurrent(4),
  "vibration.1": wheelVibration(1),
  "vibration.2": wheelVibration(2),
  "vibration.3": wheelVibration(3),
  "vibration.4": wheelVibration(4),
  "temperature.bearing.1": bearing(1),
  "temperature.bearing.2": bearing(2),
  "temperature.bearing.3": bearing(3),
  "temperature.bearing.4": bearing(4),
  "pressure.air": pv("r", "KPA", [0, 25], ["风环风压", "Blow-ring pressure"], {
    tauS: 2,
    sigma: 0.06,
  }),
  "flow.air": pv("r", "MQH", [0, 20_000], ["风环风量", "Blow-ring air"], {
    tauS: 2,
    sigma: 0.008,
    relative: true,
    cutOff: 80,
  }),
  "flow.water.wheels": pv("o", "MQH", [0, 30], ["辊冷却水流量", "Wheel cooling water"], {
    tauS: 3,
    sigma: 0.006,
    relative: true,
    cutOff: 0.2,
  }),
  "flow.binder": pv("R", "E32", [0, 3_000], ["粘结剂流量", "Binder flow"], {
    ...dosing,
    cutOff: 10,
  }),
  "concentration.binder": pv("R", "P1", [0, 30], ["粘结剂浓度", "Binder concentration"], {
    tauS: 60,
    sigma: 0.03,
  }),
  "loi.target": held("R", "SP", "P1", ["LOI 目标", "Binder target (LOI)"], [0, 10]),
  "lot.binder": text("o", ["粘结剂批号", "Binder lot"]),
  "flow.oil": pv("r", "E32", [0, 60], ["防尘油流量", "Dust-oil flow"], { ...dosing, cutOff: 0.2 }),
  "flow.repellent": pv("r", "E32", [0, 60], ["憎水剂流量", "Water-repellent flow"], {
    ...dosing,
    cutOff: 0.2,
  }),
  "alarm.vibration": alarm("振动报警", "Vibration alarm"),
  "alarm.water.wheels": alarm("辊水冷断", "Wheel cooling water lost"),
  "alarm.binder": alarm("粘结剂断料", "Binder feed lost"),
} as const;

export const collectorSignals = {
  ...plateSignals,
  "output.total": counter("MTK", "铺毡累计面积", "Mat area total"),
  "pressure.suction": pv("R", "PAL", [-1_000, 0], ["集棉负压", "Collection suction"], {
    tauS: 3,
    sigma: 8,
  }),
  "current.fan": pv("R", "AMP", [0, 600], ["集棉风机电流", "Collection fan current"], {
    tauS: 1,
    sigma: 0.006,
    relative: true,
  }),
  "speed.fan": pv("R", "RPM", [0, 2_000], ["集棉风机转速", "Collection fan speed"], {
    sigma: 0.001,
    relative: true,
    cutOff: 2,
  }),
  "weight.primary": pv("r", "GM", [0, 1_000], ["一次毡面密度", "Primary mat weight"], {
    sigma: 0.03,
    relative: true,
    cutOff: 5,
  }),
  "weight.mat": pv("R", "28", [0, 20], ["铺毡面密度", "Mat weight"], {
    tauS: 2,
    sigma: 0.01,
    relative: true,
  }),
  "speed.pendulum": pv("R", "C94", [0, 80], ["摆锤频率", "Pendulum frequency"], {
    sigma: 0.002,
    relative: true,
  }),
  "speed.pendulum.belt": pv("R", "2X", [0, 300], ["摆锤带速", "Pendulum belt speed"], {
    sigma: 0.001,
    relative: true,
  }),
  "alarm.suction": alarm("集棉负压低", "Collection suction low"),
} as const;

export const crimperSignals = {
  ...plateSignals,
  "ratio.sp": held("r", "SP", "C62", ["打褶比设定", "Crimp ratio set"], [1, 6]),
  ratio: pv("r", "C62", [0, 8], ["打褶比", "Crimp ratio"], { sigma: 0.004, relative: true }),
  height: pv("r", "MMT", [0, 400], ["打褶出口高度", "Height behind the crimper"], { sigma: 0.12 }),
} as const;

const fanSpeed = (n: number) =>
  pv("r", "RPM", [0, 2_000], [`${n} 区循环风机转速`, `Circulation fan ${n} speed`], {
    sigma: 0.001,
    relative: true,
    cutOff: 2,
  });

export const ovenSignals = {
  ...plateSignals,
  "output.total": counter("MTR", "通过累计长度", "Mat length total"),
  "speed.chain": pv("R", "2X", [0, 20], ["链板速度", "Chain speed"], {
    sigma: 0.001,
    relative: true,
  }),
  "height.chain": pv("R", "MMT", [0, 250], ["链板高度", "Chain height"], { sigma: 0.06 }),
  "current.chain": pv("o", "AMP", [0, 200], ["链板电流", "Chain current"], {
    tauS: 2,
    sigma: 0.008,
    relative: true,
  }),
  "speed.fan.1": fanSpeed(1),
  "speed.fan.2": fanSpeed(2),
  "speed.fan.3": fanSpeed(3),
  "speed.fan.4": fanSpeed(4),
  "speed.fan.5": fanSpeed(5),
  "pressure.difference": pv("r", "PAL", [0, 2_500], ["热风压差", "Differential pressure"], {
    tauS: 5,
    sigma: 5,
  }),
  "temperature.exhaust": pv("r", "CEL", [0, 400], ["排烟温度", "Exhaust temperature"], {
    tauS: 60,
    sigma: 0.5,
  }),
  "temperature.core.out": pv("r", "CEL", [0, 400], ["出口板芯温度", "Core temperature at exit"], {
    tauS: 200,
    sigma: 0.6,
  }),
  "temperature.cool.out": pv("o", "CEL", [0, 200], ["冷却后温度", "Temperature after cooling"], {
    tauS: 60,
    sigma: 0.4,
  }),
  "concentration.gas": pv("o", "P1", [0, 100], ["燃气泄漏浓度", "Gas detector, share of LEL"], {
    sigma: 0.12,
  }),
  "alarm.temperature": alarm("固化炉超温着火", "Oven over-temperature, fire"),
  "alarm.chain": alarm("链板过载", "Chain overload"),
  "alarm.gas": alarm("燃气泄漏", "Gas leak"),
} as const;

const zoneSignals = {
  "temperature.pv": digital("R", "CEL", [-200, 1_800], ["测量温度", "Process value"]),
  "temperature.sp": held("R", "SP", "CEL", ["设定温度", "Set point"], [-200, 1_800]),
  "output.heating": digital("o", "P1", [-5, 105], ["加热操作量", "Heating output"]),
  // Gas burners: nothing is connected to the current transformer's input.
  "current.heater": held("o", "CALC", "AMP", ["加热器电流", "Heater current"], [0, 55]),
  "alarm.1": alarm("报警 1", "Alarm 1"),
  "alarm.1.limit": held("o", "SP", "CEL", ["报警 1 值", "Alarm value 1"], [-200, 1_800]),
} as const;

const gasMeterSignals = {
  "gas.flow": digital("R", "MQH", [0, 250], ["天然气流量", "Natural gas flow"]),
  "gas.total": held("R", "CNT", "MTQ", ["天然气累计量", "Natural gas total"], [0, 42_949_672.95]),
  "gas.pressure": digital("o", "KPA", [80, 200], ["天然气压力", "Gas pressure"]),
  "gas.temperature": digital("o", "CEL", [-30, 60], ["天然气温度", "Gas temperature"]),
} as const;

export const sawSignals = {
  ...plateSignals,
  "output.total": counter("C62", "板累计数", "Boards"),
  "output.good": counter("C62", "合格板数", "Good boards"),
  "output.rejected": counter("C62", "不合格板数", "Rejected boards"),
  "count.cut": counter("C62", "切割次数", "Cuts", "R"),
  "waste.trim.total": counter("KGM", "边废累计量", "Trim waste total"),
  "waste.trim": held("R", "CALC", "E93", ["边废", "Trim waste"], [0, 2_000]),
  "current.motor": pv("o", "AMP", [0, 800], ["切割电机电流", "Saw motor current"], {
    tauS: 1,
    sigma: 0.008,
    relative: true,
  }),
  oee: held("o", "CALC", "C62", ["本班 OEE", "OEE of the shift"], [0, 1]),
  "quality.density": pv("o", "KMQ", [0, 250], ["板密度", "Board density"], {
    sigma: 0.006,
    relative: true,
  }),
  "quality.thickness": pv("o", "MMT", [0, 200], ["板厚", "Board thickness"], {
    sigma: 0.15,
    cutOff: 2,
  }),
} as const;

const stackerSignals = {
  ...plateSignals,
  "output.total": counter("C62", "打包累计数", "Packs"),
  "pack.number": text("o", ["包号", "Pack number"]),
} as const;

const lineSignals = {
  state: plateSignals.state,
  "output.mass": held("R", "CNT", "TNE", ["产量", "Output"], [0, 1e9]),
  "output.volume": held("R", "CNT", "MTQ", ["产量(体积)", "Output by volume"], [0, 1e9]),
  "output.packs": counter("C62", "产量(包)", "Output in packs", "R"),
  order: text("o", ["订单", "Order"]),
  product: text("o", ["产品", "Product"]),
  shift: text("o", ["班次", "Shift"]),
} as const;

const minute = { sigma: 0.004, relative: true, heldS: 60 } as const;

export const flueSignals = {
  "concentration.so2": pv("r", "GP", [0, 500], ["二氧化硫", "SO₂"], minute),
  "concentration.nox": pv("r", "GP", [0, 500], ["氮氧化物", "NOx"], minute),
  "concentration.pm": pv("r", "GP", [0, 50], ["颗粒物", "Particulates"], minute),
  "alarm.limit": alarm("CEMS 超标", "CEMS limit exceeded"),
} as const;

const phases = [1, 2, 3].map((n) => [
  [`voltage.l${n}`, digital("o", "VLT", [0, 20_000], [`L${n} 相电压`, `Voltage L${n}`])],
  [`current.l${n}`, digital("o", "AMP", [0, 10_000], [`L${n} 相电流`, `Current L${n}`])],
  [`power.active.l${n}`, digital("o", "WTT", [0, 4e6], [`L${n} 相有功功率`, `Power L${n}`])],
  [`power.apparent.l${n}`, digital("o", "D46", [0, 4e6], [`L${n} 相视在功率`, `Apparent L${n}`])],
  [
    `power.reactive.l${n}`,
    digital("o", "D44", [-4e6, 4e6], [`L${n} 相无功功率`, `Reactive L${n}`]),
  ],
  [`power.factor.l${n}`, digital("o", "C62", [-1, 1], [`L${n} 相功率因数`, `Power factor L${n}`])],
  [
    `energy.active.import.l${n}`,
    held("o", "CNT", "KWH", [`L${n} 相正向有功电能`, `Energy L${n}`], [0, 99_999_999]),
  ],
]);
const meterSignals = {
  ...Object.fromEntries(phases.flat()),
  "power.active": digital("R", "WTT", [0, 12e6], ["总有功功率", "Active power"]),
  "power.apparent": digital("o", "D46", [0, 12e6], ["总视在功率", "Apparent power"]),
  "power.reactive": digital("o", "D44", [-12e6, 12e6], ["总无功功率", "Reactive power"]),
  "power.factor": digital("o", "C62", [-1, 1], ["总功率因数", "Power factor"]),
  frequency: digital("o", "HTZ", [45, 65], ["频率", "Frequency"]),
  "energy.active.import": held("R", "CNT", "KWH", ["正向有功电能", "Energy"], [0, 99_999_999]),
  "energy.active.export": held("o", "CNT", "KWH", ["反向有功电能", "Export"], [0, 99_999_999]),
  "energy.reactive.import": held("o", "CNT", "K3", ["正向无功电能", "Reactive"], [0, 99_999_999]),
};

/** What is the same behind every furnace. */
export const sharedMachines = {
  spinner: spinnerSignals,
  collector: collectorSignals,
  crimper: crimperSignals,
  "curing-oven": ovenSignals,
  "oven-zone-1": zoneSignals,
  "oven-zone-2": zoneSignals,
  "oven-zone-3": zoneSignals,
  "oven-zone-4": zoneSignals,
  "oven-zone-5": zoneSignals,
  "gas-meter": gasMeterSignals,
  saw: sawSignals,
  stacker: stackerSignals,
  line: lineSignals,
  "flue-gas": flueSignals,
  "meter-main": meterSignals,
  "meter-furnace": meterSignals,
  "meter-spinner": meterSignals,
  "meter-fans": meterSignals,
} as const;
