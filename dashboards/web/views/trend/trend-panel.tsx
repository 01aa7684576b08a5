// The trend of the chosen signal over the last 5, 15 or 60 minutes; it moves with the host's time.
import { Segmented } from "antd";
import { useMemo, useState } from "react";
import { buildTrendSeries, extremes } from "../../charts/trend-series.ts";
import type { LiveSnapshot } from "../../state/live-store.ts";
import type { SiteLiveSource } from "../../state/use-site-live.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Panel } from "../../ui/panel.tsx";
import { QueryNotice } from "../../ui/query-notice.tsx";
import { formatValue } from "../../ui/signal-value.ts";
import { unitSymbol } from "../../ui/units.ts";
import { type ChosenSignal, scanIntervalOf } from "../live-values/live-values.tsx";
import { useTrend } from "./use-trend.ts";
import { useTrendChart } from "./use-trend-chart.ts";
import "./trend.css";

const windows = [5, 15, 60] as const;

type TrendProps = {
  readonly site: string;
  readonly zone: string;
  readonly chosen: ChosenSignal;
  readonly live: LiveSnapshot;
  readonly source: SiteLiveSource;
  readonly now: number;
  readonly minutes: number;
};

function useLook({ chosen, zone, now, minutes }: TrendProps) {
  const { say, pick } = useWords();
  const { signal } = chosen;
  return useMemo(() => {
    const { low, high } = signal.alarm ?? {};
    return {
      name: pick(signal.name),
      unit: unitSymbol(signal.unit),
      zone,
      from: now - minutes * 60_000,
      to: now,
      steps: signal.class !== "PV" && signal.class !== "CALC",
      limits: [
        ...(high === undefined ? [] : [{ label: say("high"), value: high }]),
        ...(low === undefined ? [] : [{ label: say("low"), value: low }]),
      ],
      format: (value: number) => formatValue(value, { resolution: signal.resolution }),
    };
  }, [say, pick, signal, zone, now, minutes]);
}

function Trend(props: TrendProps) {
  const { say } = useWords();
  const { site, chosen, live, source, minutes } = props;
  const { equipment, signal } = chosen;
  const ask = { site, equipment: equipment.id, signal: signal.id, minutes };
  const history = useTrend(ask, live.epoch, source);
  const { points, heldUntil } = history.trend;
  const look = useLook(props);
  const TrendChart = useTrendChart();
  const series = useMemo(
    () =>
      buildTrendSeries({
        points,
        heldUntil,
        from: look.from,
        to: look.to,
        scanIntervalMs: scanIntervalOf(equipment, signal),
        steps: look.steps,
      }),
    [points, heldUntil, look, equipment, signal],
  );
  if (history.error !== null) return <QueryNotice asked={history} />;
  const seen = extremes(points, look.from);
  const inWindow = points.filter(({ time }) => time >= look.from).length;
  const summary = say("trendChart", {
    name: look.name,
    n: minutes,
    count: inWindow,
    low: seen === null ? "—" : look.format(seen[0]),
    high: seen === null ? "—" : look.format(seen[1]),
  });
  return (
    <div className="trend-box" data-points={points.length}>
      {TrendChart === undefined ? (
        <div className="trend-chart" />
      ) : (
        <TrendChart series={series} look={look} summary={summary} />
      )}
      {!history.isPending && inWindow === 0 && <p className="trend-empty">{say("trendEmpty")}</p>}
    </div>
  );
}

function Key() {
  const { say } = useWords();
  return (
    <ul className="trend-key">
      <li className="solid">{say("trendKeySolid")}</li>
      <li className="held">{say("trendKeyHeld")}</li>
      <li className="bad">{say("trendKeyBad")}</li>
      <li className="limit">{say("trendKeyLimit")}</li>
    </ul>
  );
}

type TrendPanelProps = {
  readonly site: string;
  readonly zone: string;
  readonly chosen: ChosenSignal | undefined;
  readonly live: LiveSnapshot;
  readonly source: SiteLiveSource;
  readonly now: number | undefined;
};

export function TrendPanel({ chosen, now, ...rest }: TrendPanelProps) {
  const { say, pick } = useWords();
  const [minutes, setMinutes] = useState<number>(windows[0]);
  const title =
    chosen === undefined ? (
      say("trend")
    ) : (
      <>
        {say("trend")}
        <span className="trend-name">
          {pick(chosen.signal.name)} · {pick(chosen.equipment.name)}
        </span>
      </>
    );
  return (
    <Panel
      title={title}
      className="trend"
      aside={
        <Segmented<number>
          aria-label={say("trendWindow")}
          size="small"
          value={minutes}
          onChange={setMinutes}
          options={windows.map((n) => ({ value: n, label: say("minutes", { n }) }))}
        />
      }
    >
      {chosen === undefined || now === undefined ? (
        <p className="trend-choose">{say("chooseSignal")}</p>
      ) : (
        <Trend
          key={`${chosen.equipment.id}/${chosen.signal.id}/${minutes}`}
          chosen={chosen}
          now={now}
          minutes={minutes}
          {...rest}
        />
      )}
      <Key />
    </Panel>
  );
}
