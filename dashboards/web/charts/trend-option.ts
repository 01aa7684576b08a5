// The trend as an ECharts option: calm, grey, one line; colour only for what is abnormal.
// Times are shifted by the site's offset and read as UTC, so that ticks fall on the site's own minutes.
import type { EChartsCoreOption } from "echarts/core";
import { formatClock, zoneOffsetMs } from "../ui/zoned-time.ts";
import type { TrendSeries } from "./trend-series.ts";

export type TrendLook = {
  readonly name: string;
  readonly unit: string;
  readonly zone: string;
  readonly from: number;
  readonly to: number;
  readonly steps: boolean;
  readonly limits: readonly { readonly label: string; readonly value: number }[];
  readonly format: (value: number) => string;
  readonly small: boolean;
};

export const chartFont = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif';

const ink = "#24384a";
const quiet = "#56636f";
const grid = "#dde1e5";
const abnormal = "#b3261e";

type Shown = { readonly axisValue?: number | string; readonly data?: unknown };

/** An element, not markup: a style attribute would fall to the content security policy. */
function tooltip(shown: unknown, look: TrendLook, offset: number): HTMLElement | string {
  const rows = (Array.isArray(shown) ? shown : [shown]) as Shown[];
  const row = rows.find(({ data }) => Array.isArray(data) && typeof data[1] === "number");
  if (row === undefined || !Array.isArray(row.data)) return "";
  const [at, value] = row.data as [number, number];
  const box = document.createElement("div");
  const time = document.createElement("div");
  time.textContent = formatClock(at - offset, look.zone);
  const number = document.createElement("strong");
  number.textContent = `${look.format(value)} ${look.unit}`.trim();
  box.append(time, number);
  return box;
}

export function trendOption(series: TrendSeries, look: TrendLook): EChartsCoreOption {
  const offset = zoneOffsetMs(look.to, look.zone);
  const shift = (points: TrendSeries["measured"]) =>
    points.map(([time, value]) => [time + offset, value]);
  const line = {
    type: "line",
    showSymbol: false,
    step: look.steps ? "end" : false,
    connectNulls: false,
    animation: false,
  };
  return {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: chartFont },
    grid: {
      left: look.small ? 8 : 12,
      right: look.small ? 14 : 24,
      top: 28,
      bottom: 8,
      outerBoundsMode: "same",
    },
    tooltip: {
      trigger: "axis",
      transitionDuration: 0,
      confine: true,
      axisPointer: { type: "line", snap: true, lineStyle: { color: quiet, type: "solid" } },
      formatter: (shown: unknown) => tooltip(shown, look, offset),
    },
    xAxis: {
      type: "time",
      min: look.from + offset,
      max: look.to + offset,
      splitNumber: look.small ? 3 : 6,
      axisLine: { lineStyle: { color: "#9aa5af" } },
      axisTick: { lineStyle: { color: "#9aa5af" } },
      axisLabel: { color: quiet, hideOverlap: true, formatter: "{HH}:{mm}" },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      scale: true,
      name: look.unit,
      nameTextStyle: { color: quiet, align: "right" },
      splitNumber: 4,
      axisLabel: { color: quiet },
      splitLine: { lineStyle: { color: grid } },
    },
    series: [
      {
        ...line,
        name: look.name,
        data: shift(series.measured),
        lineStyle: { color: ink, width: 1.8 },
        itemStyle: { color: ink },
        markArea: {
          silent: true,
          itemStyle: {
            color: "rgba(179,38,30,0.12)",
            borderColor: "rgba(179,38,30,0.45)",
            borderWidth: 1,
          },
          data: series.bad.map(([from, to]) => [
            { xAxis: Math.max(from, look.from) + offset },
            { xAxis: to + offset },
          ]),
        },
        markLine: {
          silent: true,
          symbol: "none",
          lineStyle: { color: abnormal, type: [6, 4], width: 1, opacity: 0.75 },
          label: { color: abnormal, position: "insideEndTop", formatter: "{b}" },
          data: look.limits.map(({ label, value }) => ({
            name: `${label} ${value}`,
            yAxis: value,
          })),
        },
      },
      {
        ...line,
        name: `${look.name} …`,
        data: shift(series.held),
        lineStyle: { color: "#8b97a2", width: 1, type: [2, 3] },
        itemStyle: { color: "#8b97a2" },
        tooltip: { show: false },
      },
    ],
  };
}
