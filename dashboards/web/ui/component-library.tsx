// The component library in the page's own look and language, for the pages that use it; the others do
// without and load sooner.
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import type { ReactNode } from "react";
import { cspNonce } from "./csp-nonce.ts";
import { useWords } from "./language-context.tsx";
import { theme } from "./theme.ts";

export function ComponentLibrary({ children }: { readonly children: ReactNode }) {
  const { language } = useWords();
  return (
    <ConfigProvider
      csp={{ nonce: cspNonce() }}
      theme={theme}
      locale={language === "zh" ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
    >
      {children}
    </ConfigProvider>
  );
}
