// Puts the evidence of one site before the judge: facts, logs and line model from ingest, the policy,
// and the window that the policy asks for. The clock enters here, so that judging itself stays pure.
import { createHash } from "node:crypto";
import type { SiteVerdicts } from "#contracts/api.ts";
import type { SiteEvidence } from "#contracts/evidence.ts";
import { type LineModel, lineModelHash } from "#contracts/line-model.ts";
import type { HistoryReader } from "#contracts/live.ts";
import type { Policy } from "#contracts/policy.ts";
import type { Clock } from "#contracts/time.ts";
import { judgeSite } from "#scoring/judge.ts";
import { observationWindow } from "#scoring/observation-window.ts";
import { CommandError } from "./errors.ts";

export type SiteJudgeOptions = {
  readonly models: ReadonlyMap<string, LineModel>;
  readonly policies: ReadonlyMap<string, Policy>;
  readonly history: HistoryReader;
  /** When the first record of the site was received, ms UTC; null before it. */
  readonly observedSince: (site: string) => Promise<number | null>;
  readonly clock: Clock;
};

const sha256 = (data: Uint8Array): Uint8Array => createHash("sha256").update(data).digest();

/** Scans of the last moments are still on their way: they are not missing yet. */
const settleMs = 2000;

/** Throws BIN_UNKNOWN for a site or policy that is not kept here. */
export type SiteJudge = (site: string, policy: string) => Promise<SiteVerdicts>;

export function createSiteJudge(options: SiteJudgeOptions): SiteJudge {
  const { models, policies, history, observedSince, clock } = options;
  const hashes = new Map([...models].map(([id, model]) => [id, lineModelHash(sha256, model)]));
  return async (site, policyId) => {
    const model = models.get(site);
    const policy = policies.get(policyId);
    const hash = hashes.get(site);
    if (model === undefined || policy === undefined || hash === undefined) {
      throw new CommandError(
        "BIN_UNKNOWN",
        `没有站点 ${site} 或规则 ${policyId} · no site ${site} or no policy ${policyId}`,
        {
          site,
          policy: policyId,
        },
      );
    }
    const hostTime = clock.now();
    const at = hostTime - settleMs;
    const since = (await observedSince(site)) ?? at;
    // All items of a policy with site or line subjects share one window today; the longest covers all.
    const windows = policy.items.map((item) => observationWindow(policy, item.window, at, since));
    const from = Math.min(...windows.map((window) => window.from));
    const [facts, logs] = await Promise.all([
      history.facts(site, from, at),
      history.logs(site, from, at),
    ]);
    const evidence: SiteEvidence = {
      lineModel: model,
      lineModelHash: hash,
      window: { from, to: at },
      facts,
      logs,
      documents: [],
      clues: [],
    };
    return { hostTime, policy, items: judgeSite(policy, evidence) };
  };
}
