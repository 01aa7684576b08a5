// What a gateway declares in its births: its equipment and their signals, fixed until it is reloaded.

export type DeclaredSignal = {
  /** Signal id within its equipment. */
  readonly id: string;
  /** Sparkplug datatype number. */
  readonly datatype: number;
  readonly scanGroup: string;
};

export type DeclaredEquipment = {
  readonly equipment: string;
  readonly signals: readonly DeclaredSignal[];
};
