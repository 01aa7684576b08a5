// What every route is given; nothing global.

import type { FastifyInstance } from "fastify";
import type { SiteVerdicts } from "#contracts/api.ts";
import type { HistoryReader, LiveReader } from "#contracts/live.ts";
import type { Clock } from "#contracts/time.ts";
import type { StreamHub } from "./stream-hub.ts";

export type RouteContext = {
  readonly reader: LiveReader & HistoryReader;
  readonly judge: (site: string, policy: string) => Promise<SiteVerdicts>;
  /** Policies that may be asked for; the first is taken when none is named. */
  readonly policies: readonly [string, ...string[]];
  readonly clock: Clock;
  readonly hub: StreamHub;
  /** Bounds of one answer, ms. */
  readonly deadlines: { readonly readMs: number; readonly judgeMs: number };
};

export type Route = (server: FastifyInstance, context: RouteContext) => void;

export type SiteParams = { Params: { site: string } };
