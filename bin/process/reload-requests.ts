// SIGHUP asks for a reload. Listened for before the gateway starts: a request that comes meanwhile is carried out
// afterwards, where the signal's own effect would be to end the process.

export type ReloadRequests = {
  /** Takes what was asked for so far, as one, and all that follow. */
  readonly answer: (reload: () => void) => void;
};

export function reloadRequests(): ReloadRequests {
  let isAsked = false;
  let carryOut = () => {
    isAsked = true;
  };
  process.on("SIGHUP", () => carryOut());
  return {
    answer: (reload) => {
      carryOut = () => {
        try {
          reload();
        } catch {
          // Said in the log; the configuration in force stays.
        }
      };
      if (isAsked) carryOut();
    },
  };
}
