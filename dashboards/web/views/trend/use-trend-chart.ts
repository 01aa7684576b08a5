// The chart component, fetched apart from the page: it is the largest part, and values and verdicts do
// not wait for it. When it cannot be fetched now, the rest of the page goes on and it is tried again.
import { useEffect, useState } from "react";

type Chart = typeof import("../../charts/trend-chart.tsx").TrendChart;

const againAfterMs = 2000;

export function useTrendChart(): Chart | undefined {
  const [chart, setChart] = useState<{ readonly component: Chart }>();
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = (): void => {
      import("../../charts/trend-chart.tsx").then(
        ({ TrendChart }) => {
          if (!stopped) setChart({ component: TrendChart });
        },
        () => {
          if (!stopped) timer = setTimeout(load, againAfterMs);
        },
      );
    };
    load();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, []);
  return chart?.component;
}
