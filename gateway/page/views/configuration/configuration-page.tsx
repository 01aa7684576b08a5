// The configuration file: shown, changed, checked against the running gateway, and taken over.
import { useConfiguration } from "../../api/queries.ts";
import { Failure } from "../../ui/failure.tsx";
import { useWords } from "../../ui/language.tsx";
import { ConfigurationEditor } from "./configuration-editor.tsx";

export function ConfigurationPage() {
  const { say } = useWords();
  const { data, error, refetch } = useConfiguration();
  if (data === undefined) {
    return error === null ? <p>{say("loading")}</p> : <Failure error={error} />;
  }
  return (
    <section className="panel">
      <div className="panel-head">
        <h1>{say("configuration")}</h1>
        <code className="long-code">{data.file}</code>
      </div>
      <p className="quiet">{say("configurationWhy")}</p>
      <ConfigurationEditor key={data.digest} loaded={data} onLoad={() => void refetch()} />
    </section>
  );
}
