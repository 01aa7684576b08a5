// A piece of configuration that was prepared: to copy, to download, or to put into the configuration.
import { useState } from "react";
import { useAddition } from "../state/addition.tsx";
import { downloadText } from "./download.ts";
import { useWords } from "./language.tsx";

type PreparedYamlProps = { readonly yaml: string; readonly fileName: string };

export function PreparedYaml({ yaml, fileName }: PreparedYamlProps) {
  const { say } = useWords();
  const { put } = useAddition();
  const [copied, setCopied] = useState("");
  const copy = async () => {
    await navigator.clipboard.writeText(yaml);
    setCopied(yaml);
  };
  return (
    <section className="prepared">
      <div className="panel-head">
        <h3>{say("result")}</h3>
        <div className="buttons">
          <button type="button" onClick={() => void copy()}>
            {say(copied === yaml ? "copied" : "copy")}
          </button>
          <button type="button" onClick={() => downloadText(fileName, yaml)}>
            {say("download")}
          </button>
          <button
            type="button"
            onClick={() => {
              put(yaml);
              location.hash = "#/configuration";
            }}
          >
            {say("intoConfiguration")}
          </button>
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keyboard */}
      <pre className="yaml" tabIndex={0}>
        {yaml}
      </pre>
    </section>
  );
}
