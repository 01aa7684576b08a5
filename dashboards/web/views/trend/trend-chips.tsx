// The chosen signals above the trend: the colour of the line, the name, the value now, and the way to let it go.
import { keyOf } from "../../state/chosen-signals.ts";
import { readingOf } from "../../state/reading.ts";
import type { SiteView } from "../../state/site-view.ts";
import { useWords } from "../../ui/language-context.tsx";
import { readingLook, readingWords } from "../picture/reading-look.ts";

export function TrendChips({ view }: { readonly view: SiteView }) {
  const words = useWords();
  const { say, pick } = words;
  return (
    <ul className="trend-chips">
      {view.chosen.map((each, ink) => {
        const { equipment, signal } = each;
        const reading = readingOf(equipment, signal, view.live, view.now);
        const { number, unit, note } = readingWords(reading, words);
        const name = pick(signal.name);
        return (
          <li key={keyOf(each)} className={`trend-chip ink-${ink} ${readingLook(reading)}`}>
            <span className="chip-name">{name}</span>
            <span className="chip-machine">{pick(equipment.name)}</span>
            <strong title={note}>
              {number}
              {number !== "—" && unit !== "" && <span className="chip-unit"> {unit}</span>}
            </strong>
            <button
              type="button"
              aria-label={say("trendRemove", { name })}
              onClick={() => view.onToggle(each)}
            >
              <svg viewBox="0 0 10 10" aria-hidden="true">
                <path d="M2 2l6 6M8 2l-6 6" />
              </svg>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
