// Masks of facts: 60 bits as 15 hex digits, minute 0 the highest. A malformed mask shows no minute.

const bitsOf = Array.from(
  { length: 16 },
  (_, digit) => digit.toString(2).replaceAll("0", "").length,
);

/** How many minutes are set. */
export function countMinutes(mask: string): number {
  let count = 0;
  for (let at = 0; at < 15; at++) count += bitsOf[Number.parseInt(mask.charAt(at), 16)] ?? 0;
  return count;
}

/** Whether a minute, 0..59, is set. */
export function hasMinute(mask: string, minute: number): boolean {
  const digit = Number.parseInt(mask.charAt(minute >> 2), 16);
  return ((digit >> (3 - (minute & 3))) & 1) === 1;
}
