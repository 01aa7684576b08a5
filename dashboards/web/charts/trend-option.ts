// The trend as an ECharts option: signals of one unit share a lane and its axis, lanes share the time and the cursor.
// Calm and grey; red stands only for what is abnormal. Times are shifted by the site's offset and read as UTC, so
// that ticks fall on the site's own minutes.
import type { EChartsCoreOption } from "echarts/core";
import { formatClock, zoneOffsetMs } from "../ui/zoned-time.ts";
import type { CursorReading } from "./trend-cursor.ts";
import { lineInks } from "./trend-inks.ts";
import { type LaneBox, laneBoxes } from "./trend-lanes.ts";
import type { TrendSeries } from "./trend-series.ts";

export type TrendLine = {
  readonly name: string;
  readonly unit: string;
  /** Place in lineInks. */
  readonly ink: number;
  readonly steps: boolean;
  readonly series: TrendSeries;
  readonly limits: readonly { readonly label: string; readonly value: number }[];
  readonly readAt: (time: number) => CursorReading;
  /** Words for what stands at the cursor. */
  readonly sayReading: (reading: CursorReading) => string;
};

export type TrendLook = {
  readonly zone: string;
  /** ms UTC. */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly TrendLine[];
};

/** Size of the box that it is drawn in, px. */
export type ChartBox = { readonly width: number; readonly height: number };

export const chartFont = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif';

const quiet = "#56636f";
const grid = "#dde1e5";
const abnormal = "#b3261e";
const silent = "#8b97a2";
const longSpanMs = 2 * 86_400_000;

type Shown = { readonly axisValue?: number | string };

/** An element, not markup: a style attribute would fall to the content security policy. */
function tooltip(shown: unknown, look: TrendLook, offset: number): HTMLElement | string {
  const first = (Array.isArray(shown) ? shown[0] : shown) as Shown | undefined;
  const at = Number(first?.axisValue);
  if (!Number.isFinite(at)) return "";
  const time = at - offset;
  const box = document.createElement("div");
  box.className = "trend-tip";
  const clock = document.createElement("div");
  clock.textContent = formatClock(time, look.zone);
  box.append(clock);
  for (const line of look.lines) {
    const row = document.createElement("div");
    row.className = `trend-tip-row ink-${line.ink}`;
    const name = document.createElement("span");
    name.textContent = line.name;
    const value = document.createElement("strong");
    value.textContent = line.sayReading(line.readAt(time));
    row.append(name, value);
    box.append(row);
  }
  return box;
}

function seriesOf(line: TrendLine, lane: number, alone: boolean, look: TrendLook, offset: number) {
  const { from, to } = look;
  const shift = (points: TrendSeries["measured"]) =>
    points.map(([time, value]) => [time + offset, value]);
  const ink = lineInks[line.ink] ?? lineInks[0];
  const plain = {
    type: "line",
    xAxisIndex: lane,
    yAxisIndex: lane,
    showSymbol: false,
    step: line.steps ? "end" : false,
    connectNulls: false,
    animation: false,
  };
  return [
    {
      ...plain,
      name: line.name,
      data: shift(line.series.measured),
      lineStyle: { color: ink, width: 1.7 },
      itemStyle: { color: ink },
      markArea: {
        silent: true,
        itemStyle: {
          color: "rgba(179,38,30,0.12)",
          borderColor: "rgba(179,38,30,0.45)",
          borderWidth: 1,
        },
        data: line.series.bad.map(([since, until]) => [
          { xAxis: Math.max(since, from) + offset },
          { xAxis: Math.min(until, to) + offset },
        ]),
      },
      markLine: {
        silent: true,
        symbol: "none",
        lineStyle: { color: abnormal, type: [6, 4], width: 1, opacity: 0.75 },
        label: { color: abnormal, position: "insideEndTop", formatter: "{b}" },
        // Limits of several signals in one lane could not be told apart.
        data: alone
          ? line.limits.map(({ label, value }) => ({ name: `${label} ${value}`, yAxis: value }))
          : [],
      },
    },
    {
      ...plain,
      name: `${line.name} …`,
      data: shift(line.series.held),
      lineStyle: { color: alone ? silent : ink, width: 1, type: [2, 3] },
      itemStyle: { color: silent },
      tooltip: { show: false },
    },
  ];
}

function axesOf(lane: LaneBox, place: number, last: boolean, look: TrendLook, offset: number) {
  const small = lane.width < 460;
  return {
    grid: { left: lane.left, top: lane.top, width: lane.width, height: lane.height },
    xAxis: {
      type: "time",
      gridIndex: place,
      min: look.from + offset,
      max: look.to + offset,
      splitNumber: small ? 3 : 6,
      axisLine: { lineStyle: { color: "#9aa5af" } },
      axisTick: { show: last, lineStyle: { color: "#9aa5af" } },
      axisLabel: {
        show: last,
        color: quiet,
        hideOverlap: true,
        formatter: look.to - look.from > longSpanMs ? "{MM}-{dd} {HH}:{mm}" : "{HH}:{mm}",
      },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      gridIndex: place,
      scale: true,
      name: lane.unit,
      nameGap: 8,
      nameTextStyle: { color: quiet, align: "right", padding: [0, 6, 0, 0] },
      splitNumber: lane.height < 120 ? 2 : 4,
      axisLabel: { color: quiet, hideOverlap: true },
      splitLine: { lineStyle: { color: grid } },
    },
  };
}

export function trendOption(look: TrendLook, box: ChartBox): EChartsCoreOption {
  const offset = zoneOffsetMs(look.to, look.zone);
  const units = [...new Set(look.lines.map(({ unit }) => unit))];
  const lanes = laneBoxes(units, box);
  const axes = lanes.map((lane, i) => axesOf(lane, i, i === lanes.length - 1, look, offset));
  return {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: chartFont },
    grid: axes.map((each) => each.grid),
    xAxis: axes.map((each) => each.xAxis),
    yAxis: axes.map((each) => each.yAxis),
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    tooltip: {
      trigger: "axis",
      transitionDuration: 0,
      confine: true,
      axisPointer: { type: "line", snap: false, lineStyle: { color: quiet, type: "solid" } },
      formatter: (shown: unknown) => tooltip(shown, look, offset),
    },
    series: look.lines.flatMap((line) => {
      const alone = look.lines.filter(({ unit }) => unit === line.unit).length === 1;
      return seriesOf(line, units.indexOf(line.unit), alone, look, offset);
    }),
  };
}
