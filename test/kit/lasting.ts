/**
 * Settles after `ms`: for how long a stimulus lasts (a process that stands still, a device that answers late) and
 * for pauses that the product asks of whoever runs it. Never to wait for a result: that waits for its condition.
 */
export function lasting(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(), ms);
  });
}
