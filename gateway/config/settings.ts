// Parts of a checked configuration, as the rest of the gateway takes them.

export type BrokerSettings = {
  /** mqtt://127.0.0.1:1883 or mqtts://host:8883, without credentials; at least one. */
  readonly servers: readonly string[];
  /** MQTT protocol level: 4 is 3.1.1, 5 is 5.0. */
  readonly protocol: 4 | 5;
  readonly clientId: string;
  /** Log that the centre has enrolled, 64 hex digits; absent where the gateway was not enrolled by a code. */
  readonly enrolledLog?: string;
  readonly username?: string;
  readonly password?: string;
  /** Sparkplug primary host id; absent: none is waited for. */
  readonly primaryHost?: string;
  readonly keepAliveSeconds: number;
  /** PEM texts. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
};

export type OutboxSettings = {
  /** Size cap in bytes, delivered history included. */
  readonly maxBytes: number;
  readonly commitMs: number;
  /** Delivered records are kept while all held bytes stay below this. */
  readonly historyBytes: number;
  /** Records per second that are sent again or late, beside live ones. */
  readonly resendPerSecond: number;
};

export type ClockSettings = {
  /** Time servers to compare with. */
  readonly ntp: readonly { readonly host: string; readonly port: number }[];
  readonly ntpSeconds: number;
  readonly maxOffsetMs: number;
};

export type ConnectionConfig = {
  readonly id: string;
  /** Kind of a driver in drivers/registry.ts. */
  readonly driver: string;
  /** As the driver parsed it. */
  readonly endpoint: unknown;
};

/** Where the gateway serves status, metrics and its page, to this computer only. */
export type LocalSettings = {
  readonly enabled: boolean;
  /** 0: a free one. */
  readonly port: number;
  readonly host: string;
};
