// Who logs in, with what is needed for it. A certificate that cannot succeed is said here: a server that is asked
// with it again and again may lock the account.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Clock } from "#contracts/time.ts";
import type { Secret } from "../../config/secret.ts";
import { GatewayError } from "../../errors.ts";
import type { OpcUaEndpoint } from "./endpoint.ts";

export type UserIdentity =
  | { readonly kind: "anonymous" }
  | { readonly kind: "password"; readonly name: string; readonly password: Secret }
  | {
      readonly kind: "certificate";
      readonly certificate: X509Certificate;
      readonly keyPem: string;
    };

/** Throws GATEWAY_OPCUA_USER_CERTIFICATE naming the file. */
export async function userIdentity({ user }: OpcUaEndpoint, clock: Clock): Promise<UserIdentity> {
  if (user === undefined) return { kind: "anonymous" };
  if (user.kind === "password") return user;
  const file = user.certificate;
  try {
    const certificate = new X509Certificate(await readFile(file));
    const keyPem = user.key.reveal();
    if (!certificate.checkPrivateKey(createPrivateKey(keyPem))) {
      throw new Error("certificate and key do not belong together");
    }
    const { validFrom, validTo } = certificate;
    if (clock.now() < Date.parse(validFrom) || clock.now() > Date.parse(validTo)) {
      throw new Error(`valid from ${validFrom} to ${validTo} only`);
    }
    return { kind: "certificate", certificate, keyPem };
  } catch (cause) {
    // What OpenSSL says of a key holds nothing of the key.
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GatewayError(
      "GATEWAY_OPCUA_USER_CERTIFICATE",
      `用户证书不能用,请检查 user 下的 certificate 与 key 以及时钟 · the user's certificate cannot be used, check certificate and key under user, and the clock: ${file}: ${reason}`,
      { file },
      { cause },
    );
  }
}
