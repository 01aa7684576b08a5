// The frame: language, login, and which page the address names.
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { AskError } from "./api/ask.ts";
import { storedToken, storeToken } from "./api/token.ts";
import { AdditionProvider } from "./state/addition.tsx";
import { type Place, usePlace } from "./state/place.ts";
import type { Language } from "./ui/bilingual.ts";
import { LanguageProvider, useWords } from "./ui/language.tsx";
import { ConfigurationPage } from "./views/configuration/configuration-page.tsx";
import { EquipmentPage } from "./views/equipment/equipment-page.tsx";
import { FindPage } from "./views/find/find-page.tsx";
import { ImportPage } from "./views/import/import-page.tsx";
import { Login } from "./views/login.tsx";
import { Masthead } from "./views/masthead.tsx";
import { Overview } from "./views/overview/overview.tsx";

const languageKey = "lineproof.language";

function Page({ place }: { readonly place: Place }) {
  const { say } = useWords();
  switch (place.page) {
    case "overview":
      return <Overview />;
    case "equipment":
      return <EquipmentPage key={place.id} id={place.id} />;
    case "find":
      return <FindPage />;
    case "import":
      return <ImportPage />;
    case "configuration":
      return <ConfigurationPage />;
    case "unknown":
      return <p>{say("unknownPage")}</p>;
  }
}

function newQueries(refused: () => void): QueryClient {
  return new QueryClient({
    // A gateway with another token (a new data folder) asks for the login again.
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof AskError && error.code === "TOKEN") refused();
      },
    }),
    defaultOptions: { queries: { retry: false, networkMode: "always" } },
  });
}

export function App() {
  const [language, setLanguage] = useState<Language>(() =>
    localStorage.getItem(languageKey) === "en" ? "en" : "zh",
  );
  const [token, setToken] = useState(storedToken);
  const place = usePlace();
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    localStorage.setItem(languageKey, language);
  }, [language]);
  const enter = (next: string) => {
    storeToken(next);
    setToken(next);
  };
  const [queries] = useState(() => newQueries(() => enter("")));
  const leave = () => {
    queries.clear();
    enter("");
  };
  return (
    <LanguageProvider language={language}>
      <QueryClientProvider client={queries}>
        <AdditionProvider>
          <Masthead place={place} entered={token !== ""} onLanguage={setLanguage} onLeave={leave} />
          <main id="main" tabIndex={-1}>
            {token === "" ? <Login onToken={enter} /> : <Page place={place} />}
          </main>
        </AdditionProvider>
      </QueryClientProvider>
    </LanguageProvider>
  );
}
