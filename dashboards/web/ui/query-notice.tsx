// What stands in place of a part that is being read, or could not be.
import { errorCode } from "#contracts/errors.ts";
import { useWords } from "./language-context.tsx";

type Asked = {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly refetch: () => unknown;
};

/** Chinese stands before ` · `, English behind it. */
export function ownSide(message: string, language: "zh" | "en"): string {
  const [zh = message, en = message] = message.split(" · ");
  return language === "zh" ? zh : en;
}

export function QueryNotice({ asked }: { readonly asked: Asked }) {
  const { language, say } = useWords();
  if (asked.error === null) {
    return (
      <p className="part-loading" role="status">
        {say("loading")}…
      </p>
    );
  }
  return (
    <div className="part-notice" role="alert">
      <div>
        <p className="part-notice-title">{say("failed")}</p>
        <p>{ownSide(asked.error.message, language)}</p>
        <code>{errorCode(asked.error) ?? asked.error.name}</code>
      </div>
      <button type="button" className="plain-button" onClick={() => asked.refetch()}>
        {say("retry")}
      </button>
    </div>
  );
}
