// Every fault of wires, sensors and plants, on the smallest machine that shows it. Those of the gateway's host stand
// in fault-matrix-hosts.ts.
import type {
  FaultKindName,
  MatrixCase,
  MatrixMachine,
  MatrixWire,
  SeenByState,
  SeenByValue,
} from "./fault-matrix-case.ts";
import {
  byForeignFrames,
  byNumbers,
  bySkippedScans,
  bySourceTime,
  byStandstill,
} from "./fault-matrix-values.ts";

export type MatrixTimes = {
  readonly lastsMs: number;
  /** Of the fault after which an address is asked again 30 s, and then a minute, after it was refused. */
  readonly briefMs: number;
};

type Machine = {
  readonly wire: MatrixWire;
  readonly machine: MatrixMachine;
  readonly intervalMs: number;
  readonly beside: boolean;
};

const meter: Machine = { wire: "tcp", machine: "meter", intervalMs: 500, beside: false };
const zone: Machine = { ...meter, machine: "zone" };
const controller: Machine = { ...meter, wire: "opcua", machine: "controller" };
const slowly = { intervalMs: 1_000 };
const beside = { beside: true };

const pv = "point: zone-1.temperature.pv";
const modbus = "listener: modbus";

const down = (words: RegExp): SeenByState => ({ state: "down", words });
const silent = down(/连着却不应答,将重连 · connected but silent/);
const refused = down(/连接不上,请检查地址与设备.*cannot connect, check address and device/s);

/** The neighbours to whom nothing happens: theirs is the rate that must be kept. */
export const neighbours: readonly MatrixCase[] = [
  { id: "well-modbus", ...meter, ...slowly },
  { id: "well-opcua", ...controller, ...slowly },
];

const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

/** Kelvins that a zone does not move in such a time by itself. */
const still = 5;

type Line = readonly [
  kind: FaultKindName,
  machine: Machine,
  keys: string,
  seen: SeenByState | SeenByValue,
];

const lines: readonly Line[] = [
  [
    "sensor-drift",
    zone,
    `${pv}, perHour: 18000`,
    byNumbers("temperature.pv", (values) => {
      const rise = (values.at(-1) ?? 0) - (values[0] ?? 0);
      return rise > still
        ? `值一路上升 ${rise.toFixed(1)} °C,质量为好 · the value rises by ${rise.toFixed(1)} °C, quality good`
        : undefined;
    }),
  ],
  ["sensor-stuck", meter, "point: meter-main.voltage.l1", byStandstill("voltage.l1")],
  [
    "sensor-spikes",
    zone,
    `${pv}, perHour: 3600, size: 40`,
    byNumbers("temperature.pv", (values) =>
      spread(values) > 15
        ? `尖峰 ${spread(values).toFixed(1)} °C 照实记录 · spikes of ${spread(values).toFixed(1)} °C, recorded as they are`
        : undefined,
    ),
  ],
  [
    "sensor-noise",
    zone,
    `${pv}, sigma: 4`,
    byNumbers("temperature.pv", (values) =>
      spread(values) > still
        ? `噪声跨 ${spread(values).toFixed(1)} °C,照实记录 · noise across ${spread(values).toFixed(1)} °C, recorded as it is`
        : undefined,
    ),
  ],
  [
    "wire-break",
    zone,
    `${pv}, value: -3276`,
    byNumbers("temperature.pv", (values) =>
      values.includes(-3276)
        ? "仪表的断线值 −3276 照实记录 · the instrument's fault value −3276, recorded as it is"
        : undefined,
    ),
  ],
  [
    "meter-rollover",
    meter,
    "point: meter-main.energy.active.import, left: 0.01, limit: 10000000",
    byNumbers("energy", (values) => {
      const [top, last] = [Math.max(...values), values.at(-1) ?? Number.NaN];
      return top > 9_999_999 && last < 1
        ? `${top} → ${last.toFixed(2)} kWh,照实记录,从 0 继续 · from ${top} to ${last.toFixed(2)} kWh, recorded as it is, counting on`
        : undefined;
    }),
  ],
  ["slow-device", { ...meter, ...beside }, "unit: 1, delay: 400ms", bySkippedScans],
  ["device-restart", { ...zone, ...beside }, "unit: 11", down(/设备不应答.*没有应答 · no answer/s)],
  [
    "exception-storm",
    { ...meter, ...beside },
    "unit: 1",
    { state: "degraded", words: /4 个信号中 4 个无效.*异常码 0[46]/s },
  ],
  [
    "illegal-register",
    { ...meter, ...beside },
    "unit: 1, address: 0x06",
    {
      state: "degraded",
      words: /4 个信号中 1 个无效.*异常码 02.*current\.l1 \(\d+ s 后再问/s,
      bad: ["current.l1"],
    },
  ],
  ["wrong-transaction", meter, "unit: 1", down(/将重连|没有应答/)],
  ["stale-frame", { ...meter, ...slowly }, "unit: 1", byForeignFrames("voltage.l1", 800)],
  [
    "foreign-master",
    { ...meter, wire: "rtu" },
    "unit: 77, poll: 300ms",
    down(/线路上另有主站:听到单元 77.*已停止轮询.*another master is on the line/s),
  ],
  ["cable-pulled", meter, modbus, silent],
  ["half-open", meter, modbus, { ...silent, mended: true }],
  ["port-closed", meter, modbus, refused],
  ["opcua-down", controller, "", refused],
  ["opcua-restart", controller, "", refused],
  [
    "opcua-certificate-expired",
    { ...controller, wire: "opcua-secure" },
    "",
    down(/的证书不在有效期内.*换发证书.*renew it at the device/s),
  ],
  ["power-cut", controller, "", refused],
  // Half an hour behind, and gaining two seconds in each.
  [
    "controller-clock-skew",
    controller,
    "perDay: 2d, offset: -30m",
    bySourceTime([-1_801_000, -1_000_000]),
  ],
  ["controller-clock-jump", controller, "by: -1h", bySourceTime([-3_606_000, -3_595_000])],
];

export function wireCases({ lastsMs, briefMs }: MatrixTimes): readonly MatrixCase[] {
  return [
    ...neighbours,
    ...lines.map(([kind, machine, keys, seen]): MatrixCase => {
      const ms = kind === "illegal-register" ? briefMs : lastsMs;
      const entry = `{ kind: ${kind}, for: ${ms}ms${keys === "" ? "" : `, ${keys}`} }`;
      return { id: kind, ...machine, fault: { kind, entry, lastsMs: ms, seen } };
    }),
  ];
}
