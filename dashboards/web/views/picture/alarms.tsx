// The alarms of a machine: those that stand, by name; else one quiet word. Not known is not the same as none.
import type { Equipment, Signal } from "#contracts/line-model.ts";
import { isPresent, readingOf } from "../../state/reading.ts";
import type { SiteView } from "../../state/site-view.ts";
import { useWords } from "../../ui/language-context.tsx";

type AlarmsProps = {
  readonly equipment: Equipment;
  readonly alarms: readonly Signal[];
  readonly view: SiteView;
};

export function Alarms({ equipment, alarms, view }: AlarmsProps) {
  const { say, pick } = useWords();
  if (alarms.length === 0) return null;
  const readings = alarms.map((signal) => readingOf(equipment, signal, view.live, view.now));
  const active = readings.filter(
    (reading) =>
      isPresent(reading) && (reading.value?.value === true || reading.value?.value === 1),
  );
  const known = readings.filter(isPresent).length;
  if (active.length === 0) {
    const all = known === readings.length;
    return (
      <p className={all ? "alarms quiet" : "alarms unknown"}>
        {all ? say("alarmsNone") : say("alarmsUnknown", { n: readings.length - known })}
      </p>
    );
  }
  return (
    <ul className="alarms active">
      {active.map(({ signal }) => (
        <li key={signal.id}>
          <svg viewBox="0 0 14 14" aria-hidden="true">
            <path d="M7 0l7 7-7 7-7-7z" />
          </svg>
          {pick(signal.name)}
        </li>
      ))}
    </ul>
  );
}
