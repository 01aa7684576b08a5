// What a server offers against what the configuration demands. Pure. Exactly the demanded mode and policy
// are taken; user tokens that would show the password are struck out.
import { GatewayError } from "../../errors.ts";
import { type OpcUaEndpoint, type OpcUaUser, securityPolicies } from "./endpoint.ts";

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
const tokenTypes = { anonymous: 0, password: 1, certificate: 2 } as const;

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
 * Leaves the user tokens by which this endpoint's user may log in: a password travels encrypted, by its token or
 * by the channel, and a certificate proves itself by a signature; both with a policy that is not deprecated.
 * Throws GATEWAY_OPCUA_USER_NOT_OFFERED naming what there is.
 */
export function keepSafeTokens(offers: readonly OfferedEndpoint[], endpoint: OpcUaEndpoint): void {
  const { url, user } = endpoint;
  const kind = user?.kind ?? "anonymous";
  const there = new Set<string>();
  let left = 0;
  for (const offer of offers) {
    const tokens = offer.userIdentityTokens ?? [];
    for (const token of tokens) there.add(tokenText(token, offer));
    const safe = tokens.filter(
      (token) =>
        token.tokenType === tokenTypes[kind] &&
        (user === undefined || isSafe(policyOf(token, offer), user, endpoint)),
    );
    offer.userIdentityTokens = safe;
    left += safe.length;
  }
  if (left > 0) return;
  const offered = [...there].join(", ") || "(无 · none)";
  throw new GatewayError("GATEWAY_OPCUA_USER_NOT_OFFERED", `${refusal(endpoint)} (${offered})`, {
    url,
    user: user === undefined ? null : userText(user),
    offered,
  });
}

/** Its own policy, else the endpoint's (Part 4 §7.42). */
function policyOf(token: OfferedToken, offer: OfferedEndpoint): string {
  return policyName(token.securityPolicyUri || offer.securityPolicyUri);
}

function isSafe(policy: string, user: OpcUaUser, { securityMode }: OpcUaEndpoint): boolean {
  if ((securityPolicies as readonly string[]).includes(policy)) return true;
  // A password inside an encrypted channel needs no encryption of its own; without a channel's security the
  // configuration admits passwords on loopback only. A signature always needs a policy.
  return policy === "None" && user.kind === "password" && securityMode !== "Sign";
}

function tokenText(token: OfferedToken, offer: OfferedEndpoint): string {
  const kind = Object.entries(tokenTypes).find(([, number]) => number === token.tokenType)?.[0];
  return `${kind ?? token.tokenType}/${policyOf(token, offer)}`;
}

/** How a person knows the user again. */
export function userText(user: OpcUaUser): string {
  return user.kind === "password" ? user.name : user.certificate;
}

function refusal({ url, securityMode, user }: OpcUaEndpoint): string {
  if (user === undefined) {
    return `${url} 不许匿名登录,请写 user · the server admits no anonymous user: give user`;
  }
  if (user.kind === "certificate") {
    return `${url} 不接受用户证书,请在设备上启用,或改用用户名与密码 · the server takes no user certificate with a policy that is safe: enable it at the device, or use name and password`;
  }
  return `${url} 在 ${securityMode} 下不接受加密的用户名与密码,请改用 SignAndEncrypt 或在设备上启用 · the server takes no encrypted user name and password with ${securityMode}: use SignAndEncrypt or enable it at the device`;
}
