// What the browser's tab says of the open page.
import { useEffect } from "react";
import { useWords } from "./language-context.tsx";

/** @param parts from the particular to the general; the product's name is added. */
export function usePageTitle(...parts: readonly string[]): void {
  const { language } = useWords();
  const product = language === "zh" ? "产线实证 · Lineproof" : "Lineproof · 产线实证";
  const title = [...parts, product].join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
