// What a kind of OPC UA server bears, as data. A server's own words (OperationLimits, ServerCapabilities) may
// promise more than it can do: of what it says and what its kind is known to bear, the smaller one counts.

export type ServerProfile = {
  /** As an endpoint's `profile` names it. */
  readonly id: string;
  readonly name: string;
  /** Where the numbers come from. */
  readonly source: string;
  /** What BuildInfo (Part 5 §12.4) of such a server matches; a profile without any is never recognised. */
  readonly recognisedBy: readonly {
    readonly maker?: RegExp;
    readonly product?: RegExp;
    readonly productUri?: RegExp;
  }[];
  readonly limits: ProfileLimits;
};

/** Infinity where nothing is known against it. */
export type ProfileLimits = {
  /** Nodes in one request: reading values, following paths, browsing, creating monitored items. */
  readonly reads: number;
  readonly paths: number;
  readonly browses: number;
  readonly items: number;
  readonly itemsPerSubscription: number;
  readonly itemsPerServer: number;
  readonly subscriptionsPerSession: number;
  /** Sessions that the gateway may take of the few that there are. */
  readonly sessions: number;
  /** ms; asked for faster, the server works harder or refuses. */
  readonly samplingMs: number;
  readonly publishingMs: number;
};

/** What an unknown server is trusted with. */
export const openLimits: ProfileLimits = {
  reads: 1_000,
  paths: 1_000,
  browses: 100,
  items: 1_000,
  // OPC UA .NET Standard servers slow down beyond (UA-.NETStandard#564).
  itemsPerSubscription: 1_000,
  itemsPerServer: Number.POSITIVE_INFINITY,
  subscriptionsPerSession: Number.POSITIVE_INFINITY,
  sessions: 4,
  samplingMs: 50,
  publishingMs: 50,
};
