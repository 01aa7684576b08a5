// The criteria pages of a site as the frame mounts them: all criteria, or one of them, under one head.
import { useQuery } from "@tanstack/react-query";
import type { SiteOverview, SiteVerdicts } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import { verdictsQuery } from "../../api/queries.ts";
import { pathOfCriteria } from "../../state/site-address.ts";
import { useHostNow, useSiteLive, useSnapshot } from "../../state/use-site-live.ts";
import type { Language } from "../../ui/bilingual.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Link } from "../../ui/link.tsx";
import { usePageTitle } from "../../ui/page-title.ts";
import { QueryNotice } from "../../ui/query-notice.tsx";
import { Watermark } from "../../ui/watermark.tsx";
import { summariseLinks } from "../header/link-status.tsx";
import { SiteHeader } from "../header/site-header.tsx";
import { CriteriaPage } from "./criteria-page.tsx";
import { CriterionPage } from "./criterion-page.tsx";
import { findJudged, judgedItems } from "./verdict-list.ts";
import "./criteria.css";
import "./criteria-page.css";

type CriteriaScreenProps = {
  readonly model: LineModel;
  readonly sites: readonly SiteOverview[];
  /** Undefined for the page of all criteria. */
  readonly criterion: string | undefined;
  readonly line: string | undefined;
  readonly onLanguage: (language: Language) => void;
};

type JudgedProps = Pick<CriteriaScreenProps, "model" | "line"> & {
  readonly verdicts: SiteVerdicts;
  readonly criterion: string;
};

function OneCriterion({ model, verdicts, criterion, line }: JudgedProps) {
  const { say } = useWords();
  const site = model.site.id;
  const found = findJudged(judgedItems(verdicts, site), criterion, line);
  if (found !== undefined) {
    return (
      <CriterionPage key={found.judged.href} found={found} model={model} verdicts={verdicts} />
    );
  }
  return (
    <section className="panel">
      <h2>{say("addressUnknown")}</h2>
      <p>{say("criterionUnknown", { policy: verdicts.policy.id, criterion })}</p>
      <p>
        <Link href={pathOfCriteria(site)}>← {say("criteria")}</Link>
      </p>
    </section>
  );
}

export function CriteriaScreen({ model, sites, criterion, line, onLanguage }: CriteriaScreenProps) {
  const { say, pick } = useWords();
  const source = useSiteLive(model.site.id, "links");
  const live = useSnapshot(source.store);
  const now = useHostNow(source.clock);
  const verdicts = useQuery(verdictsQuery(model.site.id));
  const policy = verdicts.data?.policy;
  usePageTitle(
    ...(criterion === undefined ? [] : [criterion]),
    say("criteria"),
    pick(model.site.name),
  );
  const equipmentName = (id: string): string => {
    const found = model.lines.flatMap((each) => each.equipment).find((each) => each.id === id);
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
        page="criteria"
        onLanguage={onLanguage}
      />
      <main id="main" tabIndex={-1} className="list-page criteria-screen">
        {live.connection.state === "lost" && (
          <p className="lost-line" role="alert">
            {say("notLiveVerdicts")}
          </p>
        )}
        {verdicts.data === undefined ? (
          <QueryNotice asked={verdicts} />
        ) : criterion === undefined ? (
          <CriteriaPage verdicts={verdicts.data} model={model} />
        ) : (
          <OneCriterion model={model} verdicts={verdicts.data} criterion={criterion} line={line} />
        )}
      </main>
      {policy?.watermark !== undefined && <Watermark text={pick(policy.watermark)} />}
    </>
  );
}
