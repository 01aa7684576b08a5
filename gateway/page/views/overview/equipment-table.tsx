// Every equipment with its state in words, why, and how old its last good value is.
import type { EquipmentStatus } from "../../../status.ts";
import { useNow } from "../../state/now.ts";
import { equipmentHref } from "../../state/place.ts";
import { durationText } from "../../ui/duration.ts";
import { useWords } from "../../ui/language.tsx";
import { EquipmentState } from "./equipment-state.tsx";

export function EquipmentTable({ equipment }: { readonly equipment: readonly EquipmentStatus[] }) {
  const { language, say, told } = useWords();
  const now = useNow();
  return (
    <table className="stacked">
      <thead>
        <tr>
          <th scope="col">{say("equipmentId")}</th>
          <th scope="col">{say("state")}</th>
          <th scope="col">{say("lastGood")}</th>
          <th scope="col">{say("reason")}</th>
          <th scope="col">{say("connection")}</th>
        </tr>
      </thead>
      <tbody>
        {equipment.map(({ id, state, since, lastGoodAt, reason, connection }) => (
          <tr key={id} data-equipment={id} data-state={state}>
            <th scope="row" className="tight">
              <a href={equipmentHref(id)}>{id}</a>
            </th>
            <td data-label={say("state")} className="tight">
              <EquipmentState state={state} />{" "}
              <span className="quiet">
                {say("lasting", { age: durationText(now - since, language) })}
              </span>
            </td>
            <td data-label={say("lastGood")} className="number tight">
              {lastGoodAt === null
                ? say("never")
                : say("ago", { age: durationText(now - lastGoodAt, language) })}
            </td>
            <td data-label={say("reason")} className="reason">
              {told(reason)}
            </td>
            <td data-label={say("connection")} className="tight">
              {connection}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
