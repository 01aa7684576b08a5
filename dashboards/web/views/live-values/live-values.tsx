// Live values, machine by machine, in the order of the line model.
import type { Equipment, LineModel, Signal } from "#contracts/line-model.ts";
import type { LinkState } from "#contracts/live.ts";
import { freshnessOf } from "../../state/freshness.ts";
import { type LiveSnapshot, signalKey } from "../../state/live-store.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SignalRow } from "./signal-row.tsx";
import "./live-values.css";

export type ChosenSignal = { readonly equipment: Equipment; readonly signal: Signal };

type LiveValuesProps = {
  readonly model: LineModel;
  readonly live: LiveSnapshot;
  /** Host time, ms UTC. */
  readonly now: number | undefined;
  readonly chosen: ChosenSignal | undefined;
  readonly onChoose: (chosen: ChosenSignal) => void;
};

export function scanIntervalOf(equipment: Equipment, signal: Signal): number {
  return equipment.scanGroups.find(({ id }) => id === signal.scanGroup)?.intervalMs ?? 1000;
}

function MachineTable({ equipment, ...rest }: LiveValuesProps & { readonly equipment: Equipment }) {
  const { say, pick } = useWords();
  const { live, now, chosen, onChoose } = rest;
  const links = new Map<string, LinkState>(live.links.map((link) => [link.gateway, link]));
  return (
    <table className="machine">
      <caption>
        <span className="machine-name">{pick(equipment.name)}</span>
        <span className="machine-make">
          {equipment.maker} {equipment.model}
        </span>
      </caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{say("signal")}</th>
          <th scope="col">{say("range")}</th>
          <th scope="col">{say("value")}</th>
          <th scope="col">{say("quality")}</th>
          <th scope="col">{say("age")}</th>
        </tr>
      </thead>
      <tbody>
        {equipment.signals.map((signal) => {
          const value = live.values.get(signalKey(equipment.id, signal.id));
          const freshness =
            value === undefined || now === undefined
              ? undefined
              : freshnessOf(value, {
                  now,
                  connection: live.connection.state,
                  link: links.get(signal.gateway),
                  scanIntervalMs: scanIntervalOf(equipment, signal),
                });
          return (
            <SignalRow
              key={signal.id}
              signal={signal}
              value={value}
              freshness={freshness}
              chosen={chosen?.equipment.id === equipment.id && chosen.signal.id === signal.id}
              onChoose={() => onChoose({ equipment, signal })}
            />
          );
        })}
      </tbody>
    </table>
  );
}

export function LiveValues(props: LiveValuesProps) {
  const { say, pick } = useWords();
  const { lines } = props.model;
  return (
    <Panel
      title={say("liveValues")}
      className="live-values"
      aside={lines.map((line) => pick(line.name)).join(" · ")}
    >
      {lines.flatMap((line) =>
        line.equipment.map((equipment) => (
          <MachineTable key={equipment.id} equipment={equipment} {...props} />
        )),
      )}
    </Panel>
  );
}
