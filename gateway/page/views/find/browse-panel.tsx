// An OPC UA server's variables: listed, filtered by name, picked, and made into an equipment.
import { type FormEvent, useState } from "react";
import type { LiveBrowse } from "../../../commissioning/live-browse.ts";
import { ask } from "../../api/ask.ts";
import type { ConfigurationAnswer } from "../../api/queries.ts";
import { Failure } from "../../ui/failure.tsx";
import { useWords } from "../../ui/language.tsx";
import { BrowsedNodes } from "./browsed-nodes.tsx";

type BrowsePanelProps = { readonly connections: ConfigurationAnswer["connections"] };

export function BrowsePanel({ connections }: BrowsePanelProps) {
  const { say } = useWords();
  const [connection, setConnection] = useState(connections[0]?.id ?? "");
  const [from, setFrom] = useState("");
  const [aliases, setAliases] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [browsed, setBrowsed] = useState<LiveBrowse>();
  const browse = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const namespaces = namespacesOf(aliases);
      const root = from.trim() === "" ? {} : { from: from.trim() };
      const body = { connection, namespaces, ...root };
      setBrowsed(await ask<LiveBrowse>("/api/browse", { method: "POST", body }));
    } catch (cause) {
      setError(cause);
    }
    setBusy(false);
  };
  return (
    <>
      <form className="fields" onSubmit={(event) => void browse(event)}>
        <label>
          {say("connection")}
          <select value={connection} onChange={(event) => setConnection(event.target.value)}>
            {connections.map(({ id }) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        </label>
        <label>
          {say("from")}
          <input value={from} onChange={(event) => setFrom(event.target.value)} />
        </label>
        <label>
          {say("namespacesLabel")}
          <input value={aliases} onChange={(event) => setAliases(event.target.value)} />
        </label>
        <button type="submit" disabled={busy}>
          {say("browse")}
        </button>
      </form>
      <p role="status">{busy ? say("loading") : ""}</p>
      <Failure error={error} />
      {browsed === undefined ? null : <BrowsedNodes key={browsed.nodes.length} browsed={browsed} />}
    </>
  );
}

/** `m=urn:a, n=urn:b`. */
function namespacesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([A-Za-z][\w-]*)=([^\s,]+)/g)];
  return Object.fromEntries(pairs.map(([, alias = "", uri = ""]) => [alias, uri]));
}
