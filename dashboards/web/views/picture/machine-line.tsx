// Which machine it is and what it does, in words and by shape; since when it is not known, if it is not.
import { lookOf, type MachineCondition } from "../../state/machine-condition.ts";
import type { SiteView } from "../../state/site-view.ts";
import { formatAge } from "../../ui/age.ts";
import type { Bilingual } from "../../ui/bilingual.ts";
import { useWords, type Words } from "../../ui/language-context.tsx";
import { formatClock } from "../../ui/zoned-time.ts";
import { CategoryMark } from "../states/category-mark.tsx";
import { categoryPhrase } from "../states/category-words.ts";

export function conditionWord(condition: MachineCondition, { say }: Words): string {
  return say(categoryPhrase[lookOf(condition)]);
}

/** The machine's own word for its state, where it is another one: `producing` is not. */
export function ownWord(condition: MachineCondition, words: Words): string {
  if (condition.kind !== "state") return "";
  const own = words.pick(condition.state.name);
  const same = own.trim().toLowerCase() === conditionWord(condition, words).toLowerCase();
  return same ? "" : own;
}

function sinceWords(condition: MachineCondition, view: SiteView, { say, pick }: Words): string {
  if (condition.kind !== "lost") return "";
  const { since, before } = condition;
  const parts: string[] = [];
  if (since !== undefined && view.now !== undefined) {
    const fillings = { time: formatClock(since, view.zone), age: formatAge(view.now - since) };
    parts.push(say("since", fillings));
  }
  if (before !== null) parts.push(say("stateBefore", { name: pick(before.name) }));
  return parts.join(" · ");
}

type MachineLineProps = {
  readonly name: Bilingual;
  readonly condition: MachineCondition;
  readonly view: SiteView;
};

export function MachineLine({ name, condition, view }: MachineLineProps) {
  const words = useWords();
  const look = lookOf(condition);
  const since = sinceWords(condition, view, words);
  const own = ownWord(condition, words);
  return (
    <div className={`machine-line is-${look}`} data-look={look}>
      <span className="machine-line-name">{words.pick(name)}</span>
      <span className="machine-line-state">
        <CategoryMark look={look} />
        {conditionWord(condition, words)}
        {own !== "" && <span className="machine-line-own">{own}</span>}
      </span>
      {since !== "" && <span className="machine-line-since">{since}</span>}
    </div>
  );
}
