// What the looks of a band mean, and the patterns that they are drawn with.
import { useWords } from "../../ui/language-context.tsx";
import { categoryPhrase } from "./category-words.ts";

/** Once on the page, before the bands. */
export function BandPatterns() {
  return (
    <svg className="band-patterns" aria-hidden="true" width="0" height="0">
      <defs>
        <pattern id="band-hatch" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" className="band-hatch-ground" />
          <path d="M0 6L6 0" className="band-hatch-line" />
        </pattern>
        <pattern id="band-dots" width="7" height="7" patternUnits="userSpaceOnUse">
          <rect width="7" height="7" className="band-dots-ground" />
          <circle cx="3.5" cy="3.5" r="0.8" className="band-dot" />
        </pattern>
      </defs>
    </svg>
  );
}

/** @param begins whether any band has time before the first data. */
export function BandLegend({ begins }: { readonly begins: boolean }) {
  const { say } = useWords();
  return (
    <ul className="band-legend">
      {(["producing", "idle", "setup", "stopped", "maintenance", "fault"] as const).map((each) => (
        <li key={each}>
          <svg viewBox="0 0 14 12" aria-hidden="true">
            <rect width="14" height="12" className={`band-${each}`} />
          </svg>
          {say(categoryPhrase[each])}
        </li>
      ))}
      <li>
        <svg viewBox="0 0 14 12" aria-hidden="true">
          <rect width="14" height="12" className="band-none" />
        </svg>
        {say("noData")}
      </li>
      {begins && (
        <li title={say("notBegunHint")}>
          <svg viewBox="0 0 14 12" aria-hidden="true">
            <rect width="14" height="12" className="band-before" />
          </svg>
          {say("notBegun")}
        </li>
      )}
      <li>
        <svg viewBox="0 0 14 12" aria-hidden="true">
          <path d="M7 0v12" className="band-shift" />
        </svg>
        {say("shiftEdge")}
      </li>
    </ul>
  );
}
