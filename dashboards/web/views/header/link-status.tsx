// Whether what the page shows is the present, said at once. The worst link speaks.
import type { LinkState } from "#contracts/live.ts";
import type { LiveSnapshot } from "../../state/live-store.ts";
import { formatAge } from "../../ui/age.ts";
import type { Fillings, Phrase } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";
import { formatClock } from "../../ui/zoned-time.ts";

export type LinkSummary = {
  /** part: the site is live, a machine of it is not. */
  readonly state: "live" | "connecting" | "part" | "lost";
  readonly phrase: Phrase;
  readonly fillings: Fillings;
  /** Host time, ms UTC. */
  readonly since: number | undefined;
};

function devicesDown(links: readonly LinkState[]) {
  return links.flatMap((link) => link.devices).filter((device) => !device.online);
}

/** Nothing was ever read from it; without values that cannot be told. */
function neverAnswered(equipment: string, values: LiveSnapshot["values"] | undefined): boolean {
  if (values === undefined) return false;
  for (const value of values.values()) {
    if (value.equipment === equipment && value.value !== null) return false;
  }
  return true;
}

export function summariseLinks(
  {
    connection,
    links,
    values,
  }: Pick<LiveSnapshot, "connection" | "links"> & Partial<Pick<LiveSnapshot, "values">>,
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
    const { gateway: name, since, unknown } = gateway;
    if (unknown === "broker") {
      return { ...plain, state: "lost", phrase: "brokerOffline", since };
    }
    return { state: "lost", phrase: "gatewayOffline", fillings: { name }, since };
  }
  const [device, ...others] = devicesDown(links);
  if (device === undefined) return { ...plain, state: "live", phrase: "live" };
  const { equipment, since } = device;
  const name = equipmentName(equipment);
  if (others.length > 0) {
    const fillings = { name, n: others.length + 1 };
    return { state: "part", phrase: "devicesOffline", fillings, since: undefined };
  }
  if (neverAnswered(equipment, values)) {
    return { state: "part", phrase: "neverAnswered", fillings: { name }, since: undefined };
  }
  return { state: "part", phrase: "deviceOffline", fillings: { name }, since };
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
        {state === "lost" || state === "part" ? (
          <path d="M6 .5l6 11H0z" />
        ) : (
          <circle cx="6" cy="6" r="5" />
        )}
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
