// value = raw · scale, without the noise of a binary scale.

/**
 * 0.1 has no exact binary form but 10 has: a scale that is one over a whole number divides, so that
 * 1234 at 0.1 is 123.4. A scaled integer beyond 2^53 is rounded as any double.
 */
export function scaledValue(raw: number | bigint, scale: number): number {
  const divisor = Math.round(1 / scale);
  const exact = divisor !== 0 && 1 / divisor === scale;
  return exact ? Number(raw) / divisor : Number(raw) * scale;
}
