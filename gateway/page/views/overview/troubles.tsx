import type { GatewayStatus } from "../../../status.ts";
import { Explained } from "../../ui/explained.tsx";
import { useWords } from "../../ui/language.tsx";

/** What stands now, the newest first. */
export function Troubles({ edge }: { readonly edge: GatewayStatus["edge"] }) {
  const { language, say, told } = useWords();
  if (edge.troubles.length === 0) return null;
  const time = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    dateStyle: "short",
    timeStyle: "medium",
  });
  return (
    <section className="notice">
      <h2>{say("troubles")}</h2>
      <ul className="troubles">
        {edge.troubles.toReversed().map(({ code, message, at }) => (
          <li key={code}>
            <p>
              {told(message)}{" "}
              <span className="quiet">{say("since", { time: time.format(at) })}</span>
            </p>
            <Explained code={code} />
          </li>
        ))}
      </ul>
    </section>
  );
}
