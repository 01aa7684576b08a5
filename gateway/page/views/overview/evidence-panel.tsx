// What the records rest on: clock, checkpoint, witness, log.
import type { GatewayStatus } from "../../../status.ts";
import { useNow } from "../../state/now.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { durationText, offsetText } from "../../ui/duration.ts";
import { Facts } from "../../ui/facts.tsx";
import { useWords } from "../../ui/language.tsx";
import { StateWord } from "../../ui/state-word.tsx";

type EdgeStatus = GatewayStatus["edge"];
type Checkpoint = { readonly size: number; readonly time: number } | null;

const clockWords: Readonly<
  Record<EdgeStatus["clock"]["state"], readonly [Phrase, "good" | "doubtful" | "idle"]>
> = {
  synchronised: ["clockSynchronised", "good"],
  unsynchronised: ["clockUnsynchronised", "doubtful"],
  stepped: ["clockStepped", "doubtful"],
  unknown: ["clockUnknown", "idle"],
};

export function EvidencePanel({ edge }: { readonly edge: EdgeStatus }) {
  const { language, say } = useWords();
  const now = useNow();
  const { clock, checkpoint, cosigned, log, signing } = edge;
  const [phrase, level] = clockWords[clock.state];
  const signed = (each: Checkpoint) =>
    each === null
      ? say("checkpointNone")
      : say("checkpointText", { size: each.size, age: durationText(now - each.time, language) });
  return (
    <section className="panel">
      <h2>{say("evidence")}</h2>
      <Facts
        facts={[
          [
            say("clock"),
            <>
              <StateWord level={level} word={say(phrase)} />{" "}
              {clock.sources.length === 0 ? null : (
                <span className="quiet">
                  {say("clockOffset", { offset: offsetText(clock.offsetMs, language) })}
                </span>
              )}
            </>,
          ],
          [
            say("checkpoint"),
            signing ? (
              signed(checkpoint)
            ) : (
              <StateWord key="broken" level="bad" word={say("signingBroken")} />
            ),
          ],
          [say("cosigned"), signed(cosigned)],
          [
            say("log"),
            <code key="log" className="long-code">
              {log}
            </code>,
          ],
        ]}
      />
    </section>
  );
}
