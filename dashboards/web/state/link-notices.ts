// What is not connected, as the page says it at once: the page itself, the centre's broker, a gateway, a machine, or a
// machine of the list that was never reached. The widest loss speaks for all that it explains.
import type { Equipment, LineModel } from "#contracts/line-model.ts";
import type { LiveSnapshot } from "./live-store.ts";
import { conditionOf } from "./machine-condition.ts";

export type LinkNotice =
  | { readonly kind: "page"; readonly since: number | undefined }
  | { readonly kind: "broker"; readonly since: number }
  | {
      readonly kind: "gateway";
      readonly gateway: string;
      readonly since: number;
      readonly equipment: readonly Equipment[];
    }
  | { readonly kind: "device"; readonly equipment: Equipment; readonly since: number | undefined }
  | { readonly kind: "never"; readonly equipment: readonly Equipment[] };

function machinesOf(model: LineModel): readonly Equipment[] {
  return model.lines.flatMap((line) => line.equipment);
}

function gatewayNotices(model: LineModel, live: LiveSnapshot) {
  return live.links
    .filter(({ online }) => !online)
    .map(({ gateway, since }) => ({
      kind: "gateway" as const,
      gateway,
      since,
      equipment: machinesOf(model).filter(({ signals }) =>
        signals.some((signal) => signal.gateway === gateway),
      ),
    }));
}

export function linkNotices(
  model: LineModel,
  live: LiveSnapshot,
  now: number | undefined,
): readonly LinkNotice[] {
  if (live.connection.state === "connecting") return [];
  if (live.connection.state === "lost") return [{ kind: "page", since: live.connection.since }];
  const unknown = live.links.find((link) => link.unknown === "broker");
  if (unknown !== undefined) return [{ kind: "broker", since: unknown.since }];
  const gateways = gatewayNotices(model, live);
  const explained = new Set(gateways.flatMap(({ equipment }) => equipment));
  const notices: LinkNotice[] = [...gateways];
  const never: Equipment[] = [];
  for (const equipment of machinesOf(model)) {
    if (explained.has(equipment)) continue;
    const condition = conditionOf(equipment, live, now);
    if (condition.kind === "lost")
      notices.push({ kind: "device", equipment, since: condition.since });
    if (condition.kind === "never") never.push(equipment);
  }
  // Before anything of the site was read, "never" would only say that the page is young.
  if (never.length > 0 && never.length < machinesOf(model).length) {
    notices.push({ kind: "never", equipment: never });
  }
  return notices;
}
