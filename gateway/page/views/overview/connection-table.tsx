import type { ConnectionStatus } from "../../../status.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { Explained } from "../../ui/explained.tsx";
import { useWords } from "../../ui/language.tsx";
import { StateWord } from "../../ui/state-word.tsx";

const states: Readonly<
  Record<ConnectionStatus["state"], readonly [Phrase, "good" | "doubtful" | "bad" | "idle"]>
> = {
  idle: ["connectionIdle", "idle"],
  connecting: ["connectionConnecting", "doubtful"],
  open: ["connectionOpen", "good"],
  waiting: ["connectionWaiting", "bad"],
  closed: ["connectionClosed", "idle"],
};

export function ConnectionTable({
  connections,
}: {
  readonly connections: readonly ConnectionStatus[];
}) {
  const { say, told } = useWords();
  return (
    <table className="stacked">
      <thead>
        <tr>
          <th scope="col">{say("equipmentId")}</th>
          <th scope="col">{say("state")}</th>
          <th scope="col">{say("reason")}</th>
          <th scope="col">{say("openings")}</th>
        </tr>
      </thead>
      <tbody>
        {connections.map(({ id, state, opened, failures, lastError, trouble }) => (
          <tr key={id} data-connection={id}>
            <th scope="row" className="tight">
              {id}
            </th>
            <td data-label={say("state")}>
              <StateWord level={states[state][1]} word={say(states[state][0])} />
            </td>
            <td data-label={say("reason")} className="reason">
              {trouble === null ? null : told(trouble)}
              {/* Of an open connection the error is history. */}
              {lastError === null || state === "open" ? null : <ErrorText text={lastError} />}
            </td>
            <td data-label={say("openings")} className="quiet tight">
              {say("connectionCounts", { opened, failures })}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `[CODE] words`. */
function ErrorText({ text }: { readonly text: string }) {
  const { told } = useWords();
  const [, code = "", words = text] = /^\[([A-Z_0-9]+)\] (.*)$/s.exec(text) ?? [];
  return (
    <>
      {told(words)}
      <Explained code={code} />
    </>
  );
}
