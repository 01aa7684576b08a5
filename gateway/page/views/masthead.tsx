// Whose page this is, where one can go, and whether the gateway still answers.
import type { ReactNode } from "react";
import { useStatus } from "../api/queries.ts";
import { useNow } from "../state/now.ts";
import type { Place } from "../state/place.ts";
import type { Language } from "../ui/bilingual.ts";
import { durationText } from "../ui/duration.ts";
import { useWords } from "../ui/language.tsx";

type MastheadProps = {
  readonly place: Place;
  readonly entered: boolean;
  readonly onLanguage: (language: Language) => void;
  readonly onLeave: () => void;
};

const links = [
  { page: "overview", href: "#/", phrase: "overview" },
  { page: "find", href: "#/find", phrase: "find" },
  { page: "import", href: "#/import", phrase: "importList" },
  { page: "configuration", href: "#/configuration", phrase: "configuration" },
] as const;

export function Masthead({ place, entered, onLanguage, onLeave }: MastheadProps) {
  const { language, say } = useWords();
  const other: Language = language === "zh" ? "en" : "zh";
  return (
    <header className="masthead">
      <button type="button" className="skip" onClick={focusMain}>
        {say("skip")}
      </button>
      <div className="masthead-line">
        <p className="masthead-title">
          {say("title")}
          {entered ? <Whose /> : null}
        </p>
        <div className="masthead-side">
          <button
            type="button"
            lang={other === "zh" ? "zh-CN" : "en"}
            onClick={() => onLanguage(other)}
          >
            {other === "zh" ? "中文" : "English"}
          </button>
          {entered ? (
            <button type="button" onClick={onLeave}>
              {say("signOut")}
            </button>
          ) : null}
        </div>
      </div>
      {entered ? (
        <>
          <nav aria-label={say("pages")}>
            {links.map(({ page, href, phrase }) => (
              <a key={page} href={href} aria-current={isAt(page, place) ? "page" : undefined}>
                {say(phrase)}
              </a>
            ))}
          </nav>
          <LostLine />
        </>
      ) : null}
    </header>
  );
}

/** No link: the fragment is the page's address and no place in it. */
function focusMain(): void {
  document.getElementById("main")?.focus();
}

function isAt(page: string, place: Place): boolean {
  return page === place.page || (page === "overview" && place.page === "equipment");
}

function Whose(): ReactNode {
  const { data } = useStatus();
  if (data === undefined) return null;
  return (
    <span className="whose">
      {data.gateway} @ {data.site}
    </span>
  );
}

function LostLine() {
  const { language, say } = useWords();
  const { error, dataUpdatedAt } = useStatus();
  const now = useNow();
  if (error === null || dataUpdatedAt === 0) return null;
  const age = durationText(Math.max(0, Math.min(now, Date.now()) - dataUpdatedAt), language);
  return (
    <p className="lost-line" role="alert">
      {say("lostGateway", { age })}
    </p>
  );
}
