// A search over a connection of the running gateway: range, progress, what was found, stop.
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { ScanReport } from "../../../local/scan-job.ts";
import { ask } from "../../api/ask.ts";
import { type ConfigurationAnswer, useScan } from "../../api/queries.ts";
import { Failure } from "../../ui/failure.tsx";
import { useWords } from "../../ui/language.tsx";
import { ScanResult } from "./scan-result.tsx";

type ScanPanelProps = { readonly connections: ConfigurationAnswer["connections"] };

export function ScanPanel({ connections }: ScanPanelProps) {
  const { say } = useWords();
  const queries = useQueryClient();
  const [connection, setConnection] = useState(connections[0]?.id ?? "");
  const [first, setFirst] = useState(1);
  const [last, setLast] = useState(32);
  const [error, setError] = useState<unknown>(null);
  const scan = useScan().data?.scan ?? null;
  const running = scan?.state === "running";
  const isOpcua = connections.find(({ id }) => id === connection)?.driver === "opcua";
  const send = async (path: string, body: object) => {
    try {
      setError(null);
      const answer = await ask<{ scan: ScanReport | null }>(path, { method: "POST", body });
      queries.setQueryData(["scan"], answer);
    } catch (cause) {
      setError(cause);
    }
  };
  const start = (event: FormEvent) => {
    event.preventDefault();
    void send("/api/scan", { connection, first, last });
  };
  return (
    <section className="panel">
      <h2>{say("scanTitle")}</h2>
      <p className="quiet">{say("scanWhy")}</p>
      <form className="fields" onSubmit={start}>
        <label>
          {say("connection")}
          <select value={connection} onChange={(event) => setConnection(event.target.value)}>
            {connections.map(({ id, driver }) => (
              <option key={id} value={id}>{`${id} (${driver})`}</option>
            ))}
          </select>
        </label>
        {isOpcua ? null : (
          <>
            <UnitField label={say("firstUnit")} value={first} onChange={setFirst} />
            <UnitField label={say("lastUnit")} value={last} onChange={setLast} />
          </>
        )}
        <button type="submit" disabled={running}>
          {say("start")}
        </button>
        <button type="button" disabled={!running} onClick={() => void send("/api/scan/stop", {})}>
          {say("stop")}
        </button>
      </form>
      <Failure error={error} />
      {scan === null ? null : <ScanResult scan={scan} />}
    </section>
  );
}

type UnitFieldProps = {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
};

function UnitField({ label, value, onChange }: UnitFieldProps) {
  return (
    <label>
      {label}
      <input
        type="number"
        min={0}
        max={255}
        value={value}
        onChange={(event) => onChange(event.target.valueAsNumber || 0)}
      />
    </label>
  );
}
