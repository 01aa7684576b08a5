// Every detector by its id in the catalogue (policy reference §10); a policy names those that run.
import { constantValue } from "./d01-constant.ts";
import type { Detector } from "./detector.ts";

export const detectors: ReadonlyMap<string, Detector> = new Map([["D01", constantValue]]);
