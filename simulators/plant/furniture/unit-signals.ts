// The signals that every machine with a woodworking state has, as a sheet (OPC 40550-1: flags, times, counters).

import { calculated, count, flag, state } from "../instruments.ts";
import type { SignalEntry, SignalSheet } from "../signal-sheet.ts";
import { type TimeName, timeNames } from "./operating-times.ts";
import { type relativeCounts, relativeTimes } from "./unit-points.ts";
import { type UnitFlag, unitFlags } from "./unit-state.ts";

const flagNames: Readonly<Record<UnitFlag, readonly [zh: string, en: string]>> = {
  Alarm: ["有报警", "alarm"],
  Calibrated: ["已回零", "referenced"],
  Emergency: ["急停", "emergency stop"],
  Error: ["故障", "error"],
  MachineInitialized: ["已初始化", "initialised"],
  MachineOn: ["已开机", "machine on"],
  PowerPresent: ["动力电正常", "power present"],
  RecipeInRun: ["程序运行中", "recipe in run"],
  Warning: ["警告", "warning"],
  AirPresent: ["压缩空气正常", "air present"],
  DustChipSuction: ["吸尘正常", "dust and chip suction"],
  EnergySaving: ["节能", "energy saving"],
  ExternalEmergency: ["外部急停", "external emergency stop"],
  FeedRuns: ["进给运行", "feed runs"],
  Hold: ["暂停", "hold"],
  LoadingEnabled: ["允许上料", "loading enabled"],
  MaintenanceRequired: ["需保养", "maintenance required"],
  ManualActivityRequired: ["需人工操作", "manual activity required"],
  Moving: ["轴运动", "moving"],
  RecipeInHold: ["程序暂停", "recipe in hold"],
  RecipeInSetup: ["程序调整", "recipe in set-up"],
  Remote: ["远程", "remote"],
  Safety: ["安全回路正常", "safety circuit closed"],
  WaitLoad: ["等待上料", "waits for loading"],
  WaitUnload: ["等待下料", "waits for unloading"],
  WorkpiecePresent: ["有工件", "workpiece present"],
};

const timeWords: Readonly<Record<TimeName, readonly [zh: string, en: string]>> = {
  powerPresent: ["通电时间", "time with power"],
  machineOn: ["开机时间", "time switched on"],
  machineOff: ["关机时间", "time switched off"],
  standby: ["待机时间", "time in standby"],
  ready: ["就绪时间", "time ready"],
  working: ["加工时间", "time working"],
  error: ["故障时间", "time in error"],
  production: ["生产时间", "production time"],
  productionWait: ["生产中等料时间", "production time waiting for workpieces"],
  productionEmpty: ["生产中空运转时间", "production time without workpiece"],
};

const countWords = {
  "pieces.in": ["进件数", "pieces in"],
  "pieces.out": ["出件数", "pieces out"],
  "runs.good": ["完成次数", "runs completed"],
  "runs.aborted": ["中止次数", "runs aborted"],
} as const satisfies Record<keyof typeof relativeCounts, readonly [string, string]>;

/** 64 bits on the wire, exact in a double. */
const COUNT_MAX = Number.MAX_SAFE_INTEGER;
const counted = (unit: string, required: "r" | "o", zh: string, en: string): SignalEntry => ({
  ...count(unit, required, zh, en),
  range: [0, COUNT_MAX],
});
/** It begins anew when the machine is switched on, so it is no counter that never falls. */
const since = (unit: string, zh: string, en: string): SignalEntry =>
  calculated(unit, [0, COUNT_MAX], "o", `本次开机${zh}`, `${en} since switched on`);

const base: SignalSheet = {
  state: state([0, 4], "R", "状态", "state"),
  mode: state([0, 5], "R", "运行模式", "operating mode"),
  "state.item": state([0, 3], "o", "机械状态", "machinery item state"),
  "mode.operation": state([0, 3], "o", "机械运行模式", "machinery operation mode"),
  fault: flag("R", "故障", "fault"),
  "alarm.active": flag("r", "有报警", "alarm active"),
  "output.total": count("C62", "R", "累计出件数", "pieces out"),
  "pieces.in": count("C62", "R", "累计进件数", "pieces in"),
  "runs.good": count("C62", "r", "累计完成次数", "runs completed"),
  "runs.aborted": count("C62", "o", "累计中止次数", "runs aborted"),
  "runs.total": count("C62", "o", "累计运行次数", "runs"),
  "since.on.runs.total": since("C62", "运行次数", "runs"),
  "length.machined": counted("MMT", "o", "累计加工长度", "length machined"),
  "since.on.length": since("MMT", "加工长度", "length machined"),
  "cycle.actual": calculated("C62", [0, 200], "o", "每分钟件数", "parts per minute"),
};

/** By point of the equipment. */
export function unitSignals(equipment: string): SignalSheet {
  const flags = unitFlags.map((name) => [`flag.${name}`, flag("r", ...flagNames[name])] as const);
  const times = timeNames.map((name) => {
    const [zh, en] = timeWords[name];
    return [`time.${name}`, counted("C26", "o", `累计${zh}`, en)] as const;
  });
  const sinceTimes = relativeTimes.map(
    (name) => [`since.on.time.${name}`, since("C26", ...timeWords[name])] as const,
  );
  const sinceCounts = Object.entries(countWords).map(
    ([name, [zh, en]]) => [`since.on.${name}`, since("C62", zh, en)] as const,
  );
  return at(equipment, {
    ...base,
    ...Object.fromEntries([...flags, ...times, ...sinceTimes, ...sinceCounts]),
  });
}

/** A sheet by signal becomes one by point. */
export function at(equipment: string, sheet: SignalSheet): SignalSheet {
  return Object.fromEntries(
    Object.entries(sheet).map(([signal, entry]) => [`${equipment}.${signal}`, entry]),
  );
}
