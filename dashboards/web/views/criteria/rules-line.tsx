// By which rules and when: policy, version, adoption or 试评, and the time of judging.
import type { SiteVerdicts } from "#contracts/api.ts";
import { useWords } from "../../ui/language-context.tsx";
import { formatClock } from "../../ui/zoned-time.ts";

export function RulesLine({
  verdicts,
  zone,
}: {
  readonly verdicts: SiteVerdicts;
  readonly zone: string;
}) {
  const { say, pick } = useWords();
  const { policy, hostTime } = verdicts;
  return (
    <p className="rules-line">
      <span>{pick(policy.name)}</span>
      <span>
        {policy.id} v{policy.version}
      </span>
      {policy.adoption === null ? (
        <span>
          <span className="chip">{say("trial")}</span>
          {say("trialHint")}
        </span>
      ) : (
        <span>{say("adoptedBy", policy.adoption)}</span>
      )}
      <span>{say("judgedAt", { time: formatClock(hostTime, zone) })}</span>
    </p>
  );
}
