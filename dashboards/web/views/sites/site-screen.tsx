// The page of a site as the frame mounts it, with the component library it uses.
import type { SiteOverview } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import { ComponentLibrary } from "../../ui/component-library.tsx";
import type { Language } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";
import { usePageTitle } from "../../ui/page-title.ts";
import { SitePage } from "../site/site-page.tsx";

type SiteScreenProps = {
  readonly model: LineModel;
  readonly sites: readonly SiteOverview[];
  readonly onLanguage: (language: Language) => void;
};

export function SiteScreen({ model, sites, onLanguage }: SiteScreenProps) {
  const { pick } = useWords();
  usePageTitle(pick(model.site.name));
  return (
    <ComponentLibrary>
      <SitePage key={model.site.id} model={model} sites={sites} onLanguage={onLanguage} />
    </ComponentLibrary>
  );
}
