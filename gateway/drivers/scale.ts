// value = raw · scale + offset, without the noise of binary fractions.

/** value = (raw · times + plus) / over. Whole numbers wherever scale and offset are short decimals. */
export type Scaling = {
  readonly times: number;
  readonly plus: number;
  readonly over: number;
};

/** Decimal places up to which a scale is looked at as a decimal fraction. */
const maxDecimals = 12;

/**
 * 0.1 has no exact binary form but 10 has: a scale that is one over a whole number, or a short decimal, is kept as
 * a fraction, so that 1234 at 0.1 is 123.4 and 3 at 0.3 is 0.9.
 */
export function scalingOf(scale: number, offset: number): Scaling {
  const { times, over } = fractionOf(scale);
  for (const more of [1, 10, 100, 1000]) {
    const plus = Math.round(offset * over * more);
    if (Number.isSafeInteger(plus) && plus / (over * more) === offset) {
      return { times: times * more, plus, over: over * more };
    }
  }
  return { times: scale, plus: offset, over: 1 };
}

function fractionOf(scale: number): { times: number; over: number } {
  const divisor = Math.round(1 / scale);
  if (divisor !== 0 && 1 / divisor === scale) {
    return { times: Math.sign(divisor), over: Math.abs(divisor) };
  }
  for (let k = 0; k <= maxDecimals; k += 1) {
    const times = Math.round(scale * 10 ** k);
    if (times !== 0 && Number.isSafeInteger(times) && times / 10 ** k === scale) {
      return { times, over: 10 ** k };
    }
  }
  return { times: scale, over: 1 };
}

/** A scaling that changes nothing, so that a value keeps its datatype. */
export function isPlain({ times, plus, over }: Scaling): boolean {
  return times === 1 && plus === 0 && over === 1;
}

/** An integer beyond 2^53 is rounded as any double. */
export function scaled(raw: number | bigint, { times, plus, over }: Scaling): number {
  return (Number(raw) * times + plus) / over;
}
