// What a furnace is charged with: oxides and loss on ignition of each material, and what a mixture of them
// melts to. Acidity coefficient 酸度系数 = (SiO₂ + Al₂O₃) ÷ (CaO + MgO), by mass. Figures are [R].

export const rocks = ["basalt", "dolomite", "slag", "briquette"] as const;
export type Rock = (typeof rocks)[number];

/** Shares of the dry mass. `loss`: carbonates, water and binder that leave as gas. */
const composition: Readonly<Record<Rock, { acids: number; bases: number; loss: number }>> = {
  basalt: { acids: 0.64, bases: 0.16, loss: 0.01 },
  dolomite: { acids: 0.02, bases: 0.51, loss: 0.46 },
  slag: { acids: 0.48, bases: 0.48, loss: 0.005 },
  briquette: { acids: 0.5, bases: 0.32, loss: 0.12 },
};

/** kg of each rock in one charge. */
export type RockMix = Readonly<Record<Rock, number>>;

/** What a charge brings into the melt, kg. */
export interface MeltOfCharge {
  readonly rockKg: number;
  readonly meltKg: number;
  readonly acidsKg: number;
  readonly basesKg: number;
}

export function meltOf(mix: RockMix): MeltOfCharge {
  let [rockKg, meltKg, acidsKg, basesKg] = [0, 0, 0, 0];
  for (const rock of rocks) {
    const { acids, bases, loss } = composition[rock];
    const kg = mix[rock];
    rockKg += kg;
    meltKg += kg * (1 - loss);
    acidsKg += kg * acids;
    basesKg += kg * bases;
  }
  return { rockKg, meltKg, acidsKg, basesKg };
}

export function acidityOf({ acidsKg, basesKg }: Omit<MeltOfCharge, "rockKg" | "meltKg">): number {
  return acidsKg / basesKg;
}
