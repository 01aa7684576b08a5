// Where the edge node connects, and as whom.

export type BrokerOptions = {
  /** mqtt:// or mqtts://; one is connected at a time, in this order, round and round. Not empty. */
  readonly servers: readonly string[];
  /** MQTT protocol level: 4 is 3.1.1 (default), 5 is 5.0. */
  readonly protocol?: 4 | 5;
  readonly username?: string;
  readonly password?: string;
  readonly clientId: string;
  /** Log that the centre has enrolled, 64 hex digits: it takes nothing of another. Absent: nothing is known of it. */
  readonly enrolledLog?: string;
  /** Sparkplug id of the primary host whose STATE is awaited before birth. */
  readonly primaryHost?: string;
  /** Seconds; 30 by default. */
  readonly keepAliveSeconds?: number;
  /** PEM contents. */
  readonly tls?: {
    /** Who may sign the server's certificate; absent: the usual authorities of the web. */
    readonly ca?: string | Uint8Array;
    /** The gateway's own certificate and key, for servers that ask for one. */
    readonly cert?: string | Uint8Array;
    readonly key?: string | Uint8Array;
  };
};
