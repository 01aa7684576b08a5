// Runs the detectors that a policy lists over the evidence of a window → open clues, sorted, each with an id that is
// the same for the same evidence.
import { encodeUtf8, toHex } from "#contracts/bytes.ts";
import type { OpenClue, SiteEvidence } from "#contracts/evidence.ts";
import type { Sha256 } from "#contracts/hashing.ts";
import type { DetectorRule, Policy } from "#contracts/policy.ts";
import { indexFacts } from "../observation/fact-index.ts";
import type { Detector, Sighting } from "./detector.ts";
import { detectors } from "./registry.ts";

/** First half of the SHA-256 over detector, site, subject and hour, 32 hex digits. */
function clueId(sha256: Sha256, site: string, detector: string, { about, hour }: Sighting): string {
  const parts = [detector, site, about.equipment, about.signal ?? "", String(hour)];
  return toHex(sha256(encodeUtf8(parts.join("\u0000")))).slice(0, 32);
}

function severityOf({ severity }: DetectorRule, { maxSeverity }: Detector): 1 | 2 | 3 {
  return severity > maxSeverity ? maxSeverity : severity;
}

/**
 * Clues of the policy's detectors; those that `evidence` carries already are not repeated here.
 * A detector that is not in the registry sees nothing: loading a policy refuses it.
 */
export function runDetectors(policy: Policy, evidence: SiteEvidence, sha256: Sha256): OpenClue[] {
  const site = evidence.lineModel.site.id;
  const facts = indexFacts(site, evidence.facts);
  return Object.keys(policy.detectors)
    .sort()
    .flatMap((id) => {
      const [rule, detector] = [policy.detectors[id], detectors.get(id)];
      if (rule === undefined || detector === undefined) return [];
      return detector.look({ rule, evidence, facts }).map(
        (sighting): OpenClue => ({
          id: clueId(sha256, site, id, sighting),
          detector: id,
          severity: severityOf(rule, detector),
          criteria: rule.criteria,
          about: sighting.about,
          reason: sighting.reason,
          innocent: sighting.innocent,
        }),
      );
    });
}
