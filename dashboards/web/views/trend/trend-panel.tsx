// The trend of up to four chosen signals; it moves with the host's time.
import { useCallback, useMemo, useState } from "react";
import { type ChosenSignal, keyOf } from "../../state/chosen-signals.ts";
import type { SiteView } from "../../state/site-view.ts";
import type { SiteLiveSource } from "../../state/use-site-live.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Panel } from "../../ui/panel.tsx";
import { QueryNotice } from "../../ui/query-notice.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { TrendChips } from "./trend-chips.tsx";
import { TrendFeed, type TrendStates } from "./trend-feed.tsx";
import { trendLine, trendSummary } from "./trend-lines.ts";
import type { TrendState } from "./use-trend.ts";
import { useTrendChart } from "./use-trend-chart.ts";
import "./trend.css";

const minuteMs = 60_000;
/** How far it looks back, and how often the right edge moves on. */
const spans = [
  { ms: 10 * minuteMs, stepMs: 1000, phrase: "span10min" },
  { ms: 60 * minuteMs, stepMs: 5000, phrase: "span1h" },
  { ms: 480 * minuteMs, stepMs: 30_000, phrase: "span8h" },
  { ms: 1440 * minuteMs, stepMs: 30_000, phrase: "span24h" },
] as const satisfies readonly { ms: number; stepMs: number; phrase: Phrase }[];
type Span = (typeof spans)[number];

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

type TrendBoxProps = {
  readonly chosen: readonly ChosenSignal[];
  readonly states: TrendStates;
  readonly span: Span;
  /** Right edge, ms UTC. */
  readonly to: number;
  readonly zone: string;
};

function TrendBox({ chosen, states, span, to, zone }: TrendBoxProps) {
  const words = useWords();
  const TrendChart = useTrendChart();
  const from = to - span.ms;
  const look = useMemo(
    () => ({
      zone,
      from,
      to,
      lines: chosen.map((each, ink) => trendLine(each, ink, states, { from, to }, words)),
    }),
    [zone, from, to, chosen, states, words],
  );
  const counts = chosen.map((each) => {
    const state = states.get(keyOf(each));
    const within = state?.trend.points.filter(({ time }) => time >= from).length ?? 0;
    return { within, waiting: state === undefined || state.isPending };
  });
  const points = counts.reduce((sum, { within }) => sum + within, 0);
  const waiting = counts.some((each) => each.waiting);
  const summary = trendSummary(chosen, states, { from, to }, words.say(span.phrase), words);
  const lanes = new Set(look.lines.map(({ unit }) => unit)).size;
  return (
    <div className="trend-box" data-points={points} data-lanes={lanes}>
      {TrendChart === undefined ? (
        <div className="trend-chart" />
      ) : (
        <TrendChart look={look} summary={summary} />
      )}
      {!waiting && points === 0 && <p className="trend-empty">{words.say("trendEmpty")}</p>}
    </div>
  );
}

type TrendPanelProps = {
  readonly site: string;
  readonly view: SiteView;
  readonly source: SiteLiveSource;
};

export function TrendPanel({ site, view, source }: TrendPanelProps) {
  const { say } = useWords();
  const [span, setSpan] = useState<Span>(spans[0]);
  const [states, setStates] = useState<TrendStates>(new Map());
  const { chosen, now, live } = view;
  const onState = useCallback((key: string, state: TrendState | undefined) => {
    setStates((known) => {
      const next = new Map(known);
      if (state === undefined) next.delete(key);
      else next.set(key, state);
      return next;
    });
  }, []);
  const failed = chosen
    .map((each) => states.get(keyOf(each)))
    .find((state) => state !== undefined && state.error !== null);
  const to = now === undefined ? undefined : Math.ceil(now / span.stepMs) * span.stepMs;
  return (
    <Panel
      title={say("trend")}
      className="trend"
      aside={
        <Segmented<number>
          label={say("trendWindow")}
          value={span.ms}
          onChange={(ms) => setSpan(spans.find((each) => each.ms === ms) ?? spans[0])}
          options={spans.map(({ ms, phrase }) => ({ value: ms, label: say(phrase) }))}
        />
      }
    >
      {now !== undefined &&
        chosen.map((each) => (
          <TrendFeed
            key={`${keyOf(each)}/${span.ms}`}
            site={site}
            chosen={each}
            spanMs={span.ms}
            epoch={live.epoch}
            source={source}
            onState={onState}
          />
        ))}
      <TrendChips view={view} />
      {failed !== undefined && <QueryNotice asked={failed} />}
      {chosen.length === 0 || to === undefined ? (
        <p className="trend-choose">{say("chooseSignal")}</p>
      ) : (
        <TrendBox chosen={chosen} states={states} span={span} to={to} zone={view.zone} />
      )}
      <Key />
    </Panel>
  );
}
