// What a list says: its problems by cell first, then the columns, then every signal as it was understood.
import type { TriedImport } from "../../../local/try-import.ts";
import { useWords } from "../../ui/language.tsx";
import { PreparedYaml } from "../../ui/prepared-yaml.tsx";
import { ColumnTable } from "./column-table.tsx";

export function ImportResult({ tried }: { readonly tried: TriedImport }) {
  const { say, told } = useWords();
  const { signals, problems, notes, columns, yaml } = tried;
  return (
    <>
      {problems.length === 0 ? null : <Problems problems={problems} />}
      <section className="panel" data-import={signals.length}>
        <h2>{say("understood", { count: signals.length })}</h2>
        {notes.map((note) => (
          <p key={note} className="quiet">
            {told(note)}
          </p>
        ))}
        {columns.length === 0 ? null : <ColumnTable columns={columns} />}
        {signals.length === 0 ? null : <SignalTable signals={signals} />}
        {problems.length > 0 && signals.length > 0 ? <p>{say("mendFirst")}</p> : null}
        {yaml === "" ? null : <PreparedYaml yaml={yaml} fileName="imported-equipment.yaml" />}
      </section>
    </>
  );
}

function Problems({ problems }: { readonly problems: TriedImport["problems"] }) {
  const { say, told } = useWords();
  return (
    <section className="notice" role="alert">
      <h2>{say("problemsCount", { count: problems.length })}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{say("cell")}</th>
            <th scope="col">{say("problem")}</th>
          </tr>
        </thead>
        <tbody>
          {problems.map(({ cell, message }) => (
            <tr key={`${cell} ${message}`} data-cell={cell}>
              <th scope="row">{cell}</th>
              <td>{told(message)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SignalTable({ signals }: { readonly signals: TriedImport["signals"] }) {
  const { say, told } = useWords();
  return (
    <table className="stacked">
      <thead>
        <tr>
          <th scope="col">{say("signal")}</th>
          <th scope="col">{say("line")}</th>
          <th scope="col">{say("station")}</th>
          <th scope="col">{say("address")}</th>
          <th scope="col">{say("explained")}</th>
        </tr>
      </thead>
      <tbody>
        {signals.map(({ line, id, station, address, explained, description, unit }) => (
          <tr key={line}>
            <th scope="row">
              {id}{" "}
              <span className="quiet">
                {[description, unit].filter((each) => each !== undefined).join(" ")}
              </span>
            </th>
            <td data-label={say("line")}>{line}</td>
            <td data-label={say("station")}>{station ?? "—"}</td>
            <td data-label={say("address")}>
              <code>{address}</code>
            </td>
            <td data-label={say("explained")} className="quiet">
              {told(explained)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
