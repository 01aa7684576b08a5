import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestUser } from "../servers/opcua-test-certificates.ts";
import { readOpcUaUserCertificates, readOpcUaUsers } from "./opcua-users.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-users-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("names and passwords are read; a refusal never quotes them", () => {
  const file = join(folder, "users.yaml");
  writeFileSync(file, "gateway: leise\nvisitor: laut\n");
  expect([...readOpcUaUsers(file)]).toEqual([
    ["gateway", "leise"],
    ["visitor", "laut"],
  ]);
  for (const text of ["gateway: [secret]", "secret", "", "{ secret"]) {
    writeFileSync(file, text);
    expect(() => readOpcUaUsers(file)).toThrow(
      expect.objectContaining({
        code: "SIMULATORS_USERS_INVALID",
        message: expect.not.stringContaining("secret"),
      }),
    );
  }
});

test("certificates are read as PEM and as DER, and every file that is none is named", async () => {
  const certificates = join(folder, "certificates");
  const valid = { from: new Date(Date.now() - 3_600_000), days: 2 };
  const { identity } = await makeTestUser(certificates, "gateway", valid);
  writeFileSync(join(certificates, "second.der"), identity.certificateData as Buffer);
  const read = readOpcUaUserCertificates(certificates);
  expect(read.map(({ subject }) => subject)).toEqual(["CN=gateway", "CN=gateway"]);
  writeFileSync(join(certificates, "a.pem"), "none");
  writeFileSync(join(certificates, "b.crt"), "");
  expect(() => readOpcUaUserCertificates(certificates)).toThrow(
    expect.objectContaining({
      code: "SIMULATORS_USERS_INVALID",
      detail: { file: `${join(certificates, "a.pem")}, ${join(certificates, "b.crt")}` },
    }),
  );
});

test("a folder without certificates, and none at all, is refused by name", () => {
  for (const empty of [mkdtempSync(join(folder, "empty-")), join(folder, "nothing")]) {
    expect(() => readOpcUaUserCertificates(empty)).toThrow(
      expect.objectContaining({ code: "SIMULATORS_USERS_INVALID", detail: { file: empty } }),
    );
  }
});
