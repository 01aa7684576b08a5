// Live values, machine by machine, in the order of the line model.
import type { Equipment, LineModel } from "#contracts/line-model.ts";
import { readingOf } from "../../state/reading.ts";
import { isChosen, type SiteView } from "../../state/site-view.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SignalRow } from "./signal-row.tsx";
import "./live-values.css";

type MachineTableProps = { readonly equipment: Equipment; readonly view: SiteView };

function MachineTable({ equipment, view }: MachineTableProps) {
  const { say, pick } = useWords();
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
        {equipment.signals.map((signal) => (
          <SignalRow
            key={signal.id}
            reading={readingOf(equipment, signal, view.live, view.now)}
            chosen={isChosen(view, { equipment, signal })}
            onChoose={() => view.onToggle({ equipment, signal })}
          />
        ))}
      </tbody>
    </table>
  );
}

type LiveValuesProps = { readonly model: LineModel; readonly view: SiteView };

export function LiveValues({ model, view }: LiveValuesProps) {
  const { say } = useWords();
  const machines = model.lines.flatMap((line) => line.equipment);
  const signals = machines.reduce((sum, { signals: own }) => sum + own.length, 0);
  return (
    <Panel
      title={say("liveValues")}
      className="live-values"
      aside={say("signalsOf", { machines: machines.length, signals })}
    >
      <div className="machines">
        {machines.map((equipment) => (
          <MachineTable key={equipment.id} equipment={equipment} view={view} />
        ))}
      </div>
    </Panel>
  );
}
