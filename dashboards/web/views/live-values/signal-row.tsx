// One signal now: name, place in its range, value, quality, age. A value that is not fresh and good
// never looks as if it were.
import type { LastValue } from "#contracts/live.ts";
import type { Quality } from "#contracts/quality.ts";
import { NormalBand } from "../../charts/normal-band.tsx";
import type { Freshness, StaleReason } from "../../state/freshness.ts";
import { goodNumber, type Reading } from "../../state/reading.ts";
import { formatAge } from "../../ui/age.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { useWords, type Words } from "../../ui/language-context.tsx";
import { exceptionOfStatus, flagWords, reasonOfStatus } from "../../ui/quality-words.ts";
import { formatValue } from "../../ui/signal-value.ts";
import { unitText } from "../../ui/units.ts";

const staleWords: { readonly [R in Exclude<StaleReason, "page">]: Phrase } = {
  broker: "brokerOffline",
  gateway: "staleGateway",
  device: "staleDevice",
  source: "staleSource",
  late: "staleLate",
};

/** `通信失败 (异常码 2)`, or the raw status where no word is known. */
function reasonText(value: LastValue, { pick, say }: Words): string {
  const reason = reasonOfStatus(value.status);
  const exception = exceptionOfStatus(value.status);
  const text =
    reason === undefined ? `0x${value.status.toString(16).padStart(8, "0")}` : pick(reason);
  return exception === undefined ? text : `${text} (${say("exceptionCode", { code: exception })})`;
}

function QualityCell({ value, quality }: { readonly value: LastValue; readonly quality: Quality }) {
  const words = useWords();
  return (
    <span className={`quality ${quality}`}>
      <span className="quality-word">
        {quality !== "good" && (
          <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">
            {quality === "bad" ? <path d="M6 0l6 6-6 6-6-6z" /> : <path d="M6 1l6 10H0z" />}
          </svg>
        )}
        {words.say(quality)}
        <abbr title={words.pick(flagWords[value.flag])}>{value.flag}</abbr>
      </span>
      {quality !== "good" && <span className="quality-reason">{reasonText(value, words)}</span>}
    </span>
  );
}

function AgeCell({ freshness }: { readonly freshness: Freshness }) {
  const { say } = useWords();
  const age = formatAge(freshness.ageMs);
  if (freshness.state === "fresh") return <span className="age">{age}</span>;
  const { reason } = freshness;
  return (
    <span className={`age is-stale ${reason}`}>
      <span className="age-text">{say("stale", { age })}</span>
      {/* The page's own loss is said once, above everything. */}
      {reason !== "page" && <span className="age-reason">{say(staleWords[reason])}</span>}
    </span>
  );
}

/** A state in its machine's own word; everything else as a number with steady digits. */
function valueText({ signal, value }: Reading, { language }: Words): string {
  const state = signal.states?.find((row) => row.value === value?.value);
  if (state !== undefined) return state.name[language];
  const whole = signal.class !== "PV" && signal.class !== "CALC";
  return formatValue(value?.value ?? null, { resolution: signal.resolution, whole });
}

type SignalRowProps = {
  readonly reading: Reading;
  readonly chosen: boolean;
  readonly onChoose: () => void;
};

export function SignalRow({ reading, chosen, onChoose }: SignalRowProps) {
  const words = useWords();
  const { say, pick, language } = words;
  const { signal, value, quality, freshness } = reading;
  const text = valueText(reading, words);
  const unit = unitText(signal.unit, language);
  const number = goodNumber(reading);
  const looks = [
    "signal-row",
    chosen ? "chosen" : "",
    quality ?? "never",
    freshness?.state === "stale" ? "is-stale" : "",
  ];
  return (
    <tr className={looks.join(" ")} data-signal={signal.id}>
      <th scope="row">
        <button type="button" aria-pressed={chosen} onClick={onChoose}>
          {pick(signal.name)}
        </button>
      </th>
      <td className="cell-band">
        {signal.range !== undefined && (
          <NormalBand
            value={number}
            range={signal.range}
            low={signal.alarm?.low}
            high={signal.alarm?.high}
            summary={
              number === null
                ? say("bandLabelNone")
                : say("bandLabel", { value: text, low: signal.range[0], high: signal.range[1] })
            }
          />
        )}
      </td>
      <td className="cell-value">
        <span className="number">{text}</span> <span className="unit">{unit}</span>
      </td>
      <td className="cell-quality">
        {value === undefined || quality === undefined ? (
          <span className="quality never">{say("neverRead")}</span>
        ) : (
          <QualityCell value={value} quality={quality} />
        )}
      </td>
      <td className="cell-age">{freshness !== undefined && <AgeCell freshness={freshness} />}</td>
    </tr>
  );
}
