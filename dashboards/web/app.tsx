// The frame of the page: language, component library, queries.

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useEffect, useState } from "react";
import { errorCode } from "#contracts/errors.ts";
import { loadLanguage, saveLanguage } from "./state/language-storage.ts";
import { say } from "./ui/dictionary.ts";
import { ErrorBoundary } from "./ui/error-boundary.tsx";
import { LanguageProvider } from "./ui/language-context.tsx";
import { theme } from "./ui/theme.ts";
import { SiteChooser } from "./views/site/site-chooser.tsx";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; only a lost connection is worth another try.
      retry: (failures, error) => failures < 1 && errorCode(error) === "WEB_UNREACHABLE",
      networkMode: "always",
    },
  },
});

export function App({ nonce }: { readonly nonce: string }) {
  const [language, setLanguage] = useState(loadLanguage);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.title =
      language === "zh" ? `${say("zh", "product")} · Lineproof` : "Lineproof · 产线实证";
    saveLanguage(language);
  }, [language]);
  return (
    <ConfigProvider
      csp={{ nonce }}
      theme={theme}
      locale={language === "zh" ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
    >
      <LanguageProvider language={language}>
        <QueryClientProvider client={queries}>
          <ErrorBoundary>
            <SiteChooser onLanguage={setLanguage} />
          </ErrorBoundary>
        </QueryClientProvider>
      </LanguageProvider>
    </ConfigProvider>
  );
}
