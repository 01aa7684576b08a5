// Which kind of server it is, from what it says of itself. Pure.
import { generic } from "./generic.ts";
import type { ServerProfile } from "./profile.ts";
import { profiles } from "./registry.ts";

/** BuildInfo, Part 5 §12.4; empty where the server says nothing. */
export type ServerSays = {
  readonly maker: string;
  readonly product: string;
  readonly productUri: string;
};

export function profileNamed(id: string): ServerProfile | undefined {
  return profiles.find((profile) => profile.id === id);
}

/** The first profile of which all named properties match; the generic one when none does. */
export function recogniseServer(says: ServerSays): ServerProfile {
  const matches = ({ recognisedBy }: ServerProfile) =>
    recognisedBy.some(
      ({ maker, product, productUri }) =>
        (maker?.test(says.maker) ?? true) &&
        (product?.test(says.product) ?? true) &&
        (productUri?.test(says.productUri) ?? true),
    );
  return profiles.find(matches) ?? generic;
}
