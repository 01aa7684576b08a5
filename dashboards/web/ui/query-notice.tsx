// What stands in place of a part that is being read, or could not be.

import { Alert, Button, Skeleton } from "antd";
import { errorCode } from "#contracts/errors.ts";
import { useWords } from "./language-context.tsx";

type Asked = {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly refetch: () => unknown;
};

/** Chinese stands before ` · `, English behind it. */
function ownSide(message: string, language: "zh" | "en"): string {
  const [zh = message, en = message] = message.split(" · ");
  return language === "zh" ? zh : en;
}

export function QueryNotice({ asked }: { readonly asked: Asked }) {
  const words = useWords();
  if (asked.error === null) {
    return (
      <Skeleton
        active={false}
        title={false}
        paragraph={{ rows: 3 }}
        aria-label={words.say("loading")}
      />
    );
  }
  return (
    <Alert
      type="warning"
      showIcon
      title={words.say("failed")}
      description={
        <>
          <p>{ownSide(asked.error.message, words.language)}</p>
          <code>{errorCode(asked.error) ?? asked.error.name}</code>
        </>
      }
      action={<Button onClick={() => asked.refetch()}>{words.say("retry")}</Button>}
    />
  );
}
