// What every route is given; nothing global.

import type { FastifyInstance } from "fastify";
import type { HistoryReader, LiveReader } from "#contracts/live.ts";
import type { Clock } from "#contracts/time.ts";
import type { DisplayCap } from "./display-cap.ts";
import type { DisplayLedger } from "./display-ledger.ts";
import type { Judgements } from "./judgements.ts";
import type { PolicyHead } from "./site-overview.ts";
import type { StreamHub } from "./stream-hub.ts";

export type RouteContext = {
  readonly reader: LiveReader & HistoryReader;
  readonly judgements: Judgements;
  /** Policies that may be asked for; the first is taken when none is named. */
  readonly policies: readonly [string, ...string[]];
  readonly describePolicy: (policy: string) => PolicyHead;
  readonly display: DisplayLedger;
  readonly displayCap: DisplayCap;
  readonly clock: Clock;
  readonly hub: StreamHub;
  /** One line for people. */
  readonly log: (line: string) => void;
  /** Bounds of one answer, ms; listMs: how long the list of sites waits for verdicts. */
  readonly deadlines: {
    readonly readMs: number;
    readonly judgeMs: number;
    readonly listMs: number;
  };
};

export type Route = (server: FastifyInstance, context: RouteContext) => void;

export type SiteParams = { Params: { site: string } };
