// Every measure by the id that policies name; the id is its file's name.
import { measureAutomaticCollection } from "./a1-04-automatic-collection.ts";
import { measureEffectiveTransmission } from "./a1-05-effective-transmission.ts";
import type { Measure } from "./measure.ts";

export const measures: ReadonlyMap<string, Measure> = new Map([
  ["a1-04-automatic-collection", measureAutomaticCollection],
  ["a1-05-effective-transmission", measureEffectiveTransmission],
]);
