// Times of a site in the site's own zone, wherever the browser stands.

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formats.set(zone, format);
  return format;
}

type Parts = { readonly [part in "year" | "month" | "day" | "hour" | "minute" | "second"]: string };

function partsOf(time: number, zone: string): Parts {
  const found = formatOf(zone).formatToParts(time);
  const part = (type: keyof Parts) => found.find((each) => each.type === type)?.value ?? "";
  return {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
  };
}

/** `14:03:22` */
export function formatClock(time: number, zone: string): string {
  const { hour, minute, second } = partsOf(time, zone);
  return `${hour}:${minute}:${second}`;
}

/** `2026-03-02 14:03` */
export function formatDateTime(time: number, zone: string): string {
  const { year, month, day, hour, minute } = partsOf(time, zone);
  return `${year}-${month}-${day} ${hour}:${minute}`;
}

/** `2026-03-02 14:03:22.045` */
export function formatMoment(time: number, zone: string): string {
  const thousandths = String(((time % 1000) + 1000) % 1000).padStart(3, "0");
  return `${formatDateTime(time, zone).slice(0, 10)} ${formatClock(time, zone)}.${thousandths}`;
}

/** `2026-03-02 14:03 – 14:33`, the second date only when it differs. */
export function formatWindow(from: number, to: number, zone: string): string {
  const start = formatDateTime(from, zone);
  const end = formatDateTime(to, zone);
  return start.slice(0, 10) === end.slice(0, 10)
    ? `${start} – ${end.slice(11)}`
    : `${start} – ${end}`;
}

/** Local wall clock minus UTC at this instant, ms. */
export function zoneOffsetMs(time: number, zone: string): number {
  const { year, month, day, hour, minute, second } = partsOf(time, zone);
  const wall = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second);
  return wall - Math.floor(time / 1000) * 1000;
}
