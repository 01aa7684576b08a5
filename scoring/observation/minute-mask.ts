// Masks of facts: 60 bits as 15 hex digits, minute 0 the highest. A malformed mask shows no minute.
// A site-month asks this some hundred thousand times, so digits come from a table.

/** Every minute is set. */
export const allMinutes = "fffffffffffffff";

/** Bits of a hex digit by its character code; 0 for what is no digit. */
const digits = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? 0 : digit;
});

const bitsOf = Array.from(
  { length: 16 },
  (_, digit) => digit.toString(2).replaceAll("0", "").length,
);

function digitAt(mask: string, place: number): number {
  return digits[mask.charCodeAt(place)] ?? 0;
}

/** How many minutes are set. */
export function countMinutes(mask: string): number {
  if (mask === allMinutes) return 60;
  let count = 0;
  for (let place = 0; place < 15; place++) count += bitsOf[digitAt(mask, place)] ?? 0;
  return count;
}

/** Whether a minute, 0..59, is set. */
export function hasMinute(mask: string, minute: number): boolean {
  return ((digitAt(mask, minute >> 2) >> (3 - (minute & 3))) & 1) === 1;
}
