import { expect, test } from "vitest";
import { opcuaSchema } from "./scenario-opcua.ts";

const secure = {
  securityModes: ["SignAndEncrypt"],
  securityPolicies: ["Basic256Sha256"],
  pki: "p",
};

function problems(opcua: object): readonly string[] {
  const parsed = opcuaSchema.safeParse(opcua);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

test("nothing unsafe is a default", () => {
  expect(opcuaSchema.parse(secure)).toEqual({
    ...secure,
    acceptUnknownClients: false,
    anonymous: true,
    renumber: false,
  });
  expect(problems({ pki: "p" })).toEqual([expect.stringContaining("securityModes")]);
});

test.each([
  [{ ...secure, securityPolicies: [] }, "securityPolicies: "],
  [{ ...secure, securityModes: ["None"] }, "securityPolicies: "],
  [{ ...secure, securityModes: ["Sign", "Sign"] }, "securityModes: 有重复"],
  [
    { ...secure, securityPolicies: ["Basic256Sha256", "Basic256Sha256"] },
    "securityPolicies: 有重复",
  ],
  [{ ...secure, anonymous: false }, "users: "],
  [{ securityModes: ["None"], pki: "p", users: "u.yaml" }, "securityModes: 有用户"],
  [{ securityModes: ["None"], pki: "p", userCertificates: "u" }, "securityModes: 有用户"],
  [{ ...secure, securityPolicies: ["Basic128Rsa15"] }, "securityPolicies.0: "],
  [{ ...secure, trustAll: true }, ": Unrecognized key"],
] as const)("%j is refused with its path", (opcua, problem) => {
  expect(problems(opcua)).toEqual([expect.stringContaining(problem)]);
});

test("users by password, by certificate or both may stand in place of anonymous ones", () => {
  for (const users of [{ users: "u.yaml" }, { userCertificates: "u" }]) {
    expect(problems({ ...secure, anonymous: false, ...users })).toEqual([]);
  }
});
