// Who and where, whether it is live, and what this page must not be mistaken for.

import { Segmented, Select } from "antd";
import type { SiteOverview } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { Policy } from "#contracts/policy.ts";
import type { Language } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";
import { formatClock } from "../../ui/zoned-time.ts";
import { clusterName } from "./cluster-names.ts";
import { LinkStatus, type LinkSummary } from "./link-status.tsx";

function Brand() {
  return (
    <div className="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path d="M2 19h6l3.4-8 5 13 3.6-8" className="wave" />
        <path d="m18 17 4 4 8-11" className="check" />
      </svg>
      <span className="brand-zh">产线实证</span>
      <span className="brand-en">Lineproof</span>
    </div>
  );
}

export function LanguageSwitch({
  onLanguage,
}: {
  readonly onLanguage: (language: Language) => void;
}) {
  const { language, say } = useWords();
  return (
    <Segmented<Language>
      aria-label={say("language")}
      size="small"
      value={language}
      onChange={onLanguage}
      options={[
        { value: "zh", label: "中文" },
        { value: "en", label: "English" },
      ]}
    />
  );
}

function Marks({
  simulated,
  policy,
}: {
  readonly simulated: boolean;
  readonly policy: Policy | undefined;
}) {
  const { say, pick } = useWords();
  return (
    <div className="marks">
      {simulated && (
        <span className="mark" title={say("simulatedHint")}>
          {say("simulated")}
        </span>
      )}
      {policy?.watermark !== undefined && <span className="mark">{pick(policy.watermark)}</span>}
      {policy !== undefined && policy.adoption === null && (
        <span className="mark" title={say("trialHint")}>
          {say("trial")}
        </span>
      )}
    </div>
  );
}

type HeaderProps = {
  readonly model: LineModel;
  readonly sites: readonly SiteOverview[];
  readonly policy: Policy | undefined;
  readonly summary: LinkSummary;
  readonly now: number | undefined;
  readonly onSite: (site: string) => void;
  readonly onLanguage: (language: Language) => void;
};

export function PageHeader({
  model,
  sites,
  policy,
  summary,
  now,
  onSite,
  onLanguage,
}: HeaderProps) {
  const { say, pick } = useWords();
  const { site } = model;
  return (
    <header className="page-header">
      <Brand />
      <div className="whereabouts">
        <h1>{pick(site.name)}</h1>
        <span className="cluster">{pick(clusterName(site.cluster))}</span>
        <Marks simulated={site.simulated} policy={policy} />
        {sites.length > 1 && (
          <Select
            aria-label={say("site")}
            size="small"
            value={site.id}
            onChange={onSite}
            options={sites.map(({ id, name }) => ({ value: id, label: pick(name) }))}
          />
        )}
      </div>
      <div className="header-end">
        <LinkStatus summary={summary} now={now} zone={site.timeZone} />
        <time className="host-time" title={say("hostTime")}>
          {now === undefined ? "--:--:--" : formatClock(now, site.timeZone)}
        </time>
        <LanguageSwitch onLanguage={onLanguage} />
      </div>
    </header>
  );
}
