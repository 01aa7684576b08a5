// One machine drawn in its present condition. Running is calm dark grey; what nobody knows is hatched and crossed.
import type { CSSProperties } from "react";
import type { MachineCondition } from "../../state/machine-condition.ts";
import { lookOf } from "../../state/machine-condition.ts";
import type { SiteView } from "../../state/site-view.ts";
import { useWords } from "../../ui/language-context.tsx";
import type { BoundMachine } from "./bind-line.ts";
import { DrawingShapes } from "./drawing.tsx";
import { Plate } from "./plate.tsx";
import { drawingHeight, floorY } from "./shape.ts";

/** Px per unit where a drawing stands alone, so that its text is readable and machines keep their proportions. */
const ownScale = 1.1;

type MachineFigureProps = {
  readonly machine: BoundMachine;
  readonly condition: MachineCondition;
  readonly view: SiteView;
};

function Crossed({ width }: { readonly width: number }) {
  const [left, right, top, bottom] = [10, width - 10, 24, floorY - 4];
  return (
    <>
      <rect x="4" y="18" width={width - 8} height={floorY - 18} className="crossed-hatch" />
      <path d={`M${left} ${top}L${right} ${bottom}M${right} ${top}L${left} ${bottom}`} />
    </>
  );
}

export function MachineFigure({ machine, condition, view }: MachineFigureProps) {
  const { pick, say } = useWords();
  const { equipment, drawing, slots } = machine;
  const { width } = drawing;
  const look = lookOf(condition);
  const crossed = look === "lost" || look === "never";
  const word = say("categoryNever");
  const wordWidth = [...word].reduce((sum, each) => sum + (each > "\u2e80" ? 13 : 7), 22);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing that holds buttons is a group, no form.
    <svg
      className={`machine-figure is-${look}`}
      viewBox={`0 0 ${width} ${drawingHeight}`}
      style={{ "--figure-width": `${Math.round(width * ownScale)}px` } as CSSProperties}
      role="group"
      aria-label={pick(equipment.name)}
    >
      <path className="floor" d={`M0 ${floorY}H${width}`} />
      <DrawingShapes shapes={drawing.shapes} />
      {crossed && (
        <g className="crossed">
          <Crossed width={width} />
        </g>
      )}
      {look === "never" ? (
        <g className="never-word">
          <rect x={width / 2 - wordWidth / 2} y="88" width={wordWidth} height="26" />
          <text x={width / 2} y="106">
            {word}
          </text>
        </g>
      ) : (
        slots.map((place) => (
          <Plate key={`${place.equipment.id}/${place.signal.id}`} place={place} view={view} />
        ))
      )}
    </svg>
  );
}

/** Patterns that all drawings of the page fill with; drawn once. */
export function PicturePatterns() {
  return (
    <svg className="picture-patterns" aria-hidden="true" width="0" height="0">
      <defs>
        <pattern
          id="hatch-unknown"
          width="7"
          height="7"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="7" height="7" className="hatch-ground" />
          <path d="M0 0V7" className="hatch-line" />
        </pattern>
        <pattern
          id="hatch-old"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path d="M0 0V6" className="hatch-old-line" />
        </pattern>
      </defs>
    </svg>
  );
}
