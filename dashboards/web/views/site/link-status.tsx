// Whether what the page shows is the present, said at once. The worst link speaks.
import type { LinkState } from "#contracts/live.ts";
import type { LiveSnapshot } from "../../state/live-store.ts";
import { formatAge } from "../../ui/age.ts";
import type { Fillings, Phrase } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";
import { formatClock } from "../../ui/zoned-time.ts";

export type LinkSummary = {
  readonly state: "live" | "connecting" | "lost";
  readonly phrase: Phrase;
  readonly fillings: Fillings;
  /** Host time, ms UTC. */
  readonly since: number | undefined;
};

function deviceDown(links: readonly LinkState[]) {
  return links.flatMap((link) => link.devices).find((device) => !device.online);
}

export function summariseLinks(
  { connection, links }: Pick<LiveSnapshot, "connection" | "links">,
  equipmentName: (id: string) => string,
): LinkSummary {
  const plain = { fillings: {}, since: undefined };
  if (connection.state === "lost") {
    return { ...plain, state: "lost", phrase: "connectionLost", since: connection.since };
  }
  if (connection.state === "connecting") {
    return { ...plain, state: "connecting", phrase: "connecting" };
  }
  const gateway = links.find((link) => !link.online);
  if (gateway !== undefined) {
    const { gateway: name, since } = gateway;
    return { state: "lost", phrase: "gatewayOffline", fillings: { name }, since };
  }
  const device = deviceDown(links);
  if (device !== undefined) {
    const fillings = { name: equipmentName(device.equipment) };
    return { state: "lost", phrase: "deviceOffline", fillings, since: device.since };
  }
  return { ...plain, state: "live", phrase: "live" };
}

type LinkStatusProps = {
  readonly summary: LinkSummary;
  readonly now: number | undefined;
  readonly zone: string;
};

export function LinkStatus({ summary, now, zone }: LinkStatusProps) {
  const { say } = useWords();
  const { state, phrase, fillings, since } = summary;
  return (
    <div className={`link-status ${state}`} data-link={state}>
      <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">
        {state === "lost" ? <path d="M6 .5l6 11H0z" /> : <circle cx="6" cy="6" r="5" />}
      </svg>
      <span role="status">{say(phrase, fillings)}</span>
      {since !== undefined && now !== undefined && (
        <span className="since">
          {say("since", { time: formatClock(since, zone), age: formatAge(now - since) })}
        </span>
      )}
    </div>
  );
}
