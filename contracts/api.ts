// What the HTTP server answers and the web page reads: one line per route.

import type { LogEvidence } from "./evidence.ts";
import type { LineModel } from "./line-model.ts";
import type { Frame, LastValue, LinkState, LiveEvent, LogLedger } from "./live.ts";
import type { Policy } from "./policy.ts";
import type { ItemVerdict } from "./verdict.ts";

export type SiteOverview = {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly cluster: string;
  readonly simulated: boolean;
  readonly online: boolean;
};

export type SiteLive = {
  /** Host time of the snapshot, ms UTC: ages are counted against it, not against the browser's clock. */
  readonly hostTime: number;
  readonly values: readonly LastValue[];
  readonly links: readonly LinkState[];
  readonly ledger: readonly LogLedger[];
  readonly latency: { readonly p50: number; readonly p99: number } | null;
};

export type SiteVerdicts = {
  readonly hostTime: number;
  readonly policy: Policy;
  readonly items: readonly ItemVerdict[];
};

export type SiteLedger = {
  readonly hostTime: number;
  readonly ledger: readonly LogLedger[];
  /** The rebuilt logs with their newest verified checkpoint. */
  readonly logs: readonly LogEvidence[];
  readonly latency: SiteLive["latency"];
};

/** GET path → answer. `:name` parts are URI-encoded ids. */
export type ApiRoutes = {
  "/api/sites": { readonly hostTime: number; readonly sites: readonly SiteOverview[] };
  "/api/sites/:site/model": LineModel;
  "/api/sites/:site/live": SiteLive;
  /** ?equipment&signal&from&to&points */
  "/api/sites/:site/range": Frame;
  /** ?policy=langfang-2023 */
  "/api/sites/:site/verdicts": SiteVerdicts;
  "/api/sites/:site/ledger": SiteLedger;
};

/** Server-sent events on /api/stream: `event: <kind>`, `data:` this as JSON; a comment line every 5 s. */
export type StreamEvent = LiveEvent & { readonly hostTime: number };

/** Every error answer. `code` is stable, `message` is for people. */
export type ApiError = { readonly code: string; readonly message: string };
