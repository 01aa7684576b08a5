// Once per animation frame while the page is seen; twice a second while it is hidden, because a hidden
// page gets no frames and would gather without bound.
import type { Schedule } from "./live-store.ts";

export const frameSchedule: Schedule = (run) => {
  if (document.hidden) setTimeout(run, 500);
  else requestAnimationFrame(run);
};
