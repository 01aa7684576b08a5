import { expect, test } from "vitest";
import { Secret } from "../secret.ts";
import { parseOpcUaEndpoint } from "./opcua-endpoint.ts";

const outside = { path: (path: string) => `/etc/${path}`, secret: () => new Secret("hunter2") };
const url = "opc.tcp://10.0.0.5:4840";
const secure = { url, securityMode: "SignAndEncrypt", securityPolicy: "Basic256Sha256" };

test("paths are made absolute, the password stays hidden", () => {
  const endpoint = parseOpcUaEndpoint(
    { ...secure, trust: ["trust"], user: { name: "gw", password: { fromEnv: "PW" } } },
    outside,
  );
  expect(endpoint).toMatchObject({ url, trust: ["/etc/trust"], timeoutMs: 5_000 });
  expect(endpoint.user?.password.reveal()).toBe("hunter2");
  expect(JSON.stringify(endpoint)).toContain('"user":{"name":"gw"}');
  expect(`${JSON.stringify(endpoint)} ${String(endpoint.user?.password)}`).not.toContain("hunter2");
});

test.each([
  [{ url }, /securityMode: /],
  [{ ...secure, securityMode: "Auto", trust: ["t"] }, /securityMode: /],
  [{ ...secure }, /trust: .*missing/],
  [{ url, securityMode: "Sign", trust: ["t"] }, /securityPolicy: .*missing/],
  [{ ...secure, securityPolicy: "Basic128Rsa15", trust: ["t"] }, /securityPolicy: /],
  [{ url, securityMode: "None", trust: ["t"] }, /trust: .*None checks no certificate/],
  [{ url, securityMode: "None", securityPolicy: "Basic256Sha256" }, /securityPolicy: .*only with/],
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
