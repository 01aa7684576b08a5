// How long ago, for people: whole seconds, never more than two units.

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** ms → `< 1 s`, `12 s`, `3 min 05 s`, `5 h 12 min`, `4 d`. Negative counts as 0. */
export function formatAge(ms: number): string {
  if (ms < second) return "< 1 s";
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  const seconds = String(Math.floor((ms % minute) / second)).padStart(2, "0");
  if (ms < hour) return `${Math.floor(ms / minute)} min ${seconds} s`;
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h ${Math.floor((ms % hour) / minute)} min`;
  return `${Math.floor(ms / day)} d`;
}
