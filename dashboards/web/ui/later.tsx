// A component in a file of its own, fetched when it is first shown. When it cannot be fetched now, the
// page says so and tries again: a lost server is no reason for an empty screen.
import { type ComponentType, useEffect, useState } from "react";
import { useWords } from "./language-context.tsx";

const againAfterMs = 2000;

function Waiting({ failed }: { readonly failed: boolean }) {
  const { say } = useWords();
  return (
    <main id="main" tabIndex={-1} className="part-waiting">
      <p role="status">{say(failed ? "partFailed" : "loading")}</p>
      {failed && (
        <button type="button" className="plain-button" onClick={() => location.reload()}>
          {say("reload")}
        </button>
      )}
    </main>
  );
}

/** @param load resolves to the component; it is called again every two seconds until it does. */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
): ComponentType<P> & { readonly fetch: () => void } {
  let known: ComponentType<P> | undefined;
  const fetchOnce = async (): Promise<ComponentType<P>> => {
    known ??= await load();
    return known;
  };

  function Later(props: P) {
    const [, loaded] = useState(known !== undefined);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      let stopped = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const attempt = (): void => {
        fetchOnce().then(
          () => {
            if (!stopped) loaded(true);
          },
          () => {
            if (stopped) return;
            setFailed(true);
            timer = setTimeout(attempt, againAfterMs);
          },
        );
      };
      attempt();
      return () => {
        stopped = true;
        clearTimeout(timer);
      };
    }, []);
    const Part = known;
    return Part === undefined ? <Waiting failed={failed} /> : <Part {...props} />;
  }

  /** Fetches ahead; a failure waits for the first use. */
  Later.fetch = (): void => {
    fetchOnce().catch(() => undefined);
  };
  return Later;
}
