// What a page must not be mistaken for: simulated, a demonstration, a trial before adoption.
import type { Policy } from "#contracts/policy.ts";
import { useWords } from "../../ui/language-context.tsx";

type MarksProps = {
  readonly simulated: boolean;
  readonly policy: Pick<Policy, "watermark" | "adoption"> | undefined;
};

export function Marks({ simulated, policy }: MarksProps) {
  const { say, pick } = useWords();
  const trial = policy !== undefined && policy.adoption === null;
  if (!simulated && policy?.watermark === undefined && !trial) return null;
  return (
    <span className="marks">
      {simulated && (
        <span className="mark" title={say("simulatedHint")}>
          {say("simulated")}
        </span>
      )}
      {policy?.watermark !== undefined && <span className="mark">{pick(policy.watermark)}</span>}
      {trial && (
        <span className="mark" title={say("trialHint")}>
          {say("trial")}
        </span>
      )}
    </span>
  );
}
