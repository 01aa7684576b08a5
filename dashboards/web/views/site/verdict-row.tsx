// What the rules find of the site, a sentence per item, and the way to the page that opens them.
import type { LineModel } from "#contracts/line-model.ts";
import { itemMust } from "#contracts/must-counts.ts";
import type { ItemVerdict } from "#contracts/verdict.ts";
import { pathOfCriteria } from "../../state/site-address.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Link } from "../../ui/link.tsx";
import { MustText } from "../../ui/must-text.tsx";
import { StateMark } from "../../ui/state-mark.tsx";

type VerdictRowProps = {
  readonly model: LineModel;
  /** undefined: not judged yet. */
  readonly items: readonly ItemVerdict[] | undefined;
  readonly failed: boolean;
};

export function VerdictRow({ model, items, failed }: VerdictRowProps) {
  const { say, pick } = useWords();
  const lineName = ({ subject }: ItemVerdict): string => {
    if (subject.kind !== "line" || model.lines.length < 2) return "";
    const line = model.lines.find(({ id }) => id === subject.line);
    return line === undefined ? subject.line : pick(line.name);
  };
  return (
    <div className="verdict-row">
      {items === undefined && (
        <p className="quiet">{failed ? say("failed") : `${say("judging")}…`}</p>
      )}
      {items?.map((item) => (
        <p key={`${item.item}/${lineName(item)}`} data-item={item.item}>
          <span className="verdict-item">
            {item.item} {lineName(item)}
          </span>
          <StateMark state={item.state} />
          <span className="verdict-counts">
            <MustText must={itemMust(item)} />
          </span>
        </p>
      ))}
      <Link href={pathOfCriteria(model.site.id)} className="verdict-link">
        {say("criteriaLink")}
        <svg viewBox="0 0 10 10" aria-hidden="true">
          <path d="M3 1l4 4-4 4" />
        </svg>
      </Link>
    </div>
  );
}
