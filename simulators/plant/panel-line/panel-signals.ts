// The signals of the particleboard lines by point (domain reference A1): the front of the line and what
// stands behind the press are the same for both kinds of press.

import { calculated, count, each, flag, pv, setpoint, state, text } from "../instruments.ts";
import { meterSignals } from "../meter-signals.ts";
import type { SignalSheet } from "../signal-sheet.ts";

const STATES = [0, 11] as const;

/** State, fault, counter and serial number of a machine. */
function machine(equipment: string, zh: string, en: string, counted?: readonly string[]) {
  const [unit, countedZh, countedEn] = counted ?? [];
  return {
    [`${equipment}.state`]: state(STATES, "R", `${zh}状态`, `${en} state`),
    [`${equipment}.fault`]: flag("R", `${zh}故障`, `${en} fault`),
    ...(unit === undefined
      ? {}
      : { [`${equipment}.output.total`]: count(unit, "R", countedZh ?? "", countedEn ?? "") }),
    [`${equipment}.serial`]: text("o", `${zh}序列号`, `${en} serial number`),
  } satisfies SignalSheet;
}

const front: SignalSheet = {
  ...machine("chipper", "削片刨片机", "chipper and flaker", ["KGM", "湿刨花累计量", "wet chips"]),
  "chipper.current.motor": pv("AMP", [0, 15_000], 3, "1.2%", "o", "刨片机电流", "flaker current"),
  ...machine("dryer", "干燥机", "dryer", ["KGM", "干刨花累计量", "dry wood total"]),
  "dryer.moisture.in": pv("P1", [0, 150], 3_600, 1.5, "r", "湿刨花含水率", "wet-chip moisture"),
  "dryer.temperature.inlet": pv("CEL", [0, 600], 240, 1.5, "R", "入口温度", "inlet temperature"),
  "dryer.temperature.outlet": pv("CEL", [0, 200], 300, 0.4, "R", "出口温度", "outlet temperature"),
  "dryer.temperature.outlet.sp": setpoint("CEL", [0, 200], "r", "出口温度设定", "outlet setpoint"),
  "dryer.moisture.out.surface": pv(
    "P1",
    [0, 20],
    180,
    0.15,
    "R",
    "表层含水率",
    "dry-chip moisture SL",
  ),
  "dryer.moisture.out.core": pv(
    "P1",
    [0, 20],
    180,
    0.15,
    "R",
    "芯层含水率",
    "dry-chip moisture CL",
  ),
  "dryer.current.fan": pv(
    "AMP",
    [0, 500],
    5,
    "1%",
    "r",
    "引风机电流",
    "induced-draught fan current",
  ),
  "dryer.count.spark": count("C62", "R", "火花探测计数", "spark detections"),
  "dryer.alarm.spark": flag("R", "火花报警", "spark alarm"),
  "dryer.alarm.outlet-high": flag("R", "干燥出口超温", "outlet over-temperature"),
  ...machine("blender", "拌胶机", "blender", ["KGM", "拌胶累计量", "blended total"]),
  "blender.flow.chip.surface": pv(
    "E93",
    [0, 20_000],
    20,
    "1%",
    "R",
    "表层刨花流量",
    "chip flow SL",
  ),
  "blender.flow.chip.core": pv("E93", [0, 40_000], 20, "1%", "R", "芯层刨花流量", "chip flow CL"),
  "blender.flow.glue.surface": pv(
    "E93",
    [0, 5_000],
    3,
    "0.5%",
    "R",
    "表层胶液流量",
    "glue flow SL",
  ),
  "blender.flow.glue.core": pv("E93", [0, 5_000], 3, "0.5%", "R", "芯层胶液流量", "glue flow CL"),
  "blender.ratio.glue.surface": calculated("P1", [0, 30], "R", "表层施胶量", "glue dosage SL"),
  "blender.ratio.glue.core": calculated("P1", [0, 30], "R", "芯层施胶量", "glue dosage CL"),
  "blender.ratio.glue.surface.sp": setpoint(
    "P1",
    [0, 30],
    "R",
    "表层施胶设定",
    "dosage setpoint SL",
  ),
  "blender.ratio.glue.core.sp": setpoint("P1", [0, 30], "R", "芯层施胶设定", "dosage setpoint CL"),
  "blender.flow.hardener": pv("E93", [0, 200], 3, "0.5%", "r", "固化剂流量", "hardener flow"),
  "blender.flow.wax": pv("E93", [0, 500], 3, "0.5%", "r", "防水剂流量", "wax flow"),
  "blender.current.motor": pv("AMP", [0, 300], 2, "1.5%", "o", "拌胶机电流", "blender current"),
  "blender.alarm.glue-deviation": flag("r", "施胶偏差", "glue dosage deviation"),
  "glue.level.tank": pv("P1", [0, 100], 600, 0.03, "o", "胶罐液位", "glue tank level"),
  "glue.temperature": pv("CEL", [0, 100], 3_600, 0.1, "o", "胶液温度", "glue temperature"),
  "glue.filling": flag("o", "胶罐进料", "glue tank is being filled"),
  "glue.alarm.tank-low": flag("o", "胶罐低", "glue tank low"),
  ...machine("former", "铺装机", "former", ["MTR", "铺装长度", "mat length"]),
  "former.weight.area": pv("28", [0, 30], 2, "0.8%", "R", "板坯面密度", "mat area weight"),
  "former.weight.area.sp": setpoint("28", [0, 30], "R", "面密度设定", "area weight setpoint"),
  "former.moisture.mat.surface": pv(
    "P1",
    [0, 30],
    3,
    0.15,
    "R",
    "表层板坯含水率",
    "mat moisture SL",
  ),
  "former.moisture.mat.core": pv("P1", [0, 30], 3, 0.15, "R", "芯层板坯含水率", "mat moisture CL"),
  "former.speed.belt": pv("2X", [0, 60], 1, "0.05%", "R", "铺装线速度", "forming-line speed"),
  "former.alarm.metal": flag("R", "板坯金属", "metal in the mat"),
  "former.alarm.moisture-high": flag("r", "板坯含水率高", "mat moisture high"),
  "prepress.pressure": pv("BAR", [0, 250], 1, 0.6, "o", "预压压力", "pre-press pressure"),
};

const finish: SignalSheet = {
  ...machine("sander", "砂光机", "sander", ["C62", "砂光张数", "boards sanded"]),
  "sander.thickness.in": pv("MMT", [0, 50], 1, 0.03, "o", "砂前厚度", "thickness before sanding"),
  "sander.thickness.out": pv("MMT", [0, 50], 1, 0.03, "R", "砂后厚度", "thickness after sanding"),
  "sander.removal": pv("MMT", [0, 5], 1, 0.01, "r", "砂削量", "removal"),
  "sander.speed.feed": pv("2X", [0, 90], 1, "0.1%", "o", "砂光进给速度", "sander feed"),
  "sander.current.motor": pv("AMP", [0, 800], 1, "0.4%", "r", "砂光电流 1", "sander current 1"),
  "sander.current.motor.2": pv("AMP", [0, 800], 1, "0.4%", "r", "砂光电流 2", "sander current 2"),
  "sander.life.belt": calculated("P1", [0, 100], "o", "砂带剩余寿命", "sanding-belt life left"),
  "sander.alarm.belt-life": flag("o", "砂带寿命", "sanding-belt life"),
  ...machine("saw", "锯切", "saw", ["C62", "锯切张数", "panels sawn"]),
  ...each("saw.output.grade", ["a", "b"], count("C62", "R", "等级张数", "panels of grade")),
  "saw.output.reject": count("C62", "R", "锯切不合格", "panels rejected"),
  "saw.quality.density": pv("KMQ", [0, 1_000], 8, "0.6%", "R", "密度", "density"),
  "saw.quality.thickness": pv("MMT", [0, 50], 8, 0.03, "R", "成品厚度", "thickness"),
};

const side: SignalSheet = {
  ...machine("heat-centre", "热能中心", "energy centre"),
  "heat-centre.flow.fuel": pv("E93", [0, 10_000], 600, "1.5%", "r", "燃料流量", "fuel rate"),
  "heat-centre.flow.oil": pv("MQH", [0, 500], 10, "0.5%", "r", "导热油流量", "thermal-oil flow"),
  "heat-centre.alarm.oil-high": flag("R", "导热油超温", "thermal-oil over-temperature"),
  ...machine("dust", "除尘系统", "dust extraction"),
  "dust.pressure.filter": pv(
    "PAL",
    [0, 3_000],
    20,
    12,
    "r",
    "除尘压差",
    "filter differential pressure",
  ),
  "dust.current.fan": pv("AMP", [0, 500], 2, "0.8%", "r", "除尘风机电流", "dust fan current"),
  "dust.alarm.filter-high": flag("r", "滤压差高", "filter pressure high"),
  "air.pressure": pv("BAR", [0, 10], 5, 0.02, "o", "压缩空气", "compressed air"),
  "line.order": text("R", "订单号", "order number"),
  "line.product": text("R", "产品", "product"),
  "line.curve": setpoint("C62", [0, 999], "R", "压机曲线号", "press curve"),
  "line.output.volume": {
    ...count("MTQ", "R", "累计产量", "cumulative output"),
    range: [0, 1e9],
  },
};

const meters: SignalSheet = {
  ...meterSignals("meter-main", 12e6, "R"),
  ...meterSignals("meter-dryer", 3e6, "R"),
  ...meterSignals("meter-press", 3e6, "R"),
  ...meterSignals("meter-sander", 3e6, "R"),
  ...meterSignals("meter-chipper", 9e6, "R"),
};

/** Of both kinds of line. */
export const sharedPanelSignals: SignalSheet = { ...front, ...finish, ...side, ...meters };

/** Of any press. */
export const pressSignals: SignalSheet = {
  ...machine("press", "热压机", "hot press", ["C62", "压制张数", "boards pressed"]),
  "press.output.good": count("C62", "R", "合格张数", "good boards"),
  "press.output.rejected": count("C62", "R", "不合格张数", "rejected boards"),
  "press.oee": calculated("C62", [0, 1], "r", "设备综合效率", "overall equipment effectiveness"),
  "press.temperature.oil.in": pv(
    "CEL",
    [0, 350],
    300,
    0.2,
    "R",
    "导热油供温",
    "thermal-oil supply",
  ),
  "press.temperature.oil.out": pv(
    "CEL",
    [0, 350],
    300,
    0.2,
    "R",
    "导热油回温",
    "thermal-oil return",
  ),
  "press.alarm.blow": flag("R", "鼓泡", "blow"),
  "press.alarm.pressure-low": flag("R", "液压压力低", "hydraulic pressure low"),
  "press.alarm.emergency-stop": flag("R", "急停", "emergency stop"),
  "press.alarm.oil-low": flag("r", "油温低", "oil temperature low"),
  "thickness-gauge.alarm.tolerance": flag("r", "厚度超差", "thickness out of tolerance"),
  ...each(
    "thickness-gauge.thickness",
    [1, 2, 3, 4, 5],
    pv("MMT", [0, 50], 1, 0.05, "R", "在线厚度", "in-line thickness"),
  ),
  ...each(
    "blow-detector.damping",
    [1, 2, 3, 4, 5, 6, 7, 8],
    pv("P1", [0, 100], 1, 0.3, "R", "鼓泡检测", "blow detection"),
  ),
  "board-scale.weight": pv("KGM", [0, 200], 12, "0.6%", "R", "单板重量", "board weight"),
  "board-scale.density": pv("KMQ", [0, 1_000], 12, "0.6%", "R", "单板密度", "board density"),
  "board-scale.alarm.calibration": flag("o", "校准到期", "calibration due"),
};
