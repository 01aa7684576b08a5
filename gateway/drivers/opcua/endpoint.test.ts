import { expect, test } from "vitest";
import { Secret } from "../../config/secret.ts";
import { parseOpcUaEndpoint } from "./endpoint.ts";

const outside = { path: (path: string) => `/etc/${path}`, secret: () => new Secret("hunter2") };
const url = "opc.tcp://10.0.0.5:4840";
const secure = { url, securityMode: "SignAndEncrypt", securityPolicy: "Basic256Sha256" };

test("paths are made absolute, the password stays hidden", () => {
  const endpoint = parseOpcUaEndpoint(
    { ...secure, trust: ["trust"], user: { name: "gw", password: { fromEnv: "PW" } } },
    outside,
  );
  expect(endpoint).toMatchObject({ url, trust: ["/etc/trust"], timeoutMs: 5_000 });
  const { user } = endpoint;
  if (user?.kind !== "password") throw new Error("no password");
  expect(user.password.reveal()).toBe("hunter2");
  expect(JSON.stringify(endpoint)).toContain('"user":{"kind":"password","name":"gw"}');
  expect(`${JSON.stringify(endpoint)} ${String(user.password)}`).not.toContain("hunter2");
});

test("a user with a certificate: the path made absolute, the key hidden", () => {
  const user = { certificate: "gw.pem", key: { fromFile: "gw.key" } };
  const endpoint = parseOpcUaEndpoint({ ...secure, trust: ["trust"], user }, outside);
  expect(endpoint.user).toMatchObject({ kind: "certificate", certificate: "/etc/gw.pem" });
  expect(JSON.stringify(endpoint)).not.toContain("hunter2");
});

test.each([
  [{ url }, /securityMode: /],
  [{ ...secure, securityMode: "Auto", trust: ["t"] }, /securityMode: /],
  [{ ...secure }, /trust: .*missing/],
  [{ url, securityMode: "Sign", trust: ["t"] }, /securityPolicy: .*missing/],
  [{ ...secure, securityPolicy: "Basic128Rsa15", trust: ["t"] }, /securityPolicy: /],
  [{ url, securityMode: "None", trust: ["t"] }, /trust: .*None checks no certificate/],
  [{ url, securityMode: "None", securityPolicy: "Basic256Sha256" }, /securityPolicy: .*only with/],
  [{ ...secure, trust: ["t"], profile: "s7-300" }, /profile: .*s7-1200 \| s7-1500/],
  [{ ...secure, trust: ["t"], maxSessions: 0 }, /maxSessions: /],
  [
    {
      url: "opc.tcp://127.0.0.1",
      securityMode: "None",
      user: { certificate: "c", key: { fromFile: "k" } },
    },
    /user: .*needs Sign/,
  ],
  [
    { url, securityMode: "None", user: { name: "a", password: { fromEnv: "P" } } },
    /user: .*no plaintext channel/,
  ],
  [{ url: "http://10.0.0.5", securityMode: "None" }, /url: .*opc\.tcp/],
  [{ url: "opc.tcp://me:pw@10.0.0.5", securityMode: "None" }, /url: .*opc\.tcp/],
  [{ ...secure, trust: ["t"], user: { name: "a", password: "hunter2" } }, /password: .*fromEnv/],
  [{ url, securityMode: "None", timeoutMs: 10 }, /timeoutMs: .*500/],
  [{ url, securityMode: "None", fallback: true }, /fallback: .*unknown key/],
])("%j is refused with the reason", (value, reason) => {
  expect(() => parseOpcUaEndpoint(value, outside)).toThrow(
    expect.objectContaining({
      code: "GATEWAY_ENDPOINT_INVALID",
      message: expect.stringMatching(reason),
    }),
  );
});

test("on the machine itself a name and password need no channel's security", () => {
  const local = {
    url: "opc.tcp://127.0.0.1:4840",
    securityMode: "None",
    user: { name: "a", password: { fromEnv: "P" } },
  };
  expect(parseOpcUaEndpoint(local, outside)).toMatchObject({ securityPolicy: "None", trust: [] });
});
