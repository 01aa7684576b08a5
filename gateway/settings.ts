// Parts of a checked configuration, as the rest of the gateway takes them.

export type BrokerSettings = {
  /** mqtt://127.0.0.1:1883 or mqtts://host:8883, without credentials. */
  readonly url: string;
  readonly clientId: string;
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
};

export type ConnectionConfig = {
  readonly id: string;
  /** Kind of a driver in drivers/registry.ts. */
  readonly driver: string;
  /** As the driver parsed it. */
  readonly endpoint: unknown;
};
