// One live value below the picture: name, number with unit, place in its range; its age where it is not the present.
import type { Equipment, Signal } from "#contracts/line-model.ts";
import { NormalBand } from "../../charts/normal-band.tsx";
import { goodNumber, isPresent, readingOf } from "../../state/reading.ts";
import { isChosen, type SiteView } from "../../state/site-view.ts";
import { useWords } from "../../ui/language-context.tsx";
import { readingLook, readingSentence, readingWords } from "./reading-look.ts";

type ValueTileProps = {
  readonly equipment: Equipment;
  readonly signal: Signal;
  readonly setpoint?: Signal | undefined;
  readonly view: SiteView;
};

export function ValueTile({ equipment, signal, setpoint, view }: ValueTileProps) {
  const words = useWords();
  const { say, pick } = words;
  const reading = readingOf(equipment, signal, view.live, view.now);
  const look = readingLook(reading);
  const { number, unit, note } = readingWords(reading, words);
  const chosen = isChosen(view, { equipment, signal });
  const wanted =
    setpoint === undefined ? undefined : readingOf(equipment, setpoint, view.live, view.now);
  const sentence = readingSentence(reading, words);
  return (
    <button
      type="button"
      className={`value-tile ${look}${chosen ? " chosen" : ""}`}
      aria-pressed={chosen}
      title={sentence}
      data-reading={`${equipment.id}/${signal.id}`}
      onClick={() => view.onToggle({ equipment, signal })}
    >
      <span className="tile-name">{pick(signal.name)}</span>
      <span className="tile-row">
        <span className="tile-value">
          <span className="tile-number">{number}</span>
          {number !== "—" && unit !== "" && <span className="tile-unit">{unit}</span>}
        </span>
        {isPresent(reading) && signal.range !== undefined && signal.class !== "CNT" && (
          <NormalBand
            value={goodNumber(reading)}
            range={signal.range}
            low={signal.alarm?.low}
            high={signal.alarm?.high}
          />
        )}
      </span>
      {note !== "" && <span className="tile-note">{note}</span>}
      {wanted !== undefined && isPresent(wanted) && (
        <span className="tile-setpoint">
          {say("setpointOf", { value: readingWords(wanted, words).number })}
        </span>
      )}
    </button>
  );
}
