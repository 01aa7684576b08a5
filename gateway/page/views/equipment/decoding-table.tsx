import type { LiveCheck } from "../../../commissioning/live-check.ts";
import { useWords } from "../../ui/language.tsx";
import { valueText } from "../../ui/value-text.ts";

type DecodingTableProps = { readonly decodings: LiveCheck["decodings"]; readonly unit: string };

/** Best first; the address as it stands says so. */
export function DecodingTable({ decodings, unit }: DecodingTableProps) {
  const { say } = useWords();
  return (
    <>
      <p>{say("decodings")}</p>
      <table className="stacked">
        <thead>
          <tr>
            <th scope="col" className="number">
              {say("value")}
            </th>
            <th scope="col">{say("address")}</th>
            <th scope="col">{say("change")}</th>
          </tr>
        </thead>
        <tbody>
          {decodings.map(({ as, value, change, also }) => (
            <tr key={as}>
              <th scope="row" className="number">
                {valueText(value)} <span className="quiet">{unit}</span>
              </th>
              <td data-label={say("address")}>
                <code>{as}</code>
                {also.length === 0 ? null : <div className="quiet also">{also.join(" = ")}</div>}
              </td>
              <td data-label={say("change")}>{change === "" ? say("asItIs") : change}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
