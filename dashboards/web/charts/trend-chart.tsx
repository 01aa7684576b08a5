// The canvas of a trend. It draws what it is given and fetches nothing.
import { useEffect, useRef } from "react";
import { openChart } from "./echarts-modules.ts";
import { type TrendLook, trendOption } from "./trend-option.ts";

type TrendChartProps = {
  readonly look: TrendLook;
  /** What the picture says, for those who do not see it. */
  readonly summary: string;
};

export function TrendChart({ look, summary }: TrendChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof openChart>>(null);
  const newest = useRef(look);
  newest.current = look;

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const opened = openChart(element, undefined, { renderer: "canvas" });
    chart.current = opened;
    const observer = new ResizeObserver(() => {
      opened.resize();
      const size = { width: opened.getWidth(), height: opened.getHeight() };
      opened.setOption(trendOption(newest.current, size), { replaceMerge: ["series"] });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      opened.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    const opened = chart.current;
    if (opened === null) return;
    const size = { width: opened.getWidth(), height: opened.getHeight() };
    const replaceMerge = ["series", "grid", "xAxis", "yAxis"];
    opened.setOption(trendOption(look, size), { replaceMerge });
  }, [look]);

  return <div ref={box} className="trend-chart" role="img" aria-label={summary} />;
}
