// Every route of the API, one file each.
import type { Route } from "../route-context.ts";
import { displayRoute } from "./display.ts";
import { ledgerRoute } from "./ledger.ts";
import { liveRoute } from "./live.ts";
import { modelRoute } from "./model.ts";
import { rangeRoute } from "./range.ts";
import { recordsRoute } from "./records.ts";
import { sitesRoute } from "./sites.ts";
import { statesRoute } from "./states.ts";
import { streamRoute } from "./stream.ts";
import { verdictsRoute } from "./verdicts.ts";

export const routes: readonly Route[] = [
  sitesRoute,
  modelRoute,
  liveRoute,
  rangeRoute,
  verdictsRoute,
  ledgerRoute,
  statesRoute,
  recordsRoute,
  displayRoute,
  streamRoute,
];
