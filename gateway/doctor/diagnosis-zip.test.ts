// Secrets are planted wherever one could lie, and searched for in what would be sent.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { expect, onTestFinished, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { diagnosisFiles, diagnosisZip } from "./diagnosis-zip.ts";
import type { DoctorMachine } from "./doctor-check.ts";
import { Redaction } from "./redaction.ts";
import { type DoctorReport, doctorContext } from "./run-doctor.ts";
import { thisMachine } from "./this-machine.ts";

const planted = {
  MQTT_PASSWORD: "env-hunter2-mqtt",
  PLC_TOKEN: "env-plc-token-9",
  BACKUP_KEY: "env-backup-key-7",
  UNSUSPECTED: "env-named-by-config",
};

const fromFile = "file-secret-line";
const inYaml = "yaml-pasted-password";
const inUrl = "url-password-1";
const privateKey = "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "lineproof-doctor-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function valid(path: string): string {
  writeFileSync(join(path, "mqtt.secret"), `${fromFile}\n`);
  const file = join(path, "gateway.yaml");
  writeFileSync(
    file,
    `gateway: { id: gw1, site: s1, data: ./data }
broker:
  url: mqtts://broker.example.com
  username: gw-user-name
  password: { fromFile: mqtt.secret }
connections:
  - id: plc
    driver: opcua
    endpoint:
      url: opc.tcp://10.0.0.1:4840
      securityMode: SignAndEncrypt
      securityPolicy: Basic256Sha256
      trust: [trust]
      user: { name: plc-user-name, password: { fromEnv: UNSUSPECTED } }
equipment:
  - id: press
    connection: plc
    signals: [{ id: a, address: { node: "nsu=urn:x;s=A", type: Float } }]
    scanGroups: [{ id: second, intervalMs: 1000 }]
`,
  );
  return file;
}

/** A report into which the secrets went by accident. */
const report: DoctorReport = {
  at: 0,
  version: "0",
  level: "fail",
  results: [
    {
      id: "x",
      name: "x",
      findings: [
        {
          level: "fail",
          said: `refused ${fromFile} at mqtt://me:${inUrl}@host`,
          mend: planted.UNSUSPECTED,
        },
      ],
    },
  ],
};

const machine: DoctorMachine = thisMachine(new ManualClock(0));

function expectClean(texts: Iterable<string>, secrets: readonly string[]): void {
  for (const text of texts) {
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
}

test("no secret of environment, files, configuration or log is in the zip, and the rest is", async () => {
  const path = folder();
  const file = valid(path);
  mkdirSync(join(path, "data"));
  const logFile = join(path, "gateway.log");
  writeFileSync(
    logFile,
    `connected\nMQTT_PASSWORD=${planted.MQTT_PASSWORD}\nsaid ${fromFile} and ${Buffer.from(fromFile).toString("base64")}\n-----BEGIN PRIVATE KEY-----\n${privateKey}\n-----END PRIVATE KEY-----\nAuthorization: Bearer abcdefghijklmnop\nthe last line\n`,
  );
  const context = doctorContext(machine, file, planted);
  expect(context.problem).toBeUndefined();
  const zip = await diagnosisZip({
    context,
    report,
    words: `said ${fromFile}\n`,
    env: planted,
    logFile,
  });
  const files = Object.fromEntries(
    Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)]),
  );
  expect(Object.keys(files).sort()).toEqual([
    "gateway.yaml",
    "log.txt",
    "report.json",
    "report.txt",
    "versions.json",
  ]);
  expectClean(Object.values(files), [
    ...Object.values(planted),
    fromFile,
    Buffer.from(fromFile).toString("base64"),
    inUrl,
    privateKey,
    "abcdefghijklmnop",
    "gw-user-name",
    "plc-user-name",
  ]);
  // What helps is still there, references to secrets among it.
  expect(files["gateway.yaml"]).toContain("fromFile: mqtt.secret");
  expect(files["gateway.yaml"]).toContain("nsu=urn:x;s=A");
  expect(files["log.txt"]).toContain("the last line");
  expect(JSON.parse(files["report.json"] ?? "")).toMatchObject({ level: "fail" });
});

test("a configuration that is not valid is sent as well, and clean", () => {
  const path = folder();
  const file = join(path, "gateway.yaml");
  writeFileSync(join(path, "s.secret"), fromFile);
  writeFileSync(
    file,
    `gateway: { id: gw1 }
broker:
  url: mqtts://someone:${inUrl}@broker
  password: ${inYaml}
  extra: { "token": "${inYaml}-2", other: { fromFile: s.secret } }
# 密码: ${inYaml}-3
`,
  );
  const context = doctorContext(machine, file, {});
  expect(context.problem).toContain("broker.password");
  const texts = diagnosisFiles({ context, report, words: context.problem ?? "", env: {} });
  expectClean(Object.values(texts), [inUrl, inYaml, fromFile]);
  expect(texts["gateway.yaml"]).toContain("gateway: { id: gw1 }");
});

test("a short secret is removed where it follows its name, and spares the rest of the text", () => {
  const redaction = new Redaction(["12"]);
  expect(redaction.apply("password: 12\nregister 12")).not.toContain("password: 12");
  expect(redaction.apply("password: 12\nregister 12")).toContain("register 12");
});
