// How much of a server is used at once: the smaller of what its kind bears (profiles/) and what it says
// (Part 5 §6.3.2 ServerCapabilities, §6.3.11 OperationLimits; 0 there means that it names no limit).
import type { ProfileLimits } from "./profiles/profile.ts";

export type ServerLimits = ProfileLimits;

type Said = Exclude<keyof ProfileLimits, "sessions" | "samplingMs" | "publishingMs">;

/** Limits as the server says them; what it does not say is left out. */
export type SaidLimits = {
  readonly [Key in Said]?: number | undefined;
};

export function limitsOf(profile: ProfileLimits, said: SaidLimits): ServerLimits {
  const most = (key: Said): number => {
    const value = said[key];
    return value === undefined || !(value >= 1) ? profile[key] : Math.min(profile[key], value);
  };
  return {
    ...profile,
    reads: most("reads"),
    paths: most("paths"),
    browses: most("browses"),
    items: most("items"),
    itemsPerSubscription: most("itemsPerSubscription"),
    itemsPerServer: most("itemsPerServer"),
    subscriptionsPerSession: most("subscriptionsPerSession"),
  };
}
