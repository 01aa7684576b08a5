// One signal asked alone: what came, what it means as configured, and every other way in which it could be meant.
import { useQuery } from "@tanstack/react-query";
import type { LiveCheck } from "../../../commissioning/live-check.ts";
import { symbolOfUnit } from "../../../signal-list/unit-codes.ts";
import { ask } from "../../api/ask.ts";
import { Facts } from "../../ui/facts.tsx";
import { Failure } from "../../ui/failure.tsx";
import { useWords } from "../../ui/language.tsx";
import { valueText } from "../../ui/value-text.ts";
import { DecodingTable } from "./decoding-table.tsx";

type CheckPanelProps = {
  readonly equipment: string;
  readonly signal: string;
  readonly onClose: () => void;
};

export function CheckPanel({ equipment, signal, onClose }: CheckPanelProps) {
  const { say } = useWords();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["check", equipment, signal],
    queryFn: () => ask<LiveCheck>("/api/check", { method: "POST", body: { equipment, signal } }),
    // It asks the device: only when somebody wants to know.
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  return (
    <section className="panel check" data-check={signal} aria-live="polite">
      <div className="panel-head">
        <h2>{say("checkOf", { signal })}</h2>
        <div className="buttons">
          <button type="button" disabled={isFetching} onClick={() => void refetch()}>
            {say("again")}
          </button>
          <button type="button" onClick={onClose}>
            {say("close")}
          </button>
        </div>
      </div>
      <Failure error={error} />
      {data === undefined ? null : <CheckResult check={data} />}
      {isFetching && data === undefined ? <p>{say("loading")}</p> : null}
    </section>
  );
}

function CheckResult({ check }: { readonly check: LiveCheck }) {
  const { say, told } = useWords();
  const { request, raw, value, unit, range, quality, findings, decodings, protocol } = check;
  const symbol = unit === undefined ? "" : symbolOfUnit(unit);
  return (
    <>
      <Facts
        facts={[
          [say("value"), `${valueText(value)} ${symbol}`],
          [say("quality"), told(quality)],
          ...(range === undefined
            ? []
            : [[say("range"), `${range[0]} … ${range[1]} ${symbol}`] as const]),
          ...(request === "" ? [] : [[say("request"), <code key="q">{request}</code>] as const]),
          ...(raw === "" ? [] : [[say("raw"), <code key="r">{raw}</code>] as const]),
        ]}
      />
      <h3>{say("findings")}</h3>
      {findings.length === 0 ? <p>{say("findingsNone")}</p> : null}
      <ul>
        {findings.map(({ kind, text, problem }) => (
          <li key={kind} className={problem ? "strong" : ""}>
            {told(text)}
          </li>
        ))}
      </ul>
      {decodings.length > 0 ? <DecodingTable decodings={decodings} unit={symbol} /> : null}
      {protocol === "opcua" ? <p className="quiet">{say("decodingsNone")}</p> : null}
    </>
  );
}
