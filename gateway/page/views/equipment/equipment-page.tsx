// The signals of one equipment as they were last read, and one of them looked into.
import { useState } from "react";
import type { ExpectedSignal } from "../../../commissioning/live-check.ts";
import { useExpectations, useSignals, useStatus } from "../../api/queries.ts";
import { Failure } from "../../ui/failure.tsx";
import { useWords } from "../../ui/language.tsx";
import { EquipmentState } from "../overview/equipment-state.tsx";
import { CheckPanel } from "./check-panel.tsx";
import { SignalRow } from "./signal-row.tsx";

const filterFrom = 12;

export function EquipmentPage({ id }: { readonly id: string }) {
  const { say, told } = useWords();
  const { data, error } = useSignals(id);
  const expected = new Map(useExpectations(id).data?.signals.map((each) => [each.id, each]));
  const status = useStatus().data?.poll.equipment.find((each) => each.id === id);
  const [checked, setChecked] = useState<string>();
  const [wanted, setWanted] = useState("");
  if (data === undefined) {
    return error === null ? <p>{say("loading")}</p> : <Failure error={error} />;
  }
  const shown = data.signals.filter((signal) => fits(signal.id, expected.get(signal.id), wanted));
  return (
    <>
      <section className="panel">
        <div className="panel-head">
          <h1>{id}</h1>
          {status === undefined ? null : <EquipmentState state={status.state} />}
        </div>
        {status === undefined || status.reason === "" ? null : (
          <p className="reason">{told(status.reason)}</p>
        )}
      </section>
      {checked === undefined ? null : (
        <CheckPanel
          key={checked}
          equipment={id}
          signal={checked}
          onClose={() => setChecked(undefined)}
        />
      )}
      <section className="panel">
        <div className="panel-head">
          <h2>
            {say("signals")} <span className="quiet">{data.signals.length}</span>
          </h2>
          {data.signals.length < filterFrom ? null : (
            <input
              type="search"
              aria-label={say("filter")}
              placeholder={say("filter")}
              value={wanted}
              onChange={(event) => setWanted(event.target.value)}
            />
          )}
        </div>
        <table className="stacked">
          <thead>
            <tr>
              <th scope="col">{say("signal")}</th>
              <th scope="col" className="value">
                {say("value")}
              </th>
              <th scope="col">{say("quality")}</th>
              <th scope="col">{say("lastGood")}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {shown.map((signal) => (
              <SignalRow
                key={signal.id}
                signal={signal}
                expected={expected.get(signal.id)}
                onCheck={() => setChecked(signal.id)}
              />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function fits(id: string, expected: ExpectedSignal | undefined, wanted: string): boolean {
  const text = `${id} ${expected?.name ?? ""}`.toLowerCase();
  return text.includes(wanted.trim().toLowerCase());
}
