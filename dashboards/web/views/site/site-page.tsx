// The page of one site: is it live, what does the line do now and before, what do the rules find, is anything lost.
import { useQuery } from "@tanstack/react-query";
import type { SiteOverview } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import { ledgerQuery, verdictsQuery } from "../../api/queries.ts";
import type { SiteView } from "../../state/site-view.ts";
import { useChosenSignals } from "../../state/use-chosen-signals.ts";
import { useHostNow, useSiteLive, useSnapshot } from "../../state/use-site-live.ts";
import type { Language } from "../../ui/bilingual.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Watermark } from "../../ui/watermark.tsx";
import { summariseLinks } from "../header/link-status.tsx";
import { SiteHeader } from "../header/site-header.tsx";
import { Ledger } from "../ledger/ledger.tsx";
import { LiveValues } from "../live-values/live-values.tsx";
import { ProcessPicture } from "../picture/process-picture.tsx";
import { StateBands } from "../states/state-bands.tsx";
import { TrendPanel } from "../trend/trend-panel.tsx";
import { LinkNoticeList } from "./link-notice-list.tsx";
import { Overview } from "./overview.tsx";
import "./site-page.css";

type SitePageProps = {
  readonly model: LineModel;
  readonly sites: readonly SiteOverview[];
  readonly onLanguage: (language: Language) => void;
};

export function SitePage({ model, sites, onLanguage }: SitePageProps) {
  const { pick } = useWords();
  const site = model.site.id;
  const source = useSiteLive(site);
  const live = useSnapshot(source.store);
  const now = useHostNow(source.clock);
  const verdicts = useQuery(verdictsQuery(site));
  const ledger = useQuery(ledgerQuery(site));
  const [chosen, onToggle] = useChosenSignals(model);
  const view: SiteView = { live, now, zone: model.site.timeZone, chosen, onToggle };
  const policy = verdicts.data?.policy;
  const equipmentName = (id: string): string => {
    const found = model.lines.flatMap((line) => line.equipment).find((each) => each.id === id);
    return found === undefined ? id : pick(found.name);
  };
  return (
    <>
      <SiteHeader
        model={model}
        sites={sites}
        policy={policy}
        summary={summariseLinks(live, equipmentName)}
        now={now}
        page="site"
        onLanguage={onLanguage}
      />
      <main id="main" tabIndex={-1} className="site-page">
        <LinkNoticeList model={model} view={view} />
        <Overview
          model={model}
          view={view}
          latency={live.connection.state === "live" ? (ledger.data?.latency ?? null) : null}
          items={verdicts.data?.items.filter(({ item }) => item !== "G")}
          itemsFailed={verdicts.error !== null}
        />
        <div className="panels">
          {model.lines.map((line) => (
            <ProcessPicture key={line.id} line={line} view={view} />
          ))}
          <TrendPanel site={site} view={view} source={source} />
          <div className="side">
            <StateBands model={model} view={view} source={source} />
            <Ledger ledger={live.ledger} logs={ledger.data?.logs ?? []} now={now} />
          </div>
          <LiveValues model={model} view={view} />
        </div>
      </main>
      {policy?.watermark !== undefined && <Watermark text={pick(policy.watermark)} />}
    </>
  );
}
