// Finds the site that the address names, or takes the first, and hands its line model to the page.
import { useQuery } from "@tanstack/react-query";
import { Result } from "antd";
import { useEffect, useState } from "react";
import { modelQuery, sitesQuery } from "../../api/queries.ts";
import { pathOfSite, siteOfPath } from "../../state/site-address.ts";
import type { Language } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";
import { QueryNotice } from "../../ui/query-notice.tsx";
import { SitePage } from "./site-page.tsx";

function useSiteAddress(): readonly [string | undefined, (site: string) => void] {
  const [site, setSite] = useState(() => siteOfPath(location.pathname));
  useEffect(() => {
    const onPop = () => setSite(siteOfPath(location.pathname));
    addEventListener("popstate", onPop);
    return () => removeEventListener("popstate", onPop);
  }, []);
  const go = (next: string): void => {
    history.pushState(null, "", pathOfSite(next));
    setSite(next);
  };
  return [site, go];
}

export function SiteChooser({ onLanguage }: { readonly onLanguage: (language: Language) => void }) {
  const { say } = useWords();
  const [named, go] = useSiteAddress();
  const sites = useQuery(sitesQuery);
  const site = named ?? sites.data?.sites[0]?.id;
  const model = useQuery({ ...modelQuery(site ?? ""), enabled: site !== undefined });
  if (sites.data === undefined) return <Waiting asked={sites} />;
  if (site === undefined) return <Result status="info" title={say("noSites")} />;
  if (model.data === undefined) return <Waiting asked={model} />;
  return (
    <SitePage
      key={site}
      model={model.data}
      sites={sites.data.sites}
      onSite={go}
      onLanguage={onLanguage}
    />
  );
}

function Waiting({ asked }: { readonly asked: Parameters<typeof QueryNotice>[0]["asked"] }) {
  const { say } = useWords();
  return (
    <main className="site-page">
      <h1 className="visually-hidden">{say("product")}</h1>
      <QueryNotice asked={asked} />
      {asked.error !== null && (
        <p>
          <a href="/">{say("allSites")}</a>
        </p>
      )}
    </main>
  );
}
