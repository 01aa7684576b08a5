// What is on the wire: units and products behind Modbus connections, variables of OPC UA servers.
import { useConfiguration } from "../../api/queries.ts";
import { Failure } from "../../ui/failure.tsx";
import { useWords } from "../../ui/language.tsx";
import { BrowsePanel } from "./browse-panel.tsx";
import { ScanPanel } from "./scan-panel.tsx";

export function FindPage() {
  const { say } = useWords();
  const { data, error } = useConfiguration();
  if (data === undefined) {
    return error === null ? <p>{say("loading")}</p> : <Failure error={error} />;
  }
  const opcua = data.connections.filter(({ driver }) => driver === "opcua");
  return (
    <>
      <h1 className="visually-hidden">{say("find")}</h1>
      <ScanPanel connections={data.connections} />
      <section className="panel">
        <h2>{say("browseTitle")}</h2>
        <p className="quiet">{say("browseWhy")}</p>
        {opcua.length === 0 ? <p>{say("noOpcua")}</p> : <BrowsePanel connections={opcua} />}
      </section>
    </>
  );
}
