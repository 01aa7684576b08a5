// States of the machines of a rock-wool line, as their controllers number them (domain reference A3; fault,
// starved and blocked added for the machines behind the furnace).

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

/** What happens to the line now and then: less blast, or a wheel that shakes so that the melt is diverted. */
export type WoolUpset = "low-blast" | "spinner-vibration";

/** What a machine shows. */
export interface WoolCondition {
  readonly state: WoolState;
  readonly fault: boolean;
}
