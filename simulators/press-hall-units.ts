// The products through which the press hall is seen: one SDM630 and two E5CC, by unit id.

import { createE5cc } from "./devices/e5cc.ts";
import { createSdm630 } from "./devices/sdm630.ts";
import type { PressHallState } from "./plant/press-hall.ts";
import type { RegisterDevice } from "./servers/register-device.ts";

export interface PressHallUnits {
  readonly devices: readonly RegisterDevice[];
  /** Puts the plant's values into all registers at one instant. */
  publish(state: PressHallState): void;
}

export function createPressHallUnits(units: {
  readonly meter: number;
  readonly zone1: number;
  readonly zone2: number;
}): PressHallUnits {
  const meter = createSdm630(units.meter);
  const zone1 = createE5cc(units.zone1);
  const zone2 = createE5cc(units.zone2);
  return {
    devices: [meter.device, zone1.device, zone2.device],
    publish: (state) => {
      meter.publish(state.meter);
      zone1.publish(state.zones[0]);
      zone2.publish(state.zones[1]);
    },
  };
}
