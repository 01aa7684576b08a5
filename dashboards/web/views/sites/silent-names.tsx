// The machines of a site that do not answer, by name. Asked for only where the list counts one missing.
import { useQuery } from "@tanstack/react-query";
import { modelQuery, siteLiveQuery } from "../../api/queries.ts";
import { silentEquipment } from "../../state/silent-equipment.ts";
import { formatAge } from "../../ui/age.ts";
import { useWords } from "../../ui/language-context.tsx";

/** More names than this are counted. */
const mostNamed = 3;

export function SilentNames({
  site,
  now,
}: {
  readonly site: string;
  readonly now: number | undefined;
}) {
  const { say, pick } = useWords();
  const model = useQuery(modelQuery(site));
  const live = useQuery(siteLiveQuery(site));
  if (model.data === undefined || live.data === undefined) return null;
  const silent = silentEquipment(model.data, live.data);
  return (
    <ul className="silent-names">
      {silent.slice(0, mostNamed).map(({ equipment, never, since }) => (
        <li key={equipment.id}>
          {never
            ? say("neverAnswered", { name: pick(equipment.name) })
            : say("deviceOffline", { name: pick(equipment.name) })}
          {!never && since !== undefined && now !== undefined && ` · ${formatAge(now - since)}`}
        </li>
      ))}
      {silent.length > mostNamed && <li>{say("andMore", { n: silent.length - mostNamed })}</li>}
    </ul>
  );
}
