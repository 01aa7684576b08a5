// How the gateway is: what is wrong first, then its equipment, what it sends, and what it rests on.
import { useStatus } from "../../api/queries.ts";
import { Failure } from "../../ui/failure.tsx";
import { useWords } from "../../ui/language.tsx";
import { ConnectionTable } from "./connection-table.tsx";
import { EquipmentTable } from "./equipment-table.tsx";
import { EvidencePanel } from "./evidence-panel.tsx";
import { SendingPanel } from "./sending-panel.tsx";
import { Troubles } from "./troubles.tsx";

export function Overview() {
  const { say } = useWords();
  const { data, error } = useStatus();
  if (data === undefined) {
    return error === null ? <p>{say("loading")}</p> : <Failure error={error} />;
  }
  const { edge, poll } = data;
  const up = poll.equipment.filter(({ state }) => state === "up").length;
  return (
    <>
      <h1 className="visually-hidden">{say("overview")}</h1>
      <Troubles edge={edge} />
      <section className="panel">
        <div className="panel-head">
          <h2>{say("equipment")}</h2>
          <span className="quiet">{say("upCount", { up, all: poll.equipment.length })}</span>
        </div>
        <EquipmentTable equipment={poll.equipment} />
      </section>
      <div className="columns">
        <SendingPanel edge={edge} />
        <EvidencePanel edge={edge} />
      </div>
      <section className="panel">
        <h2>{say("connections")}</h2>
        <ConnectionTable connections={poll.connections} />
      </section>
    </>
  );
}
