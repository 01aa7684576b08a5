// What a machine of the cell finds around it in one step. One object a cell, filled before each step.

export type Surroundings = {
  /** Compressed air, bar. */
  airBar: number;
  /** Enough of it for the machines. */
  airPresent: boolean;
  /** Suction that the central extraction offers at a hood, Pa. */
  suctionPa: number;
  /** Enough of it to machine. */
  suctionOn: boolean;
  /** In the hall, °C. */
  ambientC: number;
  /** Working time: people feed the machines. */
  work: boolean;
  /** The cabinets' main switches are on. */
  mains: boolean;
  /** ms since the epoch at the end of the step. */
  now: number;
};
