// A line in a few numbers: what it does, what this shift put out, the OEE that the plant itself reports.
import type { Equipment, Line, LineModel } from "#contracts/line-model.ts";
import { productionEquipment } from "#contracts/production-equipment.ts";
import { isPace } from "../../state/chosen-signals.ts";
import { type ConditionLook, conditionOf, lookOf } from "../../state/machine-condition.ts";
import { powerForPeople } from "../../state/power-scale.ts";
import { isPresent, readingOf } from "../../state/reading.ts";
import { shortNumber } from "../../state/reading-text.ts";
import type { SiteView } from "../../state/site-view.ts";
import { type ShiftOutput, useShiftOutput } from "../../state/use-shift-output.ts";
import { useWords, type Words } from "../../ui/language-context.tsx";
import { unitText } from "../../ui/units.ts";
import { formatClock } from "../../ui/zoned-time.ts";
import { conditionWord, ownWord } from "../picture/machine-line.tsx";
import { CategoryMark } from "../states/category-mark.tsx";
import { categoryPhrase } from "../states/category-words.ts";

type LineProps = { readonly model: LineModel; readonly line: Line; readonly view: SiteView };

const order: readonly ConditionLook[] = [
  "producing",
  "idle",
  "setup",
  "stopped",
  "maintenance",
  "fault",
  "unknown",
  "lost",
  "never",
];

/** `5 台生产 · 1 台待机 · 1 台从未应答` */
function countSentence(looks: readonly ConditionLook[], { say }: Words): string {
  return order
    .map((look) => ({ look, n: looks.filter((each) => each === look).length }))
    .filter(({ n }) => n > 0)
    .map(({ look, n }) => say("machinesIn", { n, state: say(categoryPhrase[look]) }))
    .join(" · ");
}

export function LineStateCell({ line, view }: LineProps) {
  const words = useWords();
  const machines = productionEquipment([line]);
  const conditions = machines.map((equipment) => conditionOf(equipment, view.live, view.now));
  const paceAt = machines.findIndex(isPace);
  const pace = conditions[paceAt] ?? conditions[0];
  const name = machines[paceAt]?.name;
  return (
    <div className="overview-line">
      <dt>
        {words.say("lineState")}
        {name !== undefined && ` · ${words.pick(name)}`}
      </dt>
      <dd className="big line-state">
        {pace === undefined ? (
          "—"
        ) : (
          <>
            <CategoryMark look={lookOf(pace)} />
            {conditionWord(pace, words)}
            {ownWord(pace, words) !== "" && (
              <span className="line-own">{ownWord(pace, words)}</span>
            )}
          </>
        )}
      </dd>
      <dd className="small">{countSentence(conditions.map(lookOf), words)}</dd>
    </div>
  );
}

/** Gaps at the beginning of a shift that are not worth a word, ms. */
const soonEnoughMs = 120_000;

/** What is not in the good output, and from when it is counted: never from before the first sample. */
function outputNote(
  pace: Equipment | undefined,
  { shift, good, rejected }: ShiftOutput,
  zone: string,
  { say }: Words,
): string {
  if (pace === undefined) return say("outputNone");
  if (shift === undefined) return say("shiftNone");
  const late = good !== null && good.since > shift.from + soonEnoughMs;
  const time = formatClock(late ? good.since : shift.from, zone).slice(0, 5);
  const since = say(late ? "sinceFirstSample" : "sinceTime", { time });
  if (rejected === null) return since;
  return `${say("outputRejected", { n: shortNumber(rejected.count, 1) })} · ${since}`;
}

export function OutputCell({ model, line, view }: LineProps) {
  const words = useWords();
  const { say, pick, language } = words;
  const pace = line.equipment.find(isPace);
  const output = useShiftOutput(model, pace, view);
  const { shift, good } = output;
  const declared = line.idealRates[0]?.unit;
  const own = pace?.signals.find(({ purpose }) => purpose === "output.good")?.unit ?? "C62";
  const unit = unitText(own === "C62" && declared !== undefined ? declared : own, language);
  return (
    <div>
      <dt>
        {say("shiftOutput")}
        {shift !== undefined && ` · ${pick(shift.name)}`}
      </dt>
      <dd className="big">
        {good === null ? "—" : shortNumber(good.count, 1)}
        {good !== null && unit !== "" && <span className="unit"> {unit}</span>}
      </dd>
      <dd className="small">{outputNote(pace, output, view.zone, words)}</dd>
    </div>
  );
}

export function OeeCell({ line, view }: LineProps) {
  const { say } = useWords();
  const pace = line.equipment.find(isPace);
  const signal = pace?.signals.find(({ purpose }) => purpose === "oee");
  if (pace === undefined || signal === undefined) return null;
  const reading = readingOf(pace, signal, view.live, view.now);
  const value = reading.value?.value;
  const shown = isPresent(reading) && typeof value === "number";
  const percent = shown ? shortNumber(signal.unit === "P1" ? value : value * 100, 0.1) : "—";
  return (
    <div>
      <dt>{say("oee")}</dt>
      <dd className="big">
        {percent}
        {shown && <span className="unit"> %</span>}
      </dd>
      <dd className="small">{say("oeeByPlant")}</dd>
    </div>
  );
}

/** The meter that nothing is above, else the first of the line. */
function mainMeterOf(model: LineModel): Equipment | undefined {
  const meters = model.lines
    .flatMap((line) => line.equipment)
    .filter(({ signals }) =>
      signals.some(({ purpose, unit }) => purpose === "power.active" && powerForPeople(0, unit)),
    );
  const roots = new Set(model.meters.filter((m) => m.parent === undefined).map((m) => m.equipment));
  return meters.find(({ id }) => roots.has(id)) ?? meters[0];
}

export function PowerCell({ model, view }: Pick<LineProps, "model" | "view">) {
  const { say, pick } = useWords();
  const meter = mainMeterOf(model);
  const signal = meter?.signals.find(({ purpose }) => purpose === "power.active");
  if (meter === undefined || signal === undefined) return null;
  const reading = readingOf(meter, signal, view.live, view.now);
  const value = reading.value?.value;
  const power =
    isPresent(reading) && typeof value === "number" ? powerForPeople(value, signal.unit) : null;
  return (
    <div>
      <dt>{say("activePower")}</dt>
      <dd className="big">
        {power === null ? "—" : shortNumber(power.value, 0.1)}
        {power !== null && <span className="unit"> {power.unit}</span>}
      </dd>
      <dd className="small">{pick(meter.name)}</dd>
    </div>
  );
}
