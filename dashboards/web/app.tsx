// The frame of the page: language, queries, and which page the address names. The list of sites loads at
// once, every other page from a file of its own.

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { errorCode } from "#contracts/errors.ts";
import { loadLanguage, saveLanguage } from "./state/language-storage.ts";
import { type Place, usePlace } from "./state/location.ts";
import { lineOfSearch, pageOfPath, pathOfSites } from "./state/site-address.ts";
import type { Language } from "./ui/bilingual.ts";
import { ErrorBoundary } from "./ui/error-boundary.tsx";
import { LanguageProvider, useWords } from "./ui/language-context.tsx";
import { later } from "./ui/later.tsx";
import { NotFound } from "./views/sites/not-found.tsx";
import { SiteFrame } from "./views/sites/site-frame.tsx";
import { SitesPage } from "./views/sites/sites-page.tsx";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; only a lost connection is worth another try.
      retry: (failures, error) => failures < 1 && errorCode(error) === "WEB_UNREACHABLE",
      networkMode: "always",
    },
  },
});

const SiteScreen = later(async () => (await import("./views/sites/site-screen.tsx")).SiteScreen);
const CriteriaScreen = later(
  async () => (await import("./views/criteria/criteria-screen.tsx")).CriteriaScreen,
);

type PageProps = { readonly place: Place; readonly onLanguage: (language: Language) => void };

function Page({ place, onLanguage }: PageProps) {
  const { say } = useWords();
  const address = pageOfPath(place.path);
  switch (address.page) {
    case "sites":
      return <SitesPage onLanguage={onLanguage} />;
    case "site":
      return (
        <SiteFrame key={address.site} site={address.site} onLanguage={onLanguage}>
          {(model, sites) => <SiteScreen model={model} sites={sites} onLanguage={onLanguage} />}
        </SiteFrame>
      );
    case "criteria":
    case "criterion":
      return (
        <SiteFrame key={address.site} site={address.site} onLanguage={onLanguage}>
          {(model, sites) => (
            <CriteriaScreen
              model={model}
              sites={sites}
              criterion={address.page === "criterion" ? address.criterion : undefined}
              line={lineOfSearch(place.search)}
              onLanguage={onLanguage}
            />
          )}
        </SiteFrame>
      );
    case "unknown":
      return (
        <NotFound
          title={say("addressUnknownOf", { path: place.path })}
          back={{ href: pathOfSites, text: say("allSites") }}
          onLanguage={onLanguage}
        />
      );
  }
}

/** Keyboard and screen reader go where the link led; the first page keeps the browser's own start. */
function useFocusOnMain(path: string): void {
  const first = useRef(path);
  useEffect(() => {
    if (first.current === path) return;
    first.current = "";
    document.getElementById("main")?.focus({ preventScroll: true });
  }, [path]);
}

export function App() {
  const [language, setLanguage] = useState(loadLanguage);
  const place = usePlace();
  useFocusOnMain(place.path);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    saveLanguage(language);
  }, [language]);
  return (
    <LanguageProvider language={language}>
      <QueryClientProvider client={queries}>
        <ErrorBoundary place={place.path}>
          <Page place={place} onLanguage={setLanguage} />
        </ErrorBoundary>
      </QueryClientProvider>
    </LanguageProvider>
  );
}
