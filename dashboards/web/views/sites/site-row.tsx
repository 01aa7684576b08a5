// One factory of the list: who it is, whether it is live, what the rules find, what is lost.
import type { ItemSummary, SiteOverview } from "#contracts/api.ts";
import { pathOfCriteria, pathOfSite } from "../../state/site-address.ts";
import { formatAge } from "../../ui/age.ts";
import { useWords } from "../../ui/language-context.tsx";
import { LineSign } from "../../ui/line-sign.tsx";
import { lineTypeName } from "../../ui/line-type.ts";
import { Link } from "../../ui/link.tsx";
import { MustText } from "../../ui/must-text.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { clusterName } from "../header/cluster-names.ts";
import { Marks } from "../header/marks.tsx";
import { SilentNames } from "./silent-names.tsx";
import type { Standing } from "./site-standing.ts";
import "./site-row.css";

type SiteRowProps = {
  readonly site: SiteOverview;
  readonly standing: Standing;
  /** Newest read of any signal, ms UTC; null before the first. */
  readonly lastRead: number | null;
  readonly lost: number;
  /** Host time, ms UTC. */
  readonly now: number | undefined;
};

function Identity({ site }: { readonly site: SiteOverview }) {
  const { pick } = useWords();
  const words = [site.firm, clusterName(site.cluster), ...site.profiles.map(lineTypeName)];
  return (
    <th scope="row">
      <div className="site-identity">
        <LineSign profile={site.profiles[0]} />
        <div>
          <Link className="site-name" href={pathOfSite(site.id)}>
            {pick(site.name)}
          </Link>
          <p className="site-firm">
            {words.map((each) => (
              <span key={each.en}>{pick(each)}</span>
            ))}
          </p>
          <Marks simulated={site.simulated} policy={site.policy} />
        </div>
      </div>
    </th>
  );
}

function StandingCell({ site, standing, now }: Pick<SiteRowProps, "site" | "standing" | "now">) {
  const { say } = useWords();
  const { gateways, equipment } = site;
  const missing = equipment.online < equipment.all && gateways.online > 0;
  return (
    <td className="site-standing">
      <span className={`standing ${standing.look}`}>
        <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">
          {standing.look === "live" || standing.look === "unknown" ? (
            <circle cx="6" cy="6" r="4.6" />
          ) : (
            <path d="M6 .8 11.6 11H.4z" />
          )}
        </svg>
        {say(standing.phrase)}
      </span>
      {standing.phrase === "brokerOffline" ? (
        <p className="site-counts">{say("gatewaysUnknown")}</p>
      ) : (
        <p className="site-counts">
          <span>{say("gatewaysOnline", gateways)}</span>
          <span>{say("equipmentOnline", equipment)}</span>
        </p>
      )}
      {missing && <SilentNames site={site.id} now={now} />}
    </td>
  );
}

function ItemLine({
  site,
  item,
  several,
}: {
  readonly site: string;
  readonly item: ItemSummary;
  readonly several: boolean;
}) {
  const { pick } = useWords();
  return (
    <li>
      <Link
        className="item-link"
        href={`${pathOfCriteria(site)}#item-${item.item}`}
        title={pick(item.name)}
      >
        {item.item}
      </Link>
      <StateMark state={item.state} />
      <span className="item-counts">
        {several && item.subject.kind === "line" ? `${item.subject.line} · ` : ""}
        <MustText must={item.must} apart />
      </span>
    </li>
  );
}

function ItemsCell({ site }: { readonly site: SiteOverview }) {
  const { say } = useWords();
  if (site.items === null) {
    return <td className="site-items quiet">{say("notJudgedYet")}</td>;
  }
  const ids = site.items.map(({ item }) => item);
  return (
    <td className="site-items">
      <ul>
        {site.items.map((item) => (
          <ItemLine
            key={`${item.item}/${"line" in item.subject ? item.subject.line : ""}`}
            site={site.id}
            item={item}
            several={ids.filter((id) => id === item.item).length > 1}
          />
        ))}
      </ul>
    </td>
  );
}

export function SiteRow({ site, standing, lastRead, lost, now }: SiteRowProps) {
  const { say } = useWords();
  const age = lastRead === null || now === undefined ? "—" : formatAge(now - lastRead);
  return (
    <tr className={`site-row ${standing.look}`} data-site={site.id} data-standing={standing.look}>
      <Identity site={site} />
      <StandingCell site={site} standing={standing} now={now} />
      <td className={standing.look === "lost" ? "site-age old" : "site-age"}>
        <span className="cell-label">{say("newestValue")}</span> {age}
      </td>
      <ItemsCell site={site} />
      <td className={lost > 0 ? "site-lost some" : "site-lost"}>
        <span className="cell-label">{say("overviewLoss")}</span> {lost.toLocaleString("en")}
      </td>
    </tr>
  );
}
