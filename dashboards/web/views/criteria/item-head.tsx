// The verdict of an item in one line: state, and its must criteria by state, all shown.
import { itemMust } from "#contracts/must-counts.ts";
import type { PolicyItem } from "#contracts/policy.ts";
import { type ItemVerdict, verdictWords } from "#contracts/verdict.ts";
import type { Words } from "../../ui/language-context.tsx";
import { useWords } from "../../ui/language-context.tsx";
import { MustText } from "../../ui/must-text.tsx";
import { StateMark } from "../../ui/state-mark.tsx";

/** What these rules say of the item; recognition is not theirs to give. */
export function findingSentence(
  verdict: ItemVerdict,
  version: string,
  { say, pick }: Words,
): string {
  const { state } = verdict;
  const result =
    state === "MET"
      ? say("findingMet")
      : state === "NOT_MET"
        ? say("findingNotMet")
        : say("findingOpen", { state: pick(verdictWords[state]) });
  return say("finding", { version, result });
}

type HeadProps = {
  readonly verdict: ItemVerdict;
  readonly item: PolicyItem | undefined;
  readonly subject: string | undefined;
};

export function ItemHead({ verdict, item, subject }: HeadProps) {
  const words = useWords();
  return (
    <div className="item-head">
      <h3>
        <span className="item-id">{verdict.item}</span>
        {item === undefined ? "" : words.pick(item.name)}
        {subject !== undefined && <span className="item-subject">{subject}</span>}
      </h3>
      <div className="item-verdict">
        <StateMark state={verdict.state} large />
        <span className="must-counts">
          <MustText must={itemMust(verdict)} />
        </span>
      </div>
    </div>
  );
}
