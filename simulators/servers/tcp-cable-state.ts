// What a cable between a client and a listener can be like.

export type CableState =
  | { readonly kind: "whole" }
  /**
   * Pulled: nothing passes in either direction and nobody is told. Bytes of standing connections wait in
   * the operating systems, as TCP keeps them, and go on when the cable is back.
   */
  | { readonly kind: "silent"; readonly newConnections: "silent" | "refused" }
  /** Connections that stood when it began are dead for ever and nobody is told; new ones work. */
  | { readonly kind: "half-open" }
  /** Standing connections are reset once, new ones are refused: host down, port closed. */
  | { readonly kind: "refused" };

export const wholeCable: CableState = { kind: "whole" };

const RANK = { whole: 0, "half-open": 1, silent: 2, refused: 3 } as const;

/** What a client sees when both are the case. */
export function worseCable(one: CableState, other: CableState): CableState {
  const difference = RANK[other.kind] - RANK[one.kind];
  if (difference !== 0) return difference > 0 ? other : one;
  return other.kind === "silent" && other.newConnections === "refused" ? other : one;
}

export function sameCable(one: CableState, other: CableState): boolean {
  if (one.kind !== other.kind) return false;
  return (
    one.kind !== "silent" || other.kind !== "silent" || one.newConnections === other.newConnections
  );
}
