// A list that a PLC programmer has, tried and made into equipment.
import { type FormEvent, useState } from "react";
import type { TriedImport } from "../../../local/try-import.ts";
import { plcProfiles } from "../../../signal-list/plc-areas.ts";
import { ask, askText } from "../../api/ask.ts";
import { useConfiguration } from "../../api/queries.ts";
import { downloadText } from "../../ui/download.ts";
import { Failure } from "../../ui/failure.tsx";
import { useWords } from "../../ui/language.tsx";
import { ImportResult } from "./import-result.tsx";

const maxBytes = 5 * 1024 * 1024;

export function ImportPage() {
  const { language, say } = useWords();
  const connections = useConfiguration().data?.connections ?? [];
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState<TriedImport>();
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (cause) {
      setError(cause);
    }
    setBusy(false);
  };
  const tryIt = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const file = fields.get("file");
    fields.delete("file");
    if (!(file instanceof File)) return;
    void run(async () => {
      setTried(undefined);
      if (file.size > maxBytes) throw new Error(say("tooLarge"));
      const query = new URLSearchParams({ name: file.name });
      for (const [name, value] of fields) query.set(name, String(value));
      setTried(await ask<TriedImport>(`/api/import?${query}`, { method: "POST", file }));
    });
  };
  return (
    <>
      <section className="panel">
        <div className="panel-head">
          <h1>{say("importTitle")}</h1>
          <button
            type="button"
            onClick={() =>
              void run(async () =>
                downloadText("signals.csv", await askText("/api/import/blank"), "text/csv"),
              )
            }
          >
            {say("blank")}
          </button>
        </div>
        <p className="quiet">{say("importWhy")}</p>
        <form className="fields" onSubmit={tryIt}>
          <label>
            {say("file")}
            <input type="file" name="file" accept=".xlsx,.csv,.txt" required />
          </label>
          <label>
            {say("connection")}
            <select name="connection">
              {connections.map(({ id }) => (
                <option key={id}>{id}</option>
              ))}
            </select>
          </label>
          <label>
            {say("equipmentNew")}
            <input name="equipment" defaultValue="plc" required />
          </label>
          <label>
            {say("interval")}
            <input name="intervalMs" type="number" min={100} defaultValue={1000} required />
          </label>
          <label>
            {say("base")}
            <select name="base">
              <option>0</option>
              <option>1</option>
            </select>
          </label>
          <label>
            {say("plc")}
            <select name="plc">
              <option value="">{say("plcNone")}</option>
              {Object.entries(plcProfiles).map(([id, { name }]) => (
                <option key={id} value={id}>
                  {name[language]}
                </option>
              ))}
            </select>
          </label>
          <label>
            {say("sheet")}
            <input name="sheet" />
          </label>
          <label>
            {say("holdingBlock")}
            <input name="holdingBlock" inputMode="numeric" pattern="\d*" />
          </label>
          <button type="submit" disabled={busy}>
            {say("tryIt")}
          </button>
        </form>
        <p role="status">{busy ? say("loading") : ""}</p>
        <Failure error={error} />
      </section>
      {tried === undefined ? null : <ImportResult tried={tried} />}
    </>
  );
}
