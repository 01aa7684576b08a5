// The head of a site's pages: which site, what it must not be mistaken for, whether it is live, and the
// way between its pages and the other sites.
import type { SiteOverview } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { Policy } from "#contracts/policy.ts";
import { navigate } from "../../state/location.ts";
import { pathOfCriteria, pathOfSite, pathOfSites } from "../../state/site-address.ts";
import type { Language } from "../../ui/bilingual.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Link } from "../../ui/link.tsx";
import { formatClock } from "../../ui/zoned-time.ts";
import { clusterName } from "./cluster-names.ts";
import { LinkStatus, type LinkSummary } from "./link-status.tsx";
import { Marks } from "./marks.tsx";
import { Masthead } from "./masthead.tsx";

/** The page of the site that is open; a criterion belongs to the criteria. */
export type SitePageName = "site" | "criteria";

const pathOf: { readonly [P in SitePageName]: (site: string) => string } = {
  site: pathOfSite,
  criteria: pathOfCriteria,
};

type SiteHeaderProps = {
  readonly model: LineModel;
  readonly sites: readonly SiteOverview[];
  readonly policy: Pick<Policy, "watermark" | "adoption"> | undefined;
  readonly summary: LinkSummary;
  /** Host time, ms UTC. */
  readonly now: number | undefined;
  readonly page: SitePageName;
  readonly onLanguage: (language: Language) => void;
};

function Pages({ site, page }: { readonly site: string; readonly page: SitePageName }) {
  const { say } = useWords();
  return (
    <nav className="masthead-pages" aria-label={say("pages")}>
      <Link href={pathOfSites}>{say("allSites")}</Link>
      <Link href={pathOfSite(site)} aria-current={page === "site" ? "page" : undefined}>
        {say("pageSite")}
      </Link>
      <Link href={pathOfCriteria(site)} aria-current={page === "criteria" ? "page" : undefined}>
        {say("criteria")}
      </Link>
    </nav>
  );
}

export function SiteHeader({
  model,
  sites,
  policy,
  summary,
  now,
  page,
  onLanguage,
}: SiteHeaderProps) {
  const { say, pick } = useWords();
  const { site } = model;
  return (
    <Masthead
      onLanguage={onLanguage}
      pages={<Pages site={site.id} page={page} />}
      standing={
        <>
          <LinkStatus summary={summary} now={now} zone={site.timeZone} />
          <time className="host-time" title={say("hostTime")}>
            {now === undefined ? "--:--:--" : formatClock(now, site.timeZone)}
          </time>
        </>
      }
    >
      <h1>{pick(site.name)}</h1>
      {sites.length > 1 && (
        <span className="site-choice">
          <select
            aria-label={say("site")}
            title={say("site")}
            value={site.id}
            onChange={(event) => navigate(pathOf[page](event.target.value))}
          >
            {sites.map(({ id, name }) => (
              <option key={id} value={id}>
                {pick(name)}
              </option>
            ))}
          </select>
        </span>
      )}
      <span className="masthead-cluster">{pick(clusterName(site.cluster))}</span>
      <Marks simulated={site.simulated} policy={policy} />
    </Masthead>
  );
}
