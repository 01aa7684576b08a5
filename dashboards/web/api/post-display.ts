// Says what this screen showed. A page that is being left hands its report to the browser to deliver.
import type { DisplayReport } from "#contracts/display.ts";

const deadlineMs = 10_000;
/** Too many reports of this site in a minute: the counts go with the next. */
const tooMany = 429;

function pathOf(site: string): string {
  return `/api/sites/${encodeURIComponent(site)}/display`;
}

/** Resolves to whether the server took it; a refusal is told from a lost connection by `again`. */
export async function postDisplay(
  site: string,
  report: DisplayReport,
): Promise<{ readonly taken: boolean; readonly again: boolean }> {
  try {
    const response = await fetch(pathOf(site), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(report),
      signal: AbortSignal.timeout(deadlineMs),
    });
    // What the server understood and refused, it would refuse again.
    return { taken: response.ok, again: response.status >= 500 || response.status === tooMany };
  } catch {
    return { taken: false, again: true };
  }
}

/** Nobody waits for the answer. */
export function postDisplayLeaving(site: string, report: DisplayReport): void {
  const body = JSON.stringify(report);
  const queued = navigator.sendBeacon(pathOf(site), new Blob([body], { type: "application/json" }));
  if (queued) return;
  fetch(pathOf(site), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    keepalive: true,
  }).catch(() => undefined);
}
