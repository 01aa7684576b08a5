// Every route of the local server; the first that fits answers.
import type { Route } from "../route.ts";
import { browseRoute } from "./browse.ts";
import { checkRoute } from "./check.ts";
import { configurationRoute } from "./configuration.ts";
import { configurationCheckRoute } from "./configuration-check.ts";
import { configurationInsertRoute } from "./configuration-insert.ts";
import { configurationTakeRoute } from "./configuration-take.ts";
import { expectationsRoute } from "./expectations.ts";
import { explanationRoute } from "./explanation.ts";
import { healthRoute } from "./health.ts";
import { importRoute } from "./import.ts";
import { importBlankRoute } from "./import-blank.ts";
import { liveRoute } from "./live.ts";
import { metricsRoute } from "./metrics.ts";
import { pageRoute } from "./page.ts";
import { pageAssetsRoute } from "./page-assets.ts";
import { reloadRoute } from "./reload.ts";
import { scanRoute } from "./scan.ts";
import { scanStartRoute } from "./scan-start.ts";
import { scanStopRoute } from "./scan-stop.ts";
import { signalsRoute } from "./signals.ts";
import { statusRoute } from "./status.ts";

export const routes: readonly Route[] = [
  healthRoute,
  liveRoute,
  metricsRoute,
  statusRoute,
  signalsRoute,
  reloadRoute,
  pageRoute,
  pageAssetsRoute,
  explanationRoute,
  expectationsRoute,
  checkRoute,
  scanRoute,
  scanStartRoute,
  scanStopRoute,
  browseRoute,
  importRoute,
  importBlankRoute,
  configurationRoute,
  configurationCheckRoute,
  configurationInsertRoute,
  configurationTakeRoute,
];
