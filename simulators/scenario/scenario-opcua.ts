// Security of a plant's OPC UA server in a scenario. What is offered is written out; nothing unsafe is a
// default.

import { z } from "zod";
import { opcUaSecurityModes, opcUaSecurityPolicies } from "../servers/opcua-security.ts";

const membersSchema = z.strictObject({
  securityModes: z.array(z.enum(opcUaSecurityModes)).min(1).describe("What is offered."),
  securityPolicies: z
    .array(z.enum(opcUaSecurityPolicies))
    .default([])
    .describe("Offered with every mode but None."),
  pki: z.string().min(1).describe("Folder of the server's key and certificate; made once."),
  acceptUnknownClients: z
    .boolean()
    .default(false)
    .describe("Whether client certificates outside <pki>/trusted/certs are taken."),
  anonymous: z.boolean().default(true).describe("Whether sessions without a user are opened."),
  users: z.string().min(1).optional().describe("YAML file, one `name: password` per line."),
  userCertificates: z
    .string()
    .min(1)
    .optional()
    .describe("Folder of user certificates (PEM or DER); each is a user, no other is."),
  renumber: z
    .boolean()
    .default(false)
    .describe("Whether the namespace indexes differ from start to start."),
});

export const opcuaSchema = membersSchema.superRefine((opcua, context) => {
  for (const [path, message] of securityProblems(opcua)) {
    context.addIssue({ code: "custom", path: [path], message });
  }
});

export type OpcUaScenario = z.output<typeof opcuaSchema>;

type Problem = readonly [path: keyof OpcUaScenario, message: string];

function securityProblems(opcua: z.output<typeof membersSchema>): readonly Problem[] {
  const secure = opcua.securityModes.some((mode) => mode !== "None");
  const listed = opcua.securityPolicies.length > 0;
  const users = opcua.users !== undefined || opcua.userCertificates !== undefined;
  const problems: [boolean, ...Problem][] = [
    [
      secure && !listed,
      "securityPolicies",
      "Sign 和 SignAndEncrypt 需要策略 · Sign and SignAndEncrypt need a policy",
    ],
    [
      !secure && listed,
      "securityPolicies",
      "只有 None 时没有策略 · without a secure mode there is no policy",
    ],
    [hasTwice(opcua.securityModes), "securityModes", "有重复 · stands twice"],
    [hasTwice(opcua.securityPolicies), "securityPolicies", "有重复 · stands twice"],
    [
      !opcua.anonymous && !users,
      "users",
      "不允许匿名时必须给出 users 或 userCertificates · users or userCertificates is needed where anonymous is false",
    ],
    // A user's password and proof of possession are protected by a policy (Part 4 §7.40.2).
    [
      users && !secure,
      "securityModes",
      "有用户时须有 Sign 或 SignAndEncrypt · users need Sign or SignAndEncrypt",
    ],
  ];
  return problems.flatMap(([wrong, path, message]) => (wrong ? [[path, message] as const] : []));
}

function hasTwice(listed: readonly string[]): boolean {
  return new Set(listed).size < listed.length;
}
