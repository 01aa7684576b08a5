// A bound on every answer that the page waits for.
import { DashboardsError } from "../errors.ts";

/** The promise's own outcome, or DASHBOARDS_TIMEOUT after `ms`. The work itself is not stopped. */
export async function withDeadline<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `${what} 超过 ${ms} ms 未完成,请缩短时间范围后重试 · ${what} took longer than ${ms} ms; ask for a shorter range`;
      reject(new DashboardsError("DASHBOARDS_TIMEOUT", message, { what, ms }));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
