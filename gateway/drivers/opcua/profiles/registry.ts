// Every kind of server that is known, one line each; the first that matches counts.
import { beckhoff } from "./beckhoff.ts";
import { codesys } from "./codesys.ts";
import { generic } from "./generic.ts";
import { ignition } from "./ignition.ts";
import { kepware } from "./kepware.ts";
import type { ServerProfile } from "./profile.ts";
import { prosys } from "./prosys.ts";
import { s71200 } from "./s7-1200.ts";
import { s71500 } from "./s7-1500.ts";

export const profiles: readonly ServerProfile[] = [
  s71200,
  s71500,
  kepware,
  prosys,
  ignition,
  beckhoff,
  codesys,
  generic,
];
