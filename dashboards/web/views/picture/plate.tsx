// A live value at its place on the machine: a small plate in the drawing, chosen for the trend by a click.
import type { KeyboardEvent } from "react";
import { readingOf } from "../../state/reading.ts";
import { isChosen, type SiteView } from "../../state/site-view.ts";
import { useWords } from "../../ui/language-context.tsx";
import type { BoundSlot } from "./bind-line.ts";
import { readingLook, readingSentence, readingWords } from "./reading-look.ts";
import { plateHeight, plateWidth, widestPlate } from "./shape.ts";

/** Width that a text needs, about: digits are wider than dots, units are set smaller. */
export function plateWidthFor(number: string, unit: string): number {
  const narrow = number.match(/[.\u202f]/g)?.length ?? 0;
  const wide = unit.match(/[mMW]/g)?.length ?? 0;
  const text = (number.length - narrow) * 7.1 + narrow * 3.4 + unit.length * 4.8 + wide * 3.2;
  return Math.min(widestPlate, Math.max(plateWidth, Math.ceil(text + 10)));
}

type PlateProps = { readonly place: BoundSlot; readonly view: SiteView };

export function Plate({ place, view }: PlateProps) {
  const words = useWords();
  const { slot, equipment, signal } = place;
  const reading = readingOf(equipment, signal, view.live, view.now);
  const look = readingLook(reading);
  const { number, unit } = readingWords(reading, words);
  const chosen = isChosen(view, place);
  const toggle = (): void => view.onToggle({ equipment, signal });
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toggle();
  };
  const { y, to, label } = slot;
  const middle = slot.x + plateWidth / 2;
  const width = number === "—" ? plateWidth : plateWidthFor(number, unit);
  const x = middle - width / 2;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot stand inside a drawing.
    <g
      role="button"
      tabIndex={0}
      aria-pressed={chosen}
      className={`plate ${look}${chosen ? " chosen" : ""}`}
      data-reading={`${equipment.id}/${signal.id}`}
      onClick={toggle}
      onKeyDown={onKey}
    >
      <title>{readingSentence(reading, words)}</title>
      {to !== undefined && (
        <path className="leader" d={`M${middle} ${y + plateHeight}L${to[0]} ${to[1]}`} />
      )}
      {label !== undefined && (
        <text x={middle} y={y - 3} className="plate-label">
          {words.pick(label)}
        </text>
      )}
      <rect x={x} y={y} width={width} height={plateHeight} rx="1.5" className="plate-box" />
      {look === "stale" && (
        <rect x={x} y={y} width={width} height={plateHeight} className="plate-old" />
      )}
      <text x={middle} y={y + 15} className="plate-text">
        {look === "bad" && <tspan className="plate-mark">◆ </tspan>}
        {look === "beyond" && (
          <tspan className="plate-mark">{reading.beyond === "high" ? "▲" : "▼"}</tspan>
        )}
        <tspan className="plate-number">{number}</tspan>
        {number !== "—" && unit !== "" && (
          <tspan dx="2.5" className="plate-unit">
            {unit}
          </tspan>
        )}
      </text>
    </g>
  );
}
