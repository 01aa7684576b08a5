// The head of every page: whose page this is and what it is of, how things stand, and the language.
import type { ReactNode } from "react";
import { pathOfSites } from "../../state/site-address.ts";
import type { Language } from "../../ui/bilingual.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Link } from "../../ui/link.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import "./masthead.css";

function Brand() {
  const { say } = useWords();
  return (
    <Link className="masthead-brand" href={pathOfSites} title={say("allSites")}>
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path d="M2 19h6l3.4-8 5 13 3.6-8" className="wave" />
        <path d="m18 17 4 4 8-11" className="check" />
      </svg>
      <span className="brand-zh" lang="zh-CN">
        产线实证
      </span>
      <span className="brand-en" lang="en">
        Lineproof
      </span>
    </Link>
  );
}

type MastheadProps = {
  /** The heading and what stands beside it. */
  readonly children: ReactNode;
  /** Links to the other pages of the same thing. */
  readonly pages?: ReactNode;
  /** How things stand: link, time. */
  readonly standing?: ReactNode;
  readonly onLanguage: (language: Language) => void;
};

export function Masthead({ children, pages, standing, onLanguage }: MastheadProps) {
  const { say } = useWords();
  return (
    <>
      <a className="skip" href="#main">
        {say("skipToMain")}
      </a>
      <header className="masthead">
        <Brand />
        <div className="masthead-title">{children}</div>
        {pages}
        <div className="masthead-end">
          {standing}
          <LanguageSwitch onLanguage={onLanguage} />
        </div>
      </header>
    </>
  );
}
