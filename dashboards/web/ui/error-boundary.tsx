// What stands in place of the page when drawing it fails: never an empty screen that looks like calm.
import { Component, type ReactNode } from "react";
import { useWords } from "./language-context.tsx";

type Props = {
  /** Another place is another chance: a change of it draws anew. */
  readonly place: string;
  readonly children: ReactNode;
};
type State = { readonly error: Error | undefined };

function Failed({ error }: { readonly error: Error }) {
  const { say } = useWords();
  return (
    <main className="page-failed" role="alert">
      <h1>{say("pageFailed")}</h1>
      <p>{error.message}</p>
      <p>
        <button type="button" className="plain-button" onClick={() => location.reload()}>
          {say("reload")}
        </button>{" "}
        <a href="/">{say("allSites")}</a>
      </p>
    </main>
  );
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate({ place }: Props): void {
    if (place !== this.props.place && this.state.error !== undefined) {
      this.setState({ error: undefined });
    }
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === undefined ? this.props.children : <Failed error={error} />;
  }
}
