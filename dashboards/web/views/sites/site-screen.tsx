// The page of a site as the frame mounts it: one live view per site, its name in the window's title.
import type { SiteOverview } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { Language } from "../../ui/bilingual.ts";
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
  return <SitePage key={model.site.id} model={model} sites={sites} onLanguage={onLanguage} />;
}
