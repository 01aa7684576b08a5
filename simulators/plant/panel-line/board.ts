// One board on its way from the press to the saw.

export interface Board {
  /** Out of the press, before sanding, mm. */
  readonly rawThicknessMm: number;
  /** Now, mm. */
  readonly thicknessMm: number;
  /** kg/m³, conditioned. */
  readonly densityKgM3: number;
}

/** Cut length of the endless board behind the press, mm. */
export const BOARD_LENGTH_MM = 2_440;
/** Aimed at behind the press and behind the sander, mm. */
export const RAW_THICKNESS_MM = 18.7;
export const FINAL_THICKNESS_MM = 18;
/** Water that the mat loses in the press, share of its weight. */
const MOISTURE_LOSS = 0.045;

/** @param areaWeight of the mat it was pressed from, kg/m². */
export function boardFrom(areaWeight: number, rawThicknessMm: number): Board {
  const densityKgM3 = (areaWeight * (1 - MOISTURE_LOSS) * 1000) / rawThicknessMm;
  return { rawThicknessMm, thicknessMm: rawThicknessMm, densityKgM3 };
}
