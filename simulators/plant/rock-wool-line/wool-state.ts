// States of the machines of a rock-wool line, as their controllers number them (domain reference A3; fault,
// starved and blocked added for the machines behind the furnace).

import type { UpsetPlan } from "../upset-schedule.ts";

export const woolState = {
  stopped: 0,
  ignition: 1,
  heating: 2,
  leadIn: 3,
  producing: 4,
  holding: 5,
  changeover: 6,
  tapping: 7,
  maintenance: 8,
  fault: 9,
  starved: 10,
  blocked: 11,
} as const;

export type WoolState = (typeof woolState)[keyof typeof woolState];

const words = new Map<WoolState, { readonly zh: string; readonly en: string }>([
  [woolState.stopped, { zh: "停机", en: "stopped" }],
  [woolState.ignition, { zh: "点火烘炉", en: "ignition" }],
  [woolState.heating, { zh: "升温", en: "heating" }],
  [woolState.leadIn, { zh: "引流", en: "melt lead-in" }],
  [woolState.producing, { zh: "生产", en: "producing" }],
  [woolState.holding, { zh: "保温", en: "holding" }],
  [woolState.changeover, { zh: "换规格", en: "changeover" }],
  [woolState.tapping, { zh: "停炉放渣", en: "slag tapping" }],
  [woolState.maintenance, { zh: "检修", en: "maintenance" }],
  [woolState.fault, { zh: "故障", en: "fault" }],
  [woolState.starved, { zh: "待料", en: "starved" }],
  [woolState.blocked, { zh: "堵料", en: "blocked" }],
]);

export function stateWords(state: WoolState): { readonly zh: string; readonly en: string } {
  return words.get(state) ?? { zh: `${state}`, en: `${state}` };
}

/**
 * What happens to the line now and then. With `diverts` the melt has to go to the waste pit until it is over;
 * `minutes` shortest and longest, `weight` how often against the others.
 */
export const woolUpsets = {
  "low-blast": { weight: 30, minutes: [3, 7], diverts: false },
  "spinner-vibration": { weight: 20, minutes: [2, 4], diverts: false },
  "wet-mat": { weight: 16, minutes: [5, 9], diverts: false },
  "stream-break": { weight: 5, minutes: [2, 4], diverts: false },
  "binder-lost": { weight: 4, minutes: [2, 4], diverts: true },
  "wheel-water-lost": { weight: 2, minutes: [3, 6], diverts: true },
  "cooling-weak": { weight: 3, minutes: [8, 14], diverts: false },
  "suction-weak": { weight: 4, minutes: [4, 8], diverts: false },
  "chain-overload": { weight: 3, minutes: [3, 6], diverts: true },
  "co-high": { weight: 4, minutes: [3, 6], diverts: false },
  "flue-high": { weight: 4, minutes: [6, 12], diverts: false },
  "gas-leak": { weight: 1, minutes: [4, 8], diverts: true },
  /** Electric melting only. */
  "furnace-trip": { weight: 3, minutes: [8, 20], diverts: false },
  "oven-fire": { weight: 1, minutes: [4, 8], diverts: true },
} as const;

export type WoolUpset = keyof typeof woolUpsets;

/** Those that only one kind of furnace has. */
const furnaceUpsets: Readonly<Record<"cupola" | "furnace", readonly WoolUpset[]>> = {
  cupola: ["low-blast", "co-high"],
  furnace: ["furnace-trip"],
};

/** What can go wrong with this kind of furnace, and how often. */
export function upsetPlansOf(furnace: "cupola" | "furnace"): readonly UpsetPlan<WoolUpset>[] {
  const others = furnaceUpsets[furnace === "cupola" ? "furnace" : "cupola"];
  const kinds = Object.keys(woolUpsets) as WoolUpset[];
  return kinds
    .filter((kind) => !others.includes(kind))
    .map((kind) => ({ kind, weight: woolUpsets[kind].weight, minutes: woolUpsets[kind].minutes }));
}
