// What every machine did over the last minutes or hours: one band per machine, categories in colour and words, no data
// hatched, the time before anything of the site was read dotted, shift boundaries marked.
import { useState } from "react";
import type { LineModel } from "#contracts/line-model.ts";
import { shiftsBetween } from "../../state/shift-times.ts";
import type { SiteView } from "../../state/site-view.ts";
import type { SiteLiveSource } from "../../state/use-site-live.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Panel } from "../../ui/panel.tsx";
import { QueryNotice } from "../../ui/query-notice.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { formatClock } from "../../ui/zoned-time.ts";
import { BandLegend, BandPatterns } from "./band-legend.tsx";
import { BandRow } from "./band-row.tsx";
import { useBands } from "./use-bands.ts";
import "./state-bands.css";

const minuteMs = 60_000;
const spans = [
  { ms: 10 * minuteMs, phrase: "span10min" },
  { ms: 60 * minuteMs, phrase: "span1h" },
  { ms: 480 * minuteMs, phrase: "span8h" },
  { ms: 1440 * minuteMs, phrase: "span24h" },
] as const satisfies readonly { ms: number; phrase: Phrase }[];

type StateBandsProps = {
  readonly model: LineModel;
  readonly view: SiteView;
  readonly source: SiteLiveSource;
};

export function StateBands({ model, view, source }: StateBandsProps) {
  const { say } = useWords();
  const [spanMs, setSpan] = useState<number>(spans[0].ms);
  const { asked, bands, from, to } = useBands(model, view, source, spanMs);
  const marks = [
    ...new Set(shiftsBetween(model, from, to).flatMap((shift) => [shift.from, shift.to])),
  ].filter((at) => at > from && at < to);
  const clock = (time: number) => formatClock(time, view.zone).slice(0, 5);
  return (
    <Panel
      title={say("stateBands")}
      className="state-bands"
      aside={
        <Segmented<number>
          label={say("trendWindow")}
          value={spanMs}
          onChange={setSpan}
          options={spans.map(({ ms, phrase }) => ({ value: ms, label: say(phrase) }))}
        />
      }
    >
      <BandPatterns />
      {asked.error !== null && <QueryNotice asked={asked} />}
      {view.now === undefined ? (
        <p className="quiet">{say("loading")}…</p>
      ) : (
        <table className="bands">
          <thead>
            <tr>
              <th scope="col">{say("machine")}</th>
              <th scope="col" className="band-times">
                <span>{clock(from)}</span>
                <span>{clock((from + to) / 2)}</span>
                <span>{say("nowWord")}</span>
              </th>
              <th scope="col" className="band-share" title={say("shareOfObserved")}>
                {say("categoryProducing")}
              </th>
              <th scope="col" className="band-unknown" title={say("shareOfObserved")}>
                {say("noData")}
              </th>
            </tr>
          </thead>
          <tbody>
            {bands.map((band) => (
              <BandRow
                key={band.equipment.id}
                band={band}
                window={{ from, to }}
                marks={marks}
                clock={clock}
              />
            ))}
          </tbody>
        </table>
      )}
      <BandLegend begins={bands.some(({ since }) => since === null || since > from)} />
    </Panel>
  );
}
