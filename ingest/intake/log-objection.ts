// A log that is not the one enrolled for its gateway: nothing of it is taken and nothing acknowledged, so that the
// gateway keeps it all; without evidence the judge says INSUFFICIENT.
import { isSimulatedOrigin } from "#contracts/log-id.ts";
import type { Notify } from "../notice.ts";
import type { EvidenceAnnouncement } from "../subscribe/birth.ts";
import type { NodeIntake } from "./site-intake.ts";

/** Why a log is not taken for a gateway; undefined when it is. */
export type Objection = (
  site: string,
  gateway: string,
  log: string,
  simulated: boolean,
) => string | undefined;

/** True when the log is not taken; the reason is told once. The announcement is kept: an enrolment may come. */
export function isObjected(
  site: string,
  node: NodeIntake,
  announced: EvidenceAnnouncement,
  { objection, notify }: { readonly objection?: Objection; readonly notify: Notify },
): boolean {
  const { gateway } = node;
  const { log, origin } = announced;
  const reason = objection?.(site, gateway, log, isSimulatedOrigin(origin));
  if (reason !== undefined) {
    node.unenrolled = announced;
    if (reason !== node.objection) {
      notify({
        level: "error",
        message: `网关 ${gateway} 的证据日志 ${log.slice(0, 16)}… 未登记,不作为证据:${reason} · the evidence log of gateway ${gateway} is not enrolled and is no evidence`,
        code: "INGEST_LOG_NOT_ENROLLED",
        detail: { site, gateway, log },
      });
    }
  }
  node.objection = reason;
  return reason !== undefined;
}
