// What an OPC UA server offers and whom it lets in, as the scenario lists it. Nothing is offered that is
// not listed: mode None only where it is written.

import type { X509Certificate } from "node:crypto";

export const opcUaSecurityModes = ["None", "Sign", "SignAndEncrypt"] as const;
export type OpcUaSecurityMode = (typeof opcUaSecurityModes)[number];

/** Policies of Part 7 that are not deprecated. */
export const opcUaSecurityPolicies = [
  "Basic256Sha256",
  "Aes128_Sha256_RsaOaep",
  "Aes256_Sha256_RsaPss",
] as const;
export type OpcUaSecurityPolicy = (typeof opcUaSecurityPolicies)[number];

export type OpcUaSecurity = {
  /** Every mode but None is offered with every policy. */
  readonly modes: readonly OpcUaSecurityMode[];
  readonly policies: readonly OpcUaSecurityPolicy[];
  /** Folder of the server's own key and certificate and of the clients that it knows. */
  readonly pki: string;
  /** Whether a client certificate that nobody put into the folder is taken. */
  readonly acceptUnknownClients: boolean;
  /** Whether a session may be opened without a user. */
  readonly anonymous: boolean;
  /** Passwords by user name; empty: no user can log in. */
  readonly users: ReadonlyMap<string, string>;
  /** Each is a user, no other certificate is. Default: none, and no user can come with a certificate. */
  readonly userCertificates?: readonly X509Certificate[];
};
