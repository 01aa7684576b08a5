// The air outside in Langfang as a function of wall-clock time, the same in every process (domain
// reference, X3): seasons, day and night, and weather that changes over days.

import { TimeNoise } from "./time-noise.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365.2425 * DAY_MS;
/** Warmest day about 20 July; warmest hour 15:00 in China, 07:00 UTC. */
const WARMEST_DAY_MS = 200 * DAY_MS;
const WARMEST_HOUR_MS = 7 * HOUR_MS;
const WEATHER_SEED = 65_000;

const slow = new TimeNoise({
  seed: WEATHER_SEED,
  name: "weather",
  longestMs: 4 * DAY_MS,
  octaves: 7,
});
const gusts = new TimeNoise({
  seed: WEATHER_SEED,
  name: "gusts",
  longestMs: 20 * 60_000,
  octaves: 4,
});

/** °C in the shade at `now` (ms since the epoch). */
export function ambientAt(now: number): number {
  const season = 14.5 * Math.cos((2 * Math.PI * (now - WARMEST_DAY_MS)) / YEAR_MS);
  const hour = 5 * Math.cos((2 * Math.PI * (now - WARMEST_HOUR_MS)) / DAY_MS);
  return 12.5 + season + hour + 3 * slow.at(now) + 0.25 * gusts.at(now);
}
