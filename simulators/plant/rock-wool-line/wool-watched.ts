// What the alarms of the line look at, and where a value means nothing just now (no melt wanted, wheels at rest)
// the usual one, so that standing still is no alarm.

import { type Furnace, NOMINAL_MELT_T_H } from "./furnace.ts";
import type { WoolWatched } from "./wool-alarms.ts";
import type { WoolMachines } from "./wool-machines.ts";

const USUAL = { wheelWaterM3H: 12, binderLH: 1_200, suctionPa: 420 } as const;

/** @param giving the furnace is meant to give melt. @param flueShare largest share of an emission limit. */
export function watchedOf(
  furnace: Furnace,
  giving: boolean,
  { spinner, collector, oven }: WoolMachines,
  flueShare: number,
): WoolWatched {
  return {
    ...furnace.watched(),
    streamTH: giving ? furnace.meltTH() : NOMINAL_MELT_T_H,
    vibrationMmS: spinner.vibrationMmS(),
    wheelWaterM3H: spinner.atSpeed() ? spinner.wheelWaterM3H() : USUAL.wheelWaterM3H,
    binderLH: spinner.streaming() ? spinner.binder.flowLH() : USUAL.binderLH,
    suctionPa: collector.laying() ? collector.suctionPa() : USUAL.suctionPa,
    ovenC: oven.hottestC(),
    chainA: oven.chain.currentA,
    gasPercent: oven.gasSeenPercent(),
    flueShare,
  };
}
