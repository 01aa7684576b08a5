// What is asked, by which bar, over which time, by which kind of evidence and which rules.
import { formatThreshold } from "#contracts/measured-value.ts";
import type { EvidenceClass } from "#contracts/policy.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";
import { formatWindow } from "../../ui/zoned-time.ts";
import { ProvenanceText } from "./provenance-text.tsx";
import type { JudgedCriterion } from "./verdict-list.ts";

const classWords: { readonly [C in EvidenceClass]: Phrase } = {
  T: "classT",
  X: "classX",
  D: "classD",
  V: "classV",
  derived: "classDerived",
};

type FactsProps = { readonly judged: JudgedCriterion; readonly zone: string };

export function CriterionFacts({ judged, zone }: FactsProps) {
  const { say, pick } = useWords();
  const { verdict, criterion } = judged;
  const { threshold, provenance, window, rules } = verdict;
  return (
    <dl className="criterion-facts">
      {criterion !== undefined && (
        <div>
          <dt>{say("asked")}</dt>
          <dd>{pick(criterion.text)}</dd>
        </div>
      )}
      <div>
        <dt>{say("bar")}</dt>
        <dd>
          {threshold !== null && <p className="measured">{pick(formatThreshold(threshold))}</p>}
          <ProvenanceText provenance={provenance} />
        </dd>
      </div>
      <div>
        <dt>{say("window")}</dt>
        <dd>
          <p className="tabular">{formatWindow(window.from, window.to, zone)}</p>
          <p className="quiet">{say("zoneOf", { zone })}</p>
        </dd>
      </div>
      {criterion !== undefined && (
        <div>
          <dt>{say("classes")}</dt>
          <dd>
            {criterion.classes
              .map((each) => say(classWords[each]))
              .join(say(criterion.combine === "any" ? "or" : "and"))}
          </dd>
        </div>
      )}
      <div>
        <dt>{say("rules")}</dt>
        <dd>
          <p>
            {say("rulesVersion", {
              policy: rules.policy,
              version: rules.version,
              revision: verdict.factRevision,
            })}
            {!rules.adopted && <span className="chip">{say("trial")}</span>}
          </p>
          {!rules.adopted && <p className="quiet">{say("trialHint")}</p>}
        </dd>
      </div>
    </dl>
  );
}
