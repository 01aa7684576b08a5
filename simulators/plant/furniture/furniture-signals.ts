// What every point of the furniture cell is: class, unit (UNECE code), range, time constant, noise of one sample,
// whether the profile requires it (domain reference A2), and its names.

import { calculated, count, flag, pv, setpoint, state, text } from "../instruments.ts";
import { meterSignals } from "../meter-signals.ts";
import type { SignalEntry, SignalSheet } from "../signal-sheet.ts";
import { meteredMachines } from "./cell-meters.ts";
import { at, unitSignals } from "./unit-signals.ts";

const alarm = (zh: string, en: string): SignalEntry => flag("r", `${zh}报警`, `alarm: ${en}`);
/** Metres or hundredths of them. */
const metres = (...names: readonly ["R" | "r" | "o", string, string]): SignalEntry =>
  count("MTR", ...names);
const airLow = alarm("气压低", "air pressure low");
const suctionOff = alarm("吸尘未启动", "dust extraction not started");
const curtain = alarm("安全光栅", "light curtain");
const emergency = alarm("急停", "emergency stop");

const axisAlong = (range: readonly [number, number]): SignalSheet => ({
  position: pv("MMT", range, 0.02, 0.002, "r", "轴实际位置", "axis position"),
  "position.sp": setpoint("MMT", range, "r", "轴指令位置", "axis position commanded"),
  velocity: pv("2X", [-90, 90], 0.12, 0.004, "r", "轴速度", "axis velocity"),
  current: pv("AMP", [0, 25], 0.05, "2%", "r", "轴电流", "axis current"),
});

const cnc: SignalSheet = {
  "program.name": text("R", "程序名", "program"),
  "order.id": text("R", "订单号", "order"),
  "sheet.id": text("R", "板号", "sheet"),
  "output.good": count("C62", "R", "累计合格件数", "good parts"),
  "output.rejected": count("C62", "R", "累计不合格件数", "rejected parts"),
  oee: calculated("C62", [0, 1], "o", "设备综合效率", "overall equipment effectiveness"),
  "speed.spindle": pv("RPM", [0, 24_000], 1.5, "0.1%", "R", "主轴转速", "spindle speed"),
  "speed.spindle.sp": setpoint("RPM", [0, 24_000], "R", "主轴转速设定", "spindle speed commanded"),
  "load.spindle": pv("P1", [0, 150], 0.1, "2%", "R", "主轴负载", "spindle load"),
  "current.spindle": pv("AMP", [0, 40], 0.1, "2%", "R", "主轴电流", "spindle current"),
  "power.spindle": pv("KWT", [0, 15], 0.1, "2%", "R", "主轴功率", "spindle power"),
  "temperature.spindle": pv("CEL", [0, 120], 720, 0.12, "o", "主轴温度", "spindle temperature"),
  "speed.feed": pv("2X", [0, 90], 0.12, "0.4%", "R", "实际进给", "feed"),
  "speed.feed.sp": setpoint("2X", [0, 90], "R", "编程进给", "feed programmed"),
  "override.feed": setpoint("P1", [0, 120], "R", "进给倍率", "feed override"),
  "override.spindle": setpoint("P1", [0, 120], "o", "主轴倍率", "spindle override"),
  "depth.cut": calculated("MMT", [0, 25], "o", "切削深度", "cutting depth"),
  ...at("axis.x", axisAlong([-300, 2_600])),
  ...at("axis.y", axisAlong([-100, 1_500])),
  ...at("axis.z", axisAlong([-40, 200])),
  "pressure.vacuum": pv("KPA", [-100, 10], 0.5, 0.3, "R", "吸附真空", "hold-down vacuum"),
  "pressure.dust": pv("PAL", [0, 4_000], 1, 14, "r", "吸尘负压", "extraction vacuum"),
  "count.sheet": count("C62", "R", "累计板数", "sheets"),
  "count.nest": calculated("C62", [0, 25], "o", "当前排版件数", "parts of the nest"),
  "duration.cycle": calculated("SEC", [0, 6_000], "R", "单板节拍", "sheet cycle time"),
  "quality.yield": calculated("P1", [0, 100], "R", "出材率", "material yield"),
  "tool.number": state([0, 20], "R", "刀号", "tool number"),
  // It begins anew at a new tool.
  "length.tool": calculated("MTR", [0, 10_000], "R", "当前刀具切削米数", "metres of the tool"),
  "length.cut": metres("R", "累计切削米数", "cutting metres"),
  "alarm.spindle.load": alarm("主轴过载", "spindle overload"),
  "alarm.spindle.temperature": alarm("主轴过温", "spindle temperature"),
  "alarm.vacuum": alarm("真空低", "vacuum low"),
  "alarm.air": airLow,
  "alarm.tool.break": alarm("断刀", "tool break"),
  "alarm.suction": suctionOff,
  "alarm.curtain": curtain,
  "alarm.emergency": emergency,
  "alarm.servo": alarm("伺服", "servo drive"),
};

const saw: SignalSheet = {
  "state.channel": state([0, 2], "o", "通道状态", "channel state"),
  "state.program": state([0, 4], "o", "程序状态", "program state"),
  "mode.channel": state([0, 5], "o", "通道模式", "channel mode"),
  "mode.tool": state([0, 5], "o", "机床运行模式", "machine tool operation mode"),
  "program.name": text("o", "程序名", "program"),
  "program.number": calculated("C62", [0, 9_999], "o", "程序序号", "number in the list"),
  "order.id": text("o", "备货单号", "stock order"),
  "speed.feed": pv("2X", [0, 100], 0.18, "0.3%", "r", "锯车进给", "carriage feed"),
  "speed.feed.sp": setpoint("2X", [0, 100], "r", "编程进给", "feed programmed"),
  "override.feed": setpoint("P1", [0, 120], "o", "进给倍率", "feed override"),
  "override.spindle": setpoint("P1", [0, 120], "o", "锯片转速倍率", "blade override"),
  "blade.rotating": flag("o", "锯片旋转", "blade turns"),
  "current.blade": pv("AMP", [0, 120], 0.12, "1.5%", "r", "锯片电流", "blade current"),
  "height.book": pv("MMT", [0, 200], 0.5, 0.03, "r", "叠板高度", "height of the book"),
  "count.cut": count("C62", "o", "累计锯切次数", "cuts"),
  // It begins anew at a new blade.
  "length.blade": calculated("MTR", [0, 10_000], "o", "锯片切削米数", "metres of the blade"),
  "duration.cycle": calculated("SEC", [0, 6_000], "o", "单垛节拍", "book cycle time"),
  "time.on.hours": count("HUR", "o", "开机小时", "hours switched on"),
  "lamp.red": flag("o", "红灯", "red lamp"),
  "lamp.yellow": flag("o", "黄灯", "yellow lamp"),
  "lamp.green": flag("o", "绿灯", "green lamp"),
  "alarm.air": airLow,
  "alarm.suction": suctionOff,
  "alarm.curtain": curtain,
  "alarm.clamp": alarm("压梁", "pressure beam"),
  "alarm.emergency": emergency,
};

const bander: SignalSheet = {
  state: state([0, 4], "R", "状态", "state"),
  fault: flag("R", "故障", "fault"),
  "output.total": count("C62", "R", "累计封边件数", "panels banded"),
  "pieces.in": count("C62", "R", "累计进件数", "panels taken in"),
  "speed.feed": pv("2X", [0, 30], 0.7, 0.06, "R", "封边进给", "feed"),
  "temperature.glue": pv("CEL", [0, 250], 600, 0.2, "R", "胶锅温度", "glue pot temperature"),
  "temperature.glue.sp": setpoint("CEL", [0, 250], "R", "胶温设定", "glue setpoint"),
  "temperature.roller": pv("CEL", [0, 250], 75, 0.2, "R", "涂胶辊温度", "glue roller temperature"),
  "output.heating": calculated("P1", [0, 100], "o", "胶锅加热负荷", "glue heater duty"),
  "weight.glue": pv("KGM", [0, 15], 10, 0.012, "r", "胶粒重量", "glue on the scale"),
  "weight.glue.used": count("KGM", "r", "累计用胶", "glue used"),
  "consumption.glue": calculated("GM", [0, 400], "r", "涂胶量", "glue per square metre"),
  "length.edge": metres("R", "累计封边米数", "edge length"),
  "current.premill": pv("AMP", [0, 20], 0.1, "2%", "R", "预铣电流", "pre-milling current"),
  "current.trim": pv("AMP", [0, 20], 0.1, "2%", "R", "修边电流", "trimming current"),
  "pressure.press": pv("BAR", [0, 10], 1, 0.02, "r", "压贴气压", "pressing pressure"),
  "alarm.glue": alarm("胶温低禁止进料", "glue cold, feeding blocked"),
  "alarm.tape": alarm("断带", "tape break"),
  "alarm.air": airLow,
  "alarm.suction": suctionOff,
};

const drill: SignalSheet = {
  "output.rejected": count("C62", "o", "累计返工件数", "refused parts"),
  "program.name": text("r", "孔位程序", "drilling program"),
  "part.id": text("r", "板件二维码", "part code"),
  "speed.feed": setpoint("2X", [0, 40], "o", "送料速度", "roller speed"),
  "current.spindle": pv("AMP", [0, 25], 0.1, "2%", "R", "钻轴电流", "spindle current"),
  "count.hole": count("C62", "R", "累计孔数", "holes drilled"),
  "duration.cycle": calculated("SEC", [0, 600], "R", "单件节拍", "part cycle time"),
  "alarm.air": airLow,
  "alarm.suction": suctionOff,
  "alarm.seat": alarm("板件未到位", "part not seated"),
  "alarm.oversize": alarm("板件超尺寸", "oversize part"),
  "alarm.curtain": curtain,
  "alarm.servo": alarm("伺服", "servo drive"),
  "alarm.emergency": emergency,
};

const sorter: SignalSheet = {
  "level.buffer": calculated("C62", [0, 241], "r", "缓存件数", "parts in the rack"),
  "count.cabinet.open": calculated("C62", [0, 240], "o", "未齐套柜体数", "cabinets not complete"),
  "count.robot": count("C62", "r", "机器人循环数", "robot cycles"),
  "count.missort": count("C62", "r", "错分件数", "parts sorted wrongly"),
  "duration.cycle": calculated("SEC", [0, 60], "r", "单件节拍", "part cycle time"),
  "quality.completeness": calculated("P1", [0, 100], "r", "齐套率", "order completeness"),
  "alarm.curtain": curtain,
  "alarm.gripper": alarm("抓手", "gripper"),
};

const packer: SignalSheet = {
  "speed.feed": setpoint("2X", [0, 30], "o", "输送速度", "conveyor speed"),
  "count.carton": count("C62", "R", "累计包件数", "cartons packed"),
  "carton.id": text("r", "包件号", "carton"),
  "order.id": text("r", "订单号", "order"),
  "duration.cycle": calculated("SEC", [0, 60_000], "o", "单包节拍", "carton cycle time"),
  "alarm.jam": alarm("卡料", "jam"),
  "alarm.emergency": emergency,
};

const auxiliaries: SignalSheet = {
  "dust-1.running": flag("R", "除尘运行", "extraction runs"),
  "dust-1.count.pulse": count("C62", "o", "清灰次数", "cleaning pulses"),
  "dust-1.power.fan": pv("KWT", [0, 110], 1.5, "0.5%", "R", "风机功率", "fan power"),
  "dust-1.pressure.filter": pv("PAL", [0, 3_000], 1, 7, "R", "滤袋压差", "filter pressure drop"),
  "dust-1.alarm.filter": alarm("滤袋压差高", "filter pressure drop high"),
  "compressor-1.state": state([0, 3], "r", "加载状态", "load state"),
  "compressor-1.running": flag("r", "运行", "runs"),
  "compressor-1.pressure.air": pv("BAR", [0, 16], 1, 0.008, "r", "气压", "air pressure"),
  "compressor-1.power.motor": pv("KWT", [0, 40], 1.2, "0.6%", "r", "电机功率", "motor power"),
  "compressor-1.count.load": count("C62", "o", "加载次数", "load cycles"),
  "compressor-1.state.item": state([0, 3], "o", "机械状态", "machinery item state"),
  "compressor-1.mode.operation": state([0, 3], "o", "机械运行模式", "machinery operation mode"),
  "compressor-1.alarm.air": airLow,
  "compressor-1.alarm.trip": alarm("空压机跳闸", "compressor tripped"),
};

export const furnitureSignals: SignalSheet = {
  ...unitSignals("cnc-1"),
  ...at("cnc-1", cnc),
  ...unitSignals("saw-1"),
  ...at("saw-1", saw),
  ...at("edgebander-1", bander),
  ...at("edgebander-2", bander),
  ...unitSignals("drill-1"),
  ...at("drill-1", drill),
  ...unitSignals("sorter-1"),
  ...at("sorter-1", sorter),
  ...unitSignals("packer-1"),
  ...at("packer-1", packer),
  ...auxiliaries,
  ...meterSignals("meter-main", 400_000, "R"),
  ...Object.assign(
    {},
    ...meteredMachines.map((name) => meterSignals(`meter-${name}`, 120_000, "R")),
  ),
};
