// Puts the evidence of one site before the judge: facts, logs, identities and line model from ingest, what screens
// showed, the policy, and for each of its windows the clues of its detectors. The clock enters here, so that judging
// itself stays pure.
import { createHash } from "node:crypto";
import type { SiteVerdicts } from "#contracts/api.ts";
import { fromHex, toBase64 } from "#contracts/bytes.ts";
import type { DisplayFact } from "#contracts/display.ts";
import type { LogEvidence, SiteEvidence } from "#contracts/evidence.ts";
import { type Fact, hourMs } from "#contracts/fact.ts";
import { type LineModel, lineModelHash } from "#contracts/line-model.ts";
import type { HistoryReader } from "#contracts/live.ts";
import type { Policy } from "#contracts/policy.ts";
import type { Clock } from "#contracts/time.ts";
import { runDetectors } from "#scoring/detectors/run-detectors.ts";
import { judgeSite } from "#scoring/judge.ts";
import { observationWindow } from "#scoring/observation-window.ts";
import { CommandError } from "./errors.ts";

export type SiteJudgeOptions = {
  readonly models: ReadonlyMap<string, LineModel>;
  readonly policies: ReadonlyMap<string, Policy>;
  readonly history: Pick<HistoryReader, "facts" | "logs" | "identities">;
  /** What screens reported in hours overlapping [from, to); without it no screen ever reported anything. */
  readonly display?: (site: string, from: number, to: number) => Promise<readonly DisplayFact[]>;
  /** Gateway time of the first record of the site (at or after `after`), ms UTC; null before it. */
  readonly observedSince: (site: string, after?: number) => Promise<number | null>;
  /** Rules that judge simulated plants observe none before this, ms UTC; absent: from the first record. */
  readonly demoSince?: number;
  readonly clock: Clock;
};

const sha256 = (data: Uint8Array): Uint8Array => createHash("sha256").update(data).digest();

/** Scans of the last moments are still on their way: they are not missing yet. */
const settleMs = 2000;

/** Throws BIN_UNKNOWN for a site or policy that is not kept here. */
export type SiteJudge = (site: string, policy: string) => Promise<SiteVerdicts>;

type Subject = { readonly model: LineModel; readonly hash: string; readonly policy: Policy };

/** Windows of a policy's items that all end now; those that begin alike are one. */
function windowsOf(policy: Policy, at: number, since: number): ReadonlyMap<string, number> {
  const ids = new Set(policy.items.map((item) => item.window));
  return new Map([...ids].map((id) => [id, observationWindow(policy, id, at, since).from]));
}

/** Ingest tells roots in hex; verdicts cite them as checkpoints write them, in base64. */
function withCitedRoot(log: LogEvidence): LogEvidence {
  const { verified } = log;
  if (verified === null) return log;
  return { ...log, verified: { ...verified, root: toBase64(fromHex(verified.root)) } };
}

function overlapping(facts: readonly Fact[], from: number): readonly Fact[] {
  return facts.filter(({ hour }) => hour + hourMs > from);
}

export function createSiteJudge(options: SiteJudgeOptions): SiteJudge {
  const { models, policies, history, display, observedSince, clock } = options;
  const hashes = new Map([...models].map(([id, model]) => [id, lineModelHash(sha256, model)]));

  async function gather(
    { model, hash, policy }: Subject,
    facts: readonly Fact[],
    since: number,
    { from, to }: SiteEvidence["window"],
  ): Promise<SiteEvidence> {
    const site = model.site.id;
    const [logs, identities, shown] = await Promise.all([
      history.logs(site, from, to),
      // A device says who it is when it is connected; that stands, however long ago, until it says so again.
      history.identities(site, Math.min(since, from), to),
      display?.(site, from, to) ?? [],
    ]);
    const evidence: SiteEvidence = {
      lineModel: model,
      lineModelHash: hash,
      window: { from, to },
      facts: overlapping(facts, from),
      logs: logs.map(withCitedRoot),
      identities,
      display: shown,
      documents: [],
      clues: [],
    };
    return { ...evidence, clues: runDetectors(policy, evidence, sha256) };
  }

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
    const first = (await observedSince(site)) ?? at;
    const began = policy.simulated === "judge" ? options.demoSince : undefined;
    const since = began === undefined ? first : ((await observedSince(site, began)) ?? at);
    const windows = windowsOf(policy, at, since);
    // The longest window has the facts of all.
    const facts = await history.facts(site, Math.min(...windows.values()), at, began);
    const starts = [...new Set(windows.values())];
    const gathered = await Promise.all(
      starts.map((from) => gather({ model, hash, policy }, facts, first, { from, to: at })),
    );
    const byStart = new Map(gathered.map((evidence) => [evidence.window.from, evidence]));
    const evidenceOf = (windowId: string): SiteEvidence => {
      const evidence = byStart.get(windows.get(windowId) ?? Number.NaN);
      // Every window of an item is in the map.
      if (evidence === undefined) throw new RangeError(`no evidence for window ${windowId}`);
      return evidence;
    };
    return { hostTime, policy, items: judgeSite(policy, evidenceOf) };
  };
}
