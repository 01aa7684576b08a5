// What the HTTP server answers and the web page reads: one line per route.

import type { DisplayReport } from "./display.ts";
import type { LogEvidence } from "./evidence.ts";
import type { StateInterval } from "./fact.ts";
import type { LineModel } from "./line-model.ts";
import type { Frame, LastValue, LinkState, LiveEvent, LogLedger, RecordRow } from "./live.ts";
import type { ItemMust } from "./must-counts.ts";
import type { Policy } from "./policy.ts";
import type { ItemVerdict } from "./verdict.ts";

/** An item as a list shows it. */
export type ItemSummary = Pick<ItemVerdict, "item" | "subject" | "state"> & {
  readonly name: { readonly zh: string; readonly en: string };
  readonly must: ItemMust;
};

export type SiteOverview = {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly firm: { readonly zh: string; readonly en: string };
  readonly cluster: string;
  /** Profiles of its lines, in the model's order. */
  readonly profiles: readonly string[];
  readonly simulated: boolean;
  /** Every gateway of the site is connected. */
  readonly online: boolean;
  readonly gateways: { readonly online: number; readonly all: number };
  /** Equipment with signals whose connection stands, of all on the list. */
  readonly equipment: { readonly online: number; readonly all: number };
  /** Newest read of any signal, ms UTC; null before the first. */
  readonly lastReadTime: number | null;
  /** Records lost for good: gaps and host gaps. */
  readonly lost: number;
  readonly policy: Pick<Policy, "id" | "watermark" | "adoption">;
  /** Items without the gates; null when they could not be judged in time. */
  readonly items: readonly ItemSummary[] | null;
};

/** States of every ST signal that has a table of states, from facts. */
export type SiteStates = {
  readonly hostTime: number;
  readonly from: number;
  readonly to: number;
  readonly signals: readonly {
    readonly equipment: string;
    readonly signal: string;
    readonly intervals: readonly StateInterval[];
  }[];
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
  /** ?from&to, ms UTC; at most 31 days */
  "/api/sites/:site/states": SiteStates;
  /** ?log&from&to&limit&equipment: sequences [from, to), limit ≤ 200 */
  "/api/sites/:site/records": { readonly hostTime: number; readonly rows: readonly RecordRow[] };
};

/** POST path → body; answers 204. */
export type ApiPosts = {
  /** What this screen showed since its last report. */
  "/api/sites/:site/display": DisplayReport;
};

/** Server-sent events on /api/stream: `event: <kind>`, `data:` this as JSON; a comment line every 5 s. */
export type StreamEvent = LiveEvent & { readonly hostTime: number };

/** Every error answer. `code` is stable, `message` is for people. */
export type ApiError = { readonly code: string; readonly message: string };
