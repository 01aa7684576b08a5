// What every machine did over the last hours: one band per machine, categories in colour and words, no data hatched,
// shift boundaries marked.
import { Segmented } from "antd";
import { useState } from "react";
import type { LineModel } from "#contracts/line-model.ts";
import { shiftsBetween } from "../../state/shift-times.ts";
import type { SiteView } from "../../state/site-view.ts";
import type { SiteLiveSource } from "../../state/use-site-live.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Panel } from "../../ui/panel.tsx";
import { QueryNotice } from "../../ui/query-notice.tsx";
import { formatClock } from "../../ui/zoned-time.ts";
import { across, type BandWindow, bandPaths, wholePercent } from "./band-paths.ts";
import { categoryPhrase } from "./category-words.ts";
import { type Band, useBands } from "./use-bands.ts";
import "./state-bands.css";

const hourMs = 3_600_000;
const spans = [
  { hours: 1, phrase: "span1h" },
  { hours: 8, phrase: "span8h" },
  { hours: 24, phrase: "span24h" },
] as const satisfies readonly { hours: number; phrase: Phrase }[];

function BandRow({
  band,
  window,
  marks,
}: {
  band: Band;
  window: BandWindow;
  marks: readonly number[];
}) {
  const { say, pick } = useWords();
  const { equipment, spans: own, shares } = band;
  const producing = wholePercent(shares.producing);
  const unknown = wholePercent(shares.unknown);
  const name = pick(equipment.name);
  const place = (time: number) => ((time - window.from) / (window.to - window.from)) * across;
  return (
    <tr data-band={equipment.id}>
      <th scope="row">{name}</th>
      <td className="band-cell">
        <svg
          className="band"
          viewBox={`0 0 ${across} 20`}
          preserveAspectRatio="none"
          role="img"
          aria-label={say("bandSummary", { name, producing, unknown })}
        >
          <rect width={across} height="20" className="band-none" />
          {bandPaths(own, window).map(({ category, d }) => (
            <path key={category} d={d} className={`band-${category}`} />
          ))}
          {marks.map((at) => (
            <g key={at}>
              <path d={`M${place(at).toFixed(1)} 0v20`} className="band-shift-halo" />
              <path d={`M${place(at).toFixed(1)} 0v20`} className="band-shift" />
            </g>
          ))}
        </svg>
      </td>
      <td className="band-share">{producing}</td>
      <td className={shares.unknown >= 0.005 ? "band-unknown some" : "band-unknown"}>{unknown}</td>
    </tr>
  );
}

function Legend() {
  const { say } = useWords();
  return (
    <ul className="band-legend">
      {(["producing", "idle", "setup", "stopped", "maintenance", "fault"] as const).map((each) => (
        <li key={each}>
          <svg viewBox="0 0 14 12" aria-hidden="true">
            <rect width="14" height="12" className={`band-${each}`} />
          </svg>
          {say(categoryPhrase[each])}
        </li>
      ))}
      <li>
        <svg viewBox="0 0 14 12" aria-hidden="true">
          <rect width="14" height="12" className="band-none" />
        </svg>
        {say("noData")}
      </li>
      <li>
        <svg viewBox="0 0 14 12" aria-hidden="true">
          <path d="M7 0v12" className="band-shift" />
        </svg>
        {say("shiftEdge")}
      </li>
    </ul>
  );
}

type StateBandsProps = {
  readonly model: LineModel;
  readonly view: SiteView;
  readonly source: SiteLiveSource;
};

export function StateBands({ model, view, source }: StateBandsProps) {
  const { say } = useWords();
  const [hours, setHours] = useState<number>(1);
  const { asked, bands, from, to } = useBands(model, view, source, hours * hourMs);
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
          aria-label={say("trendWindow")}
          size="small"
          value={hours}
          onChange={setHours}
          options={spans.map((span) => ({ value: span.hours, label: say(span.phrase) }))}
        />
      }
    >
      <svg className="band-patterns" aria-hidden="true" width="0" height="0">
        <defs>
          <pattern id="band-hatch" width="6" height="6" patternUnits="userSpaceOnUse">
            <rect width="6" height="6" className="band-hatch-ground" />
            <path d="M0 6L6 0" className="band-hatch-line" />
          </pattern>
        </defs>
      </svg>
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
              <th scope="col" className="band-share">
                {say("categoryProducing")}
              </th>
              <th scope="col" className="band-unknown">
                {say("noData")}
              </th>
            </tr>
          </thead>
          <tbody>
            {bands.map((band) => (
              <BandRow key={band.equipment.id} band={band} window={{ from, to }} marks={marks} />
            ))}
          </tbody>
        </table>
      )}
      <Legend />
    </Panel>
  );
}
