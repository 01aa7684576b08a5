// What the edge node's state machine asks its surroundings to do, in order.

export type Instant = {
  /** Wall clock, ms UTC. */
  readonly now: number;
  /** Monotonic ms. */
  readonly at: number;
};

export type Publish = {
  /** QoS 0, not retained. */
  readonly do: "publish";
  readonly topic: string;
  readonly payload: Uint8Array;
};

/** The server takes no packet of this size: the message was not sent and has no number. */
export type TooLarge = {
  readonly do: "too-large";
  readonly topic: string;
  readonly bytes: number;
  readonly limit: number;
};

export type Rewound = {
  readonly do: "rewound";
  /** Records that the host knows. */
  readonly known: number;
  /** Records that there are. */
  readonly next: number;
  readonly signed: boolean;
};

export type Action =
  | Publish
  | TooLarge
  | { readonly do: "acknowledge"; readonly below: number }
  /** The host's clock, ms UTC, as an acknowledgement of this log told it. */
  | { readonly do: "host-time"; readonly hostTime: number }
  /** A cosigned checkpoint of this log: the note, the checkpoint's size and its time, ms UTC. */
  | {
      readonly do: "cosigned";
      readonly note: string;
      readonly size: number;
      readonly time: number;
    }
  /** A visitor's nonce for the next checkpoint of this log, base64. */
  | { readonly do: "nonce"; readonly nonce: string }
  /**
   * The host knows more records of this log than there are here: the disk is an older copy, or the command is forged.
   * `signed`: the log's own key says so. Nothing was changed.
   */
  | Rewound
  /** A command was forged, malformed or for another log; nothing was changed. */
  | { readonly do: "refused"; readonly reason: string }
  /** The primary host is not at this server: end the connection after what was published, go to the next. */
  | { readonly do: "disconnect"; readonly reason: string };
