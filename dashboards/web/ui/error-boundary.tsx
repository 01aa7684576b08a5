// What stands in place of the page when drawing it fails: never an empty screen that looks like calm.
import { Button, Result } from "antd";
import { Component, type ReactNode } from "react";
import { useWords } from "./language-context.tsx";

type Props = { readonly children: ReactNode };
type State = { readonly error: Error | undefined };

function Failed({ error }: { readonly error: Error }) {
  const { say } = useWords();
  return (
    <main>
      <Result
        status="error"
        title={say("pageFailed")}
        subTitle={error.message}
        extra={<Button onClick={() => location.reload()}>{say("reload")}</Button>}
      />
    </main>
  );
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === undefined ? this.props.children : <Failed error={error} />;
  }
}
