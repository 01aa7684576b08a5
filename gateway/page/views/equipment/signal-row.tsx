import type { ExpectedSignal } from "../../../commissioning/live-check.ts";
import { symbolOfUnit } from "../../../signal-list/unit-codes.ts";
import type { SignalStatus } from "../../../status.ts";
import { statusWords } from "../../../status-words.ts";
import { useNow } from "../../state/now.ts";
import { durationText } from "../../ui/duration.ts";
import { useWords } from "../../ui/language.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { valueText } from "../../ui/value-text.ts";

type SignalRowProps = {
  readonly signal: SignalStatus;
  readonly expected: ExpectedSignal | undefined;
  readonly onCheck: () => void;
};

const levels = { good: "good", uncertain: "doubtful", bad: "bad" } as const;

export function SignalRow({ signal, expected, onCheck }: SignalRowProps) {
  const { language, say } = useWords();
  const now = useNow();
  const { id, value, lastGoodAt } = signal;
  const unit = expected?.unit === undefined ? "" : symbolOfUnit(expected.unit);
  return (
    <tr data-signal={id}>
      <th scope="row">
        {id} {expected?.name ? <span className="quiet">{expected.name}</span> : null}
      </th>
      <td data-label={say("value")} className="number value">
        {valueText(value)} {value === null ? null : <span className="quiet">{unit}</span>}
      </td>
      <td data-label={say("quality")}>
        <QualityWords signal={signal} />
      </td>
      <td data-label={say("lastGood")} className="quiet tight">
        {lastGoodAt === null
          ? say("never")
          : say("ago", { age: durationText(now - lastGoodAt, language) })}
      </td>
      <td>
        {expected?.derived ? null : (
          <button type="button" aria-label={say("checkOf", { signal: id })} onClick={onCheck}>
            {say("check")}
          </button>
        )}
      </td>
    </tr>
  );
}

function QualityWords({ signal }: { readonly signal: SignalStatus }) {
  const { say, told } = useWords();
  const { status, quality, quarantined } = signal;
  if (status === null || quality === null) return <StateWord level="idle" word={say("notRead")} />;
  if (quality === "good") return <StateWord level="good" word={say("good")} />;
  const { said, mend } = statusWords(status);
  const code = /\(0x[0-9A-F]+\)$/.exec(said)?.[0] ?? "";
  return (
    <>
      <StateWord level={levels[quality]} word={told(said.replace(code, "").trim())} />{" "}
      <span className="quiet">
        {code} {quarantined ? say("setAside") : ""}
      </span>
      {mend === "" ? null : <div className="quiet">{told(mend)}</div>}
    </>
  );
}
