// What every page of a site needs first: that the site exists here, and its locked line model.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { SiteOverview } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import { WebError } from "../../api/get-json.ts";
import { modelQuery, sitesQuery } from "../../api/queries.ts";
import { pathOfSites } from "../../state/site-address.ts";
import type { Language } from "../../ui/bilingual.ts";
import { useWords } from "../../ui/language-context.tsx";
import { QueryNotice } from "../../ui/query-notice.tsx";
import { Masthead } from "../header/masthead.tsx";
import { NotFound } from "./not-found.tsx";
import "./site-frame.css";

type SiteFrameProps = {
  readonly site: string;
  readonly onLanguage: (language: Language) => void;
  readonly children: (model: LineModel, sites: readonly SiteOverview[]) => ReactNode;
};

const noSites: readonly SiteOverview[] = [];

function isUnknown(error: Error | null): boolean {
  return error instanceof WebError && error.detail.code === "DASHBOARDS_SITE_UNKNOWN";
}

export function SiteFrame({ site, onLanguage, children }: SiteFrameProps) {
  const { say } = useWords();
  const sites = useQuery(sitesQuery);
  const model = useQuery(modelQuery(site));
  // The other sites are only for going there: the page does not wait for them.
  if (model.data !== undefined) return children(model.data, sites.data?.sites ?? noSites);
  if (isUnknown(model.error)) {
    return (
      <NotFound
        title={say("siteUnknown", { site })}
        back={{ href: pathOfSites, text: say("allSites") }}
        onLanguage={onLanguage}
      />
    );
  }
  return (
    <>
      <Masthead onLanguage={onLanguage}>
        <h1>{site}</h1>
      </Masthead>
      <main id="main" tabIndex={-1} className="list-page">
        <QueryNotice asked={model} />
      </main>
    </>
  );
}
