// Ctrl-C of a command that looks around: it ends after the question that is open, and tells what it found so far.

export function untilInterrupted(): AbortSignal {
  const aborting = new AbortController();
  const stop = () => aborting.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return aborting.signal;
}
