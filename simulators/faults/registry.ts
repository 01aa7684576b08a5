// The faults that a scenario can name; one file and one line each, in the order of the catalogue.

import { z } from "zod";
import { cablePulled } from "./cable-pulled.ts";
import { controllerClockJump } from "./controller-clock-jump.ts";
import { controllerClockSkew } from "./controller-clock-skew.ts";
import { deviceRestart } from "./device-restart.ts";
import { exceptionStorm } from "./exception-storm.ts";
import { foreignMaster } from "./foreign-master.ts";
import { gatewayClockJump } from "./gateway-clock-jump.ts";
import { gatewayClockSkew } from "./gateway-clock-skew.ts";
import { gatewayClonedImage } from "./gateway-cloned-image.ts";
import { gatewayDeadBiosClock } from "./gateway-dead-bios-clock.ts";
import { gatewayDiskFull } from "./gateway-disk-full.ts";
import { gatewayNetworkOutage } from "./gateway-network-outage.ts";
import { gatewayPowerCut } from "./gateway-power-cut.ts";
import { halfOpen } from "./half-open.ts";
import { illegalRegister } from "./illegal-register.ts";
import { meterRollover } from "./meter-rollover.ts";
import { opcuaCertificateExpired } from "./opcua-certificate-expired.ts";
import { opcuaDown } from "./opcua-down.ts";
import { opcuaRestart } from "./opcua-restart.ts";
import { portClosed } from "./port-closed.ts";
import { powerCut } from "./power-cut.ts";
import { sensorDrift } from "./sensor-drift.ts";
import { sensorNoise } from "./sensor-noise.ts";
import { sensorSpikes } from "./sensor-spikes.ts";
import { sensorStuck } from "./sensor-stuck.ts";
import { slowDevice } from "./slow-device.ts";
import { staleFrame } from "./stale-frame.ts";
import { wireBreak } from "./wire-break.ts";
import { wrongTransaction } from "./wrong-transaction.ts";

/** With words and examples, for the catalogue. */
export const faultKinds = [
  sensorDrift,
  sensorStuck,
  sensorSpikes,
  sensorNoise,
  wireBreak,
  meterRollover,
  slowDevice,
  deviceRestart,
  exceptionStorm,
  illegalRegister,
  wrongTransaction,
  staleFrame,
  foreignMaster,
  cablePulled,
  halfOpen,
  portClosed,
  opcuaDown,
  opcuaRestart,
  opcuaCertificateExpired,
  powerCut,
  controllerClockSkew,
  controllerClockJump,
  gatewayNetworkOutage,
  gatewayPowerCut,
  gatewayDiskFull,
  gatewayClockSkew,
  gatewayClockJump,
  gatewayDeadBiosClock,
  gatewayClonedImage,
] as const;

/** One entry of `faults` in a scenario. */
export const faultSchema = z.discriminatedUnion("kind", schemasOf(faultKinds));

type Schemas<Kinds extends readonly { readonly schema: unknown }[]> = {
  [Index in keyof Kinds]: Kinds[Index]["schema"];
};

function schemasOf<const Kinds extends readonly { readonly schema: unknown }[]>(
  kinds: Kinds,
): Schemas<Kinds> {
  return kinds.map(({ schema }) => schema) as Schemas<Kinds>;
}
