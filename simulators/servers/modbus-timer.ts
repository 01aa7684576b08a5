// Time for the servers of this folder: it comes in, so that a test can drive it.

export interface ModbusTimer {
  /** Monotonic ms; only differences mean something. */
  now(): number;
  /** Runs `task` once, `ms` from now or a little later; the answer cancels it. */
  after(ms: number, task: () => void): () => void;
}

/** The runtime's own. */
export const systemTimer: ModbusTimer = {
  now: () => performance.now(),
  after: (ms, task) => {
    let immediate: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => {
      // Behind the reading of what has already arrived: a process that was held up hears no false silence.
      immediate = setImmediate(task);
    }, Math.ceil(ms));
    return () => {
      clearTimeout(timer);
      clearImmediate(immediate);
    };
  },
};
