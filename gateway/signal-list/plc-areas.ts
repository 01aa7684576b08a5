// Where makers of PLCs put the areas of their programs in Modbus: data, one line per area. Default settings of the
// makers' Modbus servers; a project may have changed them, so every translation is shown and wants a check.
// Delta's X, Y and M were compared with the DVP-ES2 operation manual, 4.4 (p. 4-11); nothing else was.

export type PlcArea = {
  /** Letters of the area in the program, upper case. */
  readonly area: string;
  readonly table: "holding" | "coil" | "discrete";
  /** PDU address of element 0. */
  readonly first: number;
  /** Numbers of X and Y count in eights on most small PLCs. */
  readonly octal?: true;
  /** Last element that lies in one run with element 0, counted in tens; those behind it lie elsewhere or nowhere. */
  readonly last: number;
  /** Compared with the maker's manual. The others are general knowledge, and say so where they are used. */
  readonly verified?: true;
};

export type PlcProfile = {
  readonly name: { readonly zh: string; readonly en: string };
  /** The manual that the areas are from. */
  readonly source: string;
  readonly areas: readonly PlcArea[];
};

export const plcProfiles: { readonly [id: string]: PlcProfile } = {
  "mitsubishi-fx5": {
    name: { zh: "三菱 FX5(内置 MODBUS)", en: "Mitsubishi FX5, built-in MODBUS" },
    source:
      "MELSEC iQ-F FX5 User's Manual (MODBUS Communication), device allocation, initial values",
    areas: [
      { area: "D", table: "holding", first: 0, last: 7999 },
      { area: "Y", table: "coil", first: 0, octal: true, last: 1023 },
      { area: "M", table: "coil", first: 0x2000, last: 7679 },
      { area: "X", table: "discrete", first: 0, octal: true, last: 1023 },
    ],
  },
  "inovance-h3u": {
    name: { zh: "汇川 H3U / H5U", en: "Inovance H3U, H5U" },
    source: "Inovance H3U programming manual, Modbus addresses of elements",
    areas: [
      { area: "D", table: "holding", first: 0, last: 8511 },
      { area: "M", table: "coil", first: 0, last: 7679 },
      { area: "X", table: "coil", first: 0xf800, octal: true, last: 255 },
      { area: "Y", table: "coil", first: 0xfc00, octal: true, last: 255 },
    ],
  },
  "delta-dvp": {
    name: { zh: "台达 DVP", en: "Delta DVP" },
    source: "Delta DVP-PLC application manual, device communication addresses",
    areas: [
      { area: "D", table: "holding", first: 0x1000, last: 4095 },
      { area: "M", table: "coil", first: 0x0800, last: 1535, verified: true },
      { area: "X", table: "discrete", first: 0x0400, octal: true, last: 255, verified: true },
      { area: "Y", table: "coil", first: 0x0500, octal: true, last: 255, verified: true },
    ],
  },
  "xinje-xc": {
    name: { zh: "信捷 XC", en: "Xinje XC" },
    source: "Xinje XC series PLC user manual, Modbus addresses of soft elements",
    areas: [
      { area: "D", table: "holding", first: 0, last: 7999 },
      { area: "M", table: "coil", first: 0, last: 7999 },
      { area: "X", table: "coil", first: 0x4000, octal: true, last: 543 },
      { area: "Y", table: "coil", first: 0x4800, octal: true, last: 543 },
    ],
  },
  "schneider-m": {
    name: { zh: "施耐德 M340 / M241 等", en: "Schneider M340, M241 and kin" },
    source: "Modicon M340/M241: %MWn is holding register n, %Mn is coil n",
    areas: [
      { area: "MW", table: "holding", first: 0, last: 32463 },
      { area: "M", table: "coil", first: 0, last: 32633 },
    ],
  },
};
