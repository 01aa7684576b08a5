// What is not connected, as the page says it at once: the page itself, a gateway, a machine, or a machine of the
// list that was never reached. The widest loss speaks for all that it explains.
import type { Equipment, LineModel } from "#contracts/line-model.ts";
import type { LiveSnapshot } from "./live-store.ts";
import { conditionOf } from "./machine-condition.ts";

export type LinkNotice =
  | { readonly kind: "page"; readonly since: number | undefined }
  | {
      readonly kind: "gateway";
      readonly gateway: string;
      readonly since: number;
      readonly equipment: readonly Equipment[];
    }
  | { readonly kind: "device"; readonly equipment: Equipment; readonly since: number | undefined }
  | { readonly kind: "never"; readonly equipment: readonly Equipment[] };

export function linkNotices(
  model: LineModel,
  live: LiveSnapshot,
  now: number | undefined,
): readonly LinkNotice[] {
  if (live.connection.state === "connecting") return [];
  if (live.connection.state === "lost") return [{ kind: "page", since: live.connection.since }];
  const machines = model.lines.flatMap((line) => line.equipment);
  const notices: LinkNotice[] = [];
  const explained = new Set<Equipment>();
  for (const { gateway, online, since } of live.links) {
    if (online) continue;
    const equipment = machines.filter(({ signals }) =>
      signals.some((signal) => signal.gateway === gateway),
    );
    for (const each of equipment) explained.add(each);
    notices.push({ kind: "gateway", gateway, since, equipment });
  }
  const never: Equipment[] = [];
  for (const equipment of machines) {
    if (explained.has(equipment)) continue;
    const condition = conditionOf(equipment, live, now);
    if (condition.kind === "lost")
      notices.push({ kind: "device", equipment, since: condition.since });
    if (condition.kind === "never") never.push(equipment);
  }
  // Before anything of the site was read, "never" would only say that the page is young.
  if (never.length > 0 && never.length < machines.length) {
    notices.push({ kind: "never", equipment: never });
  }
  return notices;
}
