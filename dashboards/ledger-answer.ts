// What the server adds to GET /api/sites/:site/ledger beyond contracts/api.ts: the rebuilt logs with
// their newest verified checkpoint, and the latency of recent records. Server and page share this one type.
import type { ApiRoutes, SiteLive } from "#contracts/api.ts";
import type { LogEvidence } from "#contracts/evidence.ts";

export type LedgerAnswer = ApiRoutes["/api/sites/:site/ledger"] & {
  readonly hostTime: number;
  readonly logs: readonly LogEvidence[];
  readonly latency: SiteLive["latency"];
};
