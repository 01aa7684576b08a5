// Every measure by the id that policies name; the id is its file's name. A measure may serve several criteria.
import { measureDigitalEquipment } from "./a1-01-digital-equipment.ts";
import { measureVerifiedNetworking } from "./a1-03-verified-networking.ts";
import { measureAutomaticCollection } from "./a1-04-automatic-collection.ts";
import { measureEffectiveTransmission } from "./a1-05-effective-transmission.ts";
import { measureCounterStateFault } from "./a1-06-counter-state-fault.ts";
import { measureSustainedRunning } from "./a1-14-sustained-running.ts";
import { measureSevenFamilies } from "./b1-02-seven-families.ts";
import { measureScreenLatency } from "./b1-03-screen-latency.ts";
import { measureOeeRecomputable } from "./b1-04-oee-recomputable.ts";
import { measureSustainedTransmission } from "./b1-14-sustained-transmission.ts";
import { measureDeviceIdentity } from "./g-03-device-identity.ts";
import { measureIntegrityChain } from "./g-04-integrity-chain.ts";
import { measureClock } from "./g-06-clock.ts";
import { measureQualityFlags } from "./g-07-quality-flags.ts";
import type { Measure } from "./measure.ts";

export const measures: ReadonlyMap<string, Measure> = new Map([
  ["a1-01-digital-equipment", measureDigitalEquipment],
  ["a1-03-verified-networking", measureVerifiedNetworking],
  ["a1-04-automatic-collection", measureAutomaticCollection],
  ["a1-05-effective-transmission", measureEffectiveTransmission],
  ["a1-06-counter-state-fault", measureCounterStateFault],
  ["a1-14-sustained-running", measureSustainedRunning],
  ["b1-02-seven-families", measureSevenFamilies],
  ["b1-03-screen-latency", measureScreenLatency],
  ["b1-04-oee-recomputable", measureOeeRecomputable],
  ["b1-14-sustained-transmission", measureSustainedTransmission],
  ["g-03-device-identity", measureDeviceIdentity],
  ["g-04-integrity-chain", measureIntegrityChain],
  ["g-06-clock", measureClock],
  ["g-07-quality-flags", measureQualityFlags],
]);
