// Furnace and oven keep the hall warmer than the air outside. °C.

export function hallC(ambientC: number): number {
  return Math.max(ambientC + 6, 12);
}
