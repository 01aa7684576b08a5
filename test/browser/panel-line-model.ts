// A particleboard line as its site declares it (文安刨花板): drying to sawing, the continuous press sets the pace.
// For tests of the site page.
import { type LineModel, parseLineModel } from "#contracts/line-model.ts";
import {
  declaredMachine,
  everyDayCalendar,
  type MachineWords,
  machineSignals,
  mainMeter,
  paceSignals,
  type SignalWords,
} from "#dashboards/fixtures/declared-parts.ts";

const gateway = "gw-wenan";

const states = machineSignals([
  [0, "停机", "Stopped", "stopped"],
  [1, "升温", "Heating up", "setup"],
  [2, "待机", "Idle", "idle"],
  [3, "生产", "Producing", "producing"],
  [4, "换规格", "Changeover", "setup"],
  [5, "故障", "Fault", "fault"],
  [6, "检修", "Maintenance", "maintenance"],
]);

type Range = readonly [number, number];
type Limits = { readonly low?: number; readonly high?: number };

function measured(
  purpose: string,
  zh: string,
  en: string,
  unit: string,
  range: Range,
  alarm?: Limits,
): SignalWords {
  const more = alarm === undefined ? { range } : { range, alarm };
  return [purpose, zh, en, unit, "PV", more];
}

const layers = [
  ["surface", "表层", "surface"],
  ["core", "芯层", "core"],
] as const;

const machines: readonly Omit<MachineWords, "maker" | "model">[] = [
  {
    id: "dryer",
    zh: "单通道干燥机",
    en: "Drum dryer",
    stage: "drying",
    signals: [
      ...states,
      measured("temperature.inlet", "干燥机入口温度", "Inlet temperature", "CEL", [0, 600], {
        high: 450,
      }),
      measured("temperature.outlet", "干燥机出口温度", "Outlet temperature", "CEL", [0, 200], {
        low: 95,
        high: 140,
      }),
      ...layers.map(([id, zh, en]) =>
        measured(
          `moisture.out.${id}`,
          `干刨花含水率(${zh})`,
          `Dry-chip moisture, ${en}`,
          "P1",
          [0, 10],
        ),
      ),
      measured("current.fan", "引风机电流", "Fan current", "AMP", [0, 400], { high: 330 }),
      ["alarm.spark", "火花报警", "Spark alarm", "C62", "BOOL"],
    ],
  },
  {
    id: "blender",
    zh: "拌胶机",
    en: "Blender",
    stage: "blending",
    signals: [
      ...states,
      ...layers.map(([id, zh, en]) =>
        measured(`flow.chip.${id}`, `刨花流量(${zh})`, `Chip flow, ${en}`, "E93", [0, 30_000]),
      ),
      ...layers.map(([id, zh, en]) =>
        measured(`flow.glue.${id}`, `胶液流量(${zh})`, `Glue flow, ${en}`, "E93", [0, 4000]),
      ),
      ...layers.map(([id, zh, en]) =>
        measured(`ratio.glue.${id}`, `施胶量(${zh})`, `Glue dosage, ${en}`, "P1", [0, 20], {
          low: 7,
          high: 13.5,
        }),
      ),
    ],
  },
  {
    id: "former",
    zh: "铺装机",
    en: "Former",
    stage: "forming",
    signals: [
      ...states,
      measured("weight.area", "板坯面密度", "Mat area weight", "28", [0, 25]),
      ...layers.map(([id, zh, en]) =>
        measured(`moisture.mat.${id}`, `板坯含水率(${zh})`, `Mat moisture, ${en}`, "P1", [0, 20]),
      ),
      measured("speed.belt", "铺装线速度", "Belt speed", "2X", [0, 40]),
    ],
  },
  {
    id: "press",
    zh: "连续平压机",
    en: "Continuous press",
    stage: "hot-press",
    signals: [
      ...states,
      ...paceSignals,
      measured("speed.line", "压机速度", "Press speed", "C16", [0, 600]),
      ...[1, 2, 3, 4, 5].map((n) =>
        measured(
          `temperature.zone.${n}`,
          `热压板 ${n} 区温度`,
          `Platen zone ${n}`,
          "CEL",
          [0, 300],
          {
            low: 165,
            high: 245,
          },
        ),
      ),
      measured("temperature.oil.in", "导热油供油温度", "Oil supply", "CEL", [0, 320], {
        high: 290,
      }),
      measured("temperature.oil.out", "导热油回油温度", "Oil return", "CEL", [0, 320]),
      ...[1, 2, 3].map((n) =>
        measured(`pressure.specific.${n}`, `${n} 段比压`, `Specific pressure ${n}`, "C56", [0, 5]),
      ),
      measured("position.gap", "压板间距", "Platen gap", "MMT", [0, 60]),
      measured("thickness.raw", "毛板厚度", "Raw thickness", "MMT", [0, 40], {
        low: 18,
        high: 19.4,
      }),
      ["alarm.blow", "鼓泡报警", "Blow alarm", "C62", "BOOL"],
    ],
  },
  {
    id: "sander",
    zh: "砂光机",
    en: "Sander",
    stage: "sanding",
    signals: [
      ...states,
      measured("thickness.out", "砂后厚度", "Thickness out", "MMT", [0, 40], {
        low: 17.8,
        high: 18.2,
      }),
      measured("current.motor", "砂光电机电流", "Motor current", "AMP", [0, 300]),
    ],
  },
  {
    id: "saw",
    zh: "锯切线",
    en: "Saw",
    stage: "sawing",
    signals: [
      ...states,
      measured("quality.density", "板密度", "Board density", "KMQ", [0, 1000], {
        low: 630,
        high: 700,
      }),
      measured("quality.thickness", "成品厚度", "Board thickness", "MMT", [0, 40]),
    ],
  },
];

export function panelLineModel(site = "wenan-panel"): LineModel {
  const stage = (id: string, zh: string, en: string, key = false) => ({
    id,
    name: { zh, en },
    key,
  });
  return parseLineModel("panel-line-model.ts", {
    format: "lineproof/line-model/1",
    site: {
      id: site,
      name: { zh: "文安示例刨花板厂", en: "Wen'an example particleboard works" },
      cluster: "wenan-panel",
      timeZone: "Asia/Shanghai",
      productionDayStart: "08:00",
      simulated: true,
    },
    firm: {
      name: { zh: "文安示例人造板有限公司", en: "Wen'an Example Panel Co." },
      creditCode: "91131026MA0EXAMP1X",
    },
    calendar: everyDayCalendar,
    lines: [
      {
        id: "line-1",
        name: { zh: "刨花板一线", en: "Particleboard line 1" },
        profile: "wood-panel",
        stages: [
          stage("drying", "干燥", "Drying"),
          stage("blending", "拌胶", "Blending"),
          stage("forming", "铺装", "Forming"),
          stage("hot-press", "热压", "Hot press", true),
          stage("sanding", "砂光", "Sanding"),
          stage("sawing", "锯切", "Sawing"),
        ],
        idealRates: [{ product: "P2-18", perHour: 220, unit: "H87" }],
        equipment: [
          ...machines.map((machine) =>
            declaredMachine(
              { ...machine, maker: "Lineproof", model: machine.id.toUpperCase() },
              gateway,
            ),
          ),
          declaredMachine({ ...mainMeter, stage: "hot-press" }, gateway),
        ],
      },
    ],
    meters: [{ equipment: "meter-main" }],
  });
}
