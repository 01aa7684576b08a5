import type { ConfigurationAnswer } from "../../api/queries.ts";
import { downloadText } from "../../ui/download.ts";
import { Failure } from "../../ui/failure.tsx";
import { useWords } from "../../ui/language.tsx";
import { ChangeList } from "./change-list.tsx";
import { useDraft } from "./use-draft.ts";

type ConfigurationEditorProps = {
  readonly loaded: ConfigurationAnswer;
  readonly onLoad: () => void;
};

export function ConfigurationEditor({ loaded, onLoad }: ConfigurationEditorProps) {
  const { say } = useWords();
  const draft = useDraft(loaded);
  const { text, said, busy } = draft;
  // Nothing is written that was not checked as it stands.
  const isChecked = said?.kind === "checked" && said.text === text;
  return (
    <>
      <textarea
        className="yaml"
        aria-label={say("configurationText")}
        spellCheck={false}
        rows={24}
        value={text}
        onChange={(event) => draft.edit(event.target.value)}
      />
      <div className="buttons">
        <button type="button" disabled={busy} onClick={draft.check}>
          {say("checkIt")}
        </button>
        <button type="button" disabled={busy || !isChecked} onClick={draft.take}>
          {say("takeIt")}
        </button>
        <button type="button" onClick={() => downloadText("gateway.yaml", text)}>
          {say("download")}
        </button>
        <span className="grow" />
        <button type="button" disabled={busy} onClick={draft.reload}>
          {say("reloadIt")}
        </button>
        <button
          type="button"
          disabled={busy}
          onClick={() => {
            draft.edit(loaded.text);
            onLoad();
          }}
        >
          {say("load")}
        </button>
      </div>
      <Failure error={draft.error} />
      <div role="status">{said === undefined ? null : <ChangeList said={said} />}</div>
    </>
  );
}
