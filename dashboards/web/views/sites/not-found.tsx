// An address that leads nowhere, said in words, with the way back.
import type { Language } from "../../ui/bilingual.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Link } from "../../ui/link.tsx";
import { usePageTitle } from "../../ui/page-title.ts";
import { Masthead } from "../header/masthead.tsx";

type NotFoundProps = {
  readonly title: string;
  /** The nearest page that exists. */
  readonly back: { readonly href: string; readonly text: string };
  readonly onLanguage: (language: Language) => void;
};

export function NotFound({ title, back, onLanguage }: NotFoundProps) {
  const { say } = useWords();
  usePageTitle(say("addressUnknown"));
  return (
    <>
      <Masthead onLanguage={onLanguage}>
        <h1>{say("addressUnknown")}</h1>
      </Masthead>
      <main id="main" tabIndex={-1} className="list-page">
        <p>{title}</p>
        <p>
          <Link href={back.href}>← {back.text}</Link>
        </p>
      </main>
    </>
  );
}
