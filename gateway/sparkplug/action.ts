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

export type Action =
  | Publish
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
  /** A command was forged, malformed or for another log; nothing was changed. */
  | { readonly do: "refused"; readonly reason: string }
  /** End this connection after what was published, and make a new one. */
  | { readonly do: "disconnect"; readonly reason: string };
