// The page of one site: is it live, what does it say now, what do the rules find, is anything lost.

import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useState } from "react";
import type { SiteOverview } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import { ledgerQuery, verdictsQuery } from "../../api/queries.ts";
import { useHostNow, useSiteLive, useSnapshot } from "../../state/use-site-live.ts";
import type { Language } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Panel } from "../../ui/panel.tsx";
import { QueryNotice } from "../../ui/query-notice.tsx";
import { Watermark } from "../../ui/watermark.tsx";
import { Criteria } from "../criteria/criteria.tsx";
import { Ledger } from "../ledger/ledger.tsx";
import { type ChosenSignal, LiveValues } from "../live-values/live-values.tsx";
import { TrendPanel } from "../trend/trend-panel.tsx";
import { summariseLinks } from "./link-status.tsx";
import { Overview } from "./overview.tsx";
import { PageHeader } from "./page-header.tsx";
import "./site-page.css";

function firstSignal(model: LineModel): ChosenSignal | undefined {
  for (const equipment of model.lines.flatMap((line) => line.equipment)) {
    const signal = equipment.signals.find((each) => each.class === "PV") ?? equipment.signals[0];
    if (signal !== undefined) return { equipment, signal };
  }
  return undefined;
}

type SitePageProps = {
  readonly model: LineModel;
  readonly sites: readonly SiteOverview[];
  readonly onSite: (site: string) => void;
  readonly onLanguage: (language: Language) => void;
};

export function SitePage({ model, sites, onSite, onLanguage }: SitePageProps) {
  const { say, pick } = useWords();
  const site = model.site.id;
  const zone = model.site.timeZone;
  const source = useSiteLive(site);
  const live = useSnapshot(source.store);
  const now = useHostNow(source.clock);
  const verdicts = useQuery(verdictsQuery(site));
  const ledger = useQuery(ledgerQuery(site));
  const [chosen, setChosen] = useState(() => firstSignal(model));
  const policy = verdicts.data?.policy;
  const equipmentName = (id: string): string => {
    const found = model.lines.flatMap((line) => line.equipment).find((each) => each.id === id);
    return found === undefined ? id : pick(found.name);
  };
  return (
    <>
      <a className="skip" href="#main">
        {say("skipToMain")}
      </a>
      <PageHeader
        model={model}
        sites={sites}
        policy={policy}
        summary={summariseLinks(live, equipmentName)}
        now={now}
        onSite={onSite}
        onLanguage={onLanguage}
      />
      <main id="main" className="site-page">
        {live.connection.state === "lost" && (
          <Alert className="lost-notice" type="warning" banner title={say("notLive")} />
        )}
        <Overview
          model={model}
          live={live}
          now={now}
          latency={live.connection.state === "live" ? (ledger.data?.latency ?? null) : null}
          items={verdicts.data?.items.filter(({ item }) => item !== "G") ?? []}
        />
        <div className="panels">
          <LiveValues model={model} live={live} now={now} chosen={chosen} onChoose={setChosen} />
          <TrendPanel
            site={site}
            zone={zone}
            chosen={chosen}
            live={live}
            source={source}
            now={now}
          />
          {verdicts.data === undefined ? (
            <Panel title={say("criteria")} className="criteria">
              <QueryNotice asked={verdicts} />
            </Panel>
          ) : (
            <Criteria verdicts={verdicts.data} model={model} />
          )}
          <Ledger ledger={live.ledger} logs={ledger.data?.logs ?? []} now={now} />
        </div>
      </main>
      {policy?.watermark !== undefined && <Watermark text={pick(policy.watermark)} />}
    </>
  );
}
