// The line as it stands: its machines drawn side by side in the order of the stages, their states and live values
// in place, meters and auxiliary devices below. On a narrow screen it is read stage by stage.
import { useMemo } from "react";
import type { Line } from "#contracts/line-model.ts";
import { conditionOf } from "../../state/machine-condition.ts";
import type { SiteView } from "../../state/site-view.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Alarms } from "./alarms.tsx";
import { type BoundMachine, type BoundStage, bindLine, type Utility } from "./bind-line.ts";
import { MachineFigure, PicturePatterns } from "./machine-figure.tsx";
import { MachineLine } from "./machine-line.tsx";
import { ValueTile } from "./value-tile.tsx";
import "./drawing.css";
import "./picture.css";
import "./plate.css";
import "./tile.css";

function columns(widths: readonly number[]): { readonly gridTemplateColumns: string } {
  return { gridTemplateColumns: widths.map((width) => `minmax(0, ${width}fr)`).join(" ") };
}

type MachineProps = { readonly machine: BoundMachine; readonly view: SiteView };

function Machine({ machine, view }: MachineProps) {
  const { equipment, values, setpoints, alarms } = machine;
  const condition = conditionOf(equipment, view.live, view.now);
  return (
    <div className="picture-machine" data-machine={equipment.id}>
      <div className="figure-frame">
        <MachineFigure machine={machine} condition={condition} view={view} />
      </div>
      <div className="machine-facts">
        <MachineLine name={equipment.name} condition={condition} view={view} />
        {condition.kind !== "never" && (
          <>
            <div className="tiles">
              {values.map((signal) => (
                <ValueTile
                  key={signal.id}
                  equipment={equipment}
                  signal={signal}
                  setpoint={setpoints.get(signal.purpose)}
                  view={view}
                />
              ))}
            </div>
            <Alarms equipment={equipment} alarms={alarms} view={view} />
          </>
        )}
      </div>
    </div>
  );
}

type StageProps = {
  readonly bound: BoundStage;
  readonly number: number;
  readonly view: SiteView;
};

function Stage({ bound, number, view }: StageProps) {
  const { say, pick } = useWords();
  const { stage, machines } = bound;
  return (
    <section className="picture-stage" data-stage={stage.id}>
      <h3>
        <span className="stage-number">{number}</span>
        {pick(stage.name)}
        {stage.key && <span className="stage-key">{say("stageKey")}</span>}
      </h3>
      <div className="stage-machines" style={columns(machines.map(({ drawing }) => drawing.width))}>
        {machines.map((machine) => (
          <Machine key={machine.equipment.id} machine={machine} view={view} />
        ))}
        {machines.length === 0 && <p className="stage-empty">{say("stageEmpty")}</p>}
      </div>
    </section>
  );
}

function UtilityRow({ utility, view }: { readonly utility: Utility; readonly view: SiteView }) {
  const { equipment, signals } = utility;
  const { pick } = useWords();
  const condition = conditionOf(equipment, view.live, view.now);
  const down = condition.kind === "lost" || condition.kind === "never";
  return (
    <section className="utility" data-machine={equipment.id} aria-label={pick(equipment.name)}>
      {down ? (
        <MachineLine name={equipment.name} condition={condition} view={view} />
      ) : (
        <h4>{pick(equipment.name)}</h4>
      )}
      {condition.kind !== "never" && (
        <div className="tiles">
          {signals.map((signal) => (
            <ValueTile key={signal.id} equipment={equipment} signal={signal} view={view} />
          ))}
        </div>
      )}
    </section>
  );
}

export function ProcessPicture({ line, view }: { readonly line: Line; readonly view: SiteView }) {
  const { say, pick } = useWords();
  const { stages, utilities } = useMemo(() => bindLine(line), [line]);
  return (
    <Panel title={pick(line.name)} className="picture" aside={say("pictureHint")}>
      <PicturePatterns />
      <div className="picture-stages" style={columns(stages.map(({ width }) => width))}>
        {stages.map((bound, i) => (
          <Stage key={bound.stage.id} bound={bound} number={i + 1} view={view} />
        ))}
      </div>
      {utilities.length > 0 && (
        <div className="utilities">
          {utilities.map((utility) => (
            <UtilityRow key={utility.equipment.id} utility={utility} view={view} />
          ))}
        </div>
      )}
    </Panel>
  );
}
