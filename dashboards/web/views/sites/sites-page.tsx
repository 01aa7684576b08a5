// The first page: every factory kept here in one line, live.
import type { SiteOverview } from "#contracts/api.ts";
import { useBrokerLoss } from "../../state/use-broker-loss.ts";
import { useSitesLive } from "../../state/use-sites-live.ts";
import type { Language } from "../../ui/bilingual.ts";
import { useWords } from "../../ui/language-context.tsx";
import { usePageTitle } from "../../ui/page-title.ts";
import { QueryNotice } from "../../ui/query-notice.tsx";
import { Watermark } from "../../ui/watermark.tsx";
import { formatClock } from "../../ui/zoned-time.ts";
import { LinkStatus, summariseLinks } from "../header/link-status.tsx";
import { Masthead } from "../header/masthead.tsx";
import { SiteRow } from "./site-row.tsx";
import { standingOf } from "./site-standing.ts";
import "./site-frame.css";
import "./sites-page.css";

/** The reader's own zone: the sites of a list may lie in several. */
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const noSites: readonly SiteOverview[] = [];

type SumProps = { readonly sites: readonly SiteOverview[]; readonly brokerLost: boolean };

function Sum({ sites, brokerLost }: SumProps) {
  const { say } = useWords();
  const sum = (count: (site: SiteOverview) => number) =>
    sites.reduce((total, site) => total + count(site), 0);
  return (
    <p className="sites-sum">
      <span>{say("sitesCount", { n: sites.length })}</span>
      {!brokerLost && (
        <>
          <span>
            {say("gatewaysOnline", {
              online: sum(({ gateways }) => gateways.online),
              all: sum(({ gateways }) => gateways.all),
            })}
          </span>
          <span>
            {say("equipmentOnline", {
              online: sum(({ equipment }) => equipment.online),
              all: sum(({ equipment }) => equipment.all),
            })}
          </span>
        </>
      )}
    </p>
  );
}

export function SitesPage({ onLanguage }: { readonly onLanguage: (language: Language) => void }) {
  const { say, pick } = useWords();
  const { list, connection, now, pulse } = useSitesLive();
  usePageTitle(say("allSites"));
  const sites = list.data?.sites ?? noSites;
  const watermark = sites.find(({ policy }) => policy.watermark !== undefined)?.policy.watermark;
  const brokerLoss = useBrokerLoss(sites);
  const summary = summariseLinks({ connection, links: [...brokerLoss.values()] }, (id) => id);
  return (
    <>
      <Masthead
        onLanguage={onLanguage}
        standing={
          <>
            <LinkStatus summary={summary} now={now} zone={ownZone} />
            <time className="host-time" title={say("hostTime")}>
              {now === undefined ? "--:--:--" : formatClock(now, ownZone)}
            </time>
          </>
        }
      >
        <h1>{say("allSites")}</h1>
      </Masthead>
      <main id="main" tabIndex={-1} className="list-page">
        {connection.state === "lost" && (
          <p className="lost-line" role="alert">
            {say("notLive")}
          </p>
        )}
        {list.data === undefined && <QueryNotice asked={list} />}
        {list.data !== undefined && sites.length === 0 && <p>{say("noSites")}</p>}
        {sites.length > 0 && (
          <>
            <Sum sites={sites} brokerLost={brokerLoss.size > 0} />
            <table className={`sites-table ${connection.state}`}>
              <thead>
                <tr>
                  <th scope="col">{say("site")}</th>
                  <th scope="col">{say("standing")}</th>
                  <th scope="col" className="number-head">
                    {say("newestValue")}
                  </th>
                  <th scope="col">{say("overviewItem")}</th>
                  <th scope="col" className="number-head">
                    {say("overviewLoss")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {sites.map((site) => {
                  const lastRead = pulse.lastRead(site);
                  return (
                    <SiteRow
                      key={site.id}
                      site={site}
                      standing={standingOf(
                        { ...site, lastRead, brokerLost: brokerLoss.has(site.id) },
                        connection.state,
                        now,
                      )}
                      lastRead={lastRead}
                      lost={pulse.lost(site)}
                      now={now}
                    />
                  );
                })}
              </tbody>
            </table>
          </>
        )}
      </main>
      {watermark !== undefined && <Watermark text={pick(watermark)} />}
    </>
  );
}
