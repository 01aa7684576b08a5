// What is made, on three levels: an order has cabinets, a cabinet has parts (订单-柜体-板件). A part carries a QR code
// from the label printer on; every station reads it and notes when it was done with it.

export type Order = {
  /** e.g. `BZ260610-01234`. */
  readonly id: string;
  readonly decor: string;
  /** Material lot of its boards. */
  readonly lot: string;
  readonly cabinets: readonly Cabinet[];
  readonly parts: number;
  /** Cut, good ones only; a part that is made again counts once. */
  cut: number;
  sorted: number;
  packed: number;
};

export type Cabinet = {
  /** e.g. `BZ260610-01234-C02`. */
  readonly id: string;
  readonly parts: number;
  /** Parts that have come to the sorting rack, taken ones included. */
  arrived: number;
};

/** Which part of which cabinet of which order. */
export type PartIdentity = {
  /** QR code, e.g. `BZ260610-01234-C02-P07`. */
  readonly id: string;
  readonly order: Order;
  readonly cabinet: Cabinet;
};

/** When each station was done with a part, ms since the epoch; 0 where it was not yet. */
export type PartTimes = { cut: number; edge: number; drill: number; sort: number; pack: number };

export const partStages = ["cut", "edge", "drill", "sort", "pack"] as const;

export function twoDigits(value: number): string {
  return `${value}`.padStart(2, "0");
}

/** `260610` for 10 June 2026 in China. */
export function dayCode(now: number): string {
  return new Date(now + 8 * 3_600_000).toISOString().slice(2, 10).replaceAll("-", "");
}
