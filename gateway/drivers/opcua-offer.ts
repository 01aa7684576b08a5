// What a server offers against what the configuration demands. Pure. Exactly the demanded mode and policy
// are taken; user tokens that would show the password are struck out.
import { GatewayError } from "../errors.ts";
import type { OpcUaEndpoint } from "./opcua-endpoint.ts";

/** An EndpointDescription of the client library, as far as it matters here. */
export type OfferedEndpoint = {
  readonly endpointUrl: string | null;
  readonly securityMode: number;
  readonly securityPolicyUri: string | null;
  readonly transportProfileUri: string | null;
  readonly serverCertificate: Uint8Array | null;
  userIdentityTokens: OfferedToken[] | null;
};

type OfferedToken = { readonly tokenType: number; readonly securityPolicyUri: string | null };

/** MessageSecurityMode, Part 4 §7.20. */
const modeNumbers = { None: 1, Sign: 2, SignAndEncrypt: 3 } as const;
const policyPrefix = "http://opcfoundation.org/UA/SecurityPolicy#";
const binaryTransport = /uatcp-uasc-uabinary$/;
/** UserTokenType, Part 4 §7.43. */
const anonymous = 0;
const userName = 1;

const modeNames = new Map<number, string>(
  Object.entries(modeNumbers).map(([name, number]) => [number, name]),
);

function policyName(uri: string | null): string {
  return uri?.startsWith(policyPrefix) === true ? uri.slice(policyPrefix.length) : (uri ?? "?");
}

/** The demanded endpoints. Throws GATEWAY_OPCUA_MODE_NOT_OFFERED naming what there is. */
export function demandedOffers<Offer extends OfferedEndpoint>(
  offers: readonly Offer[],
  { url, securityMode, securityPolicy }: OpcUaEndpoint,
): readonly Offer[] {
  const found = offers.filter(
    (offer) =>
      offer.securityMode === modeNumbers[securityMode] &&
      offer.securityPolicyUri === `${policyPrefix}${securityPolicy}` &&
      binaryTransport.test(offer.transportProfileUri ?? ""),
  );
  if (found.length > 0) return found;
  const there = [
    ...new Set(
      offers.map(
        (offer) =>
          `${modeNames.get(offer.securityMode) ?? offer.securityMode}/${policyName(offer.securityPolicyUri)}`,
      ),
    ),
  ];
  const wanted = `${securityMode}/${securityPolicy}`;
  const offered = there.join(", ") || "(无 · none)";
  throw new GatewayError(
    "GATEWAY_OPCUA_MODE_NOT_OFFERED",
    `${url} 不提供 ${wanted},只提供 ${offered}。请在设备上启用,或改写 securityMode 与 securityPolicy · the server does not offer ${wanted}, only ${offered}: enable it at the device or write another securityMode and securityPolicy`,
    { url, wanted, offered },
  );
}

/**
 * Leaves the user tokens by which this endpoint's user may log in: a password travels encrypted, by its
 * token or by the channel. Throws GATEWAY_OPCUA_USER_NOT_OFFERED.
 */
export function keepSafeTokens(
  offers: readonly OfferedEndpoint[],
  { url, securityMode, user }: OpcUaEndpoint,
): void {
  let left = 0;
  for (const offer of offers) {
    const safe = (offer.userIdentityTokens ?? []).filter((token) => {
      if (user === undefined) return token.tokenType === anonymous;
      if (token.tokenType !== userName) return false;
      const policy = policyName(token.securityPolicyUri || offer.securityPolicyUri);
      // Without a channel's security the configuration admits passwords on loopback only.
      return policy !== "None" || securityMode !== "Sign";
    });
    offer.userIdentityTokens = safe;
    left += safe.length;
  }
  if (left > 0) return;
  throw new GatewayError(
    "GATEWAY_OPCUA_USER_NOT_OFFERED",
    user === undefined
      ? `${url} 不许匿名登录,请写 user · the server admits no anonymous user: give user`
      : `${url} 在 ${securityMode} 下不接受加密的用户名与密码,请改用 SignAndEncrypt 或在设备上启用 · the server takes no encrypted user name and password with ${securityMode}: use SignAndEncrypt or enable it at the device`,
    { url, user: user?.name ?? null },
  );
}
