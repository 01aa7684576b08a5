// The canvas of a trend. It draws what it is given and fetches nothing.
import { useEffect, useRef } from "react";
import { openChart } from "./echarts-modules.ts";
import { type TrendLook, trendOption } from "./trend-option.ts";
import type { TrendSeries } from "./trend-series.ts";

type TrendChartProps = {
  readonly series: TrendSeries;
  readonly look: Omit<TrendLook, "small">;
  /** What the picture says, for those who do not see it. */
  readonly summary: string;
};

export function TrendChart({ series, look, summary }: TrendChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof openChart>>(null);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const opened = openChart(element, undefined, { renderer: "canvas" });
    chart.current = opened;
    const observer = new ResizeObserver(() => opened.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      opened.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    const small = (box.current?.clientWidth ?? 0) < 520;
    chart.current?.setOption(trendOption(series, { ...look, small }));
  }, [series, look]);

  return <div ref={box} className="trend-chart" role="img" aria-label={summary} />;
}
