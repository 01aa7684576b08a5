// Somebody between gateway and centre, with certificates made by openssl: he is recognised before he hears a word.
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect, createServer } from "node:tls";
import { describe, expect, onTestFinished, vi } from "vitest";
import { enrolmentFiles } from "#ingest/enrolment/enrolment-files.ts";
import { testWith } from "../kit/peers.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import {
  type EnrollingCentre,
  failure,
  freshGateway,
  soon,
  startCentre,
} from "./enrolment-fixture.ts";

const test = testWith("openssl");

/**
 * Somebody in between, with certificates made by openssl: a CA by the name of the true one, and a server certificate
 * of it. What he was sent within TLS is kept.
 * @param truth PEM of the true CA @param shown what he shows behind his own certificate
 */
async function manInTheMiddle(truth: string, shown?: string) {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) =>
    execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const subject = `/${new X509Certificate(truth).subject}`;
  openssl("req", "-x509", ...ec, "-subj", subject, "-keyout", "ca.key", "-out", "ca.pem");
  openssl("req", ...ec, "-subj", "/CN=centre", "-keyout", "own.key", "-out", "own.csr");
  writeFileSync(at("names"), "subjectAltName=IP:127.0.0.1\nauthorityKeyIdentifier=none\n");
  const sign = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names"];
  openssl("x509", "-req", "-in", "own.csr", ...sign, "-out", "own.pem");
  const [ca, own, key] = ["ca.pem", "own.pem", "own.key"].map((name) =>
    readFileSync(at(name), "utf8"),
  );
  const heard: Buffer[] = [];
  const server = createServer({ key, cert: `${own}${shown ?? ca}` }, (socket) => {
    socket.on("data", (bytes) => heard.push(bytes));
    socket.on("error", () => undefined);
  });
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  return {
    address: `https://127.0.0.1:${port}`,
    port,
    ca,
    heard: () => Buffer.concat(heard).toString("latin1"),
    connections: () => connections,
  };
}

function trueAuthority({ config }: EnrollingCentre): string {
  const pem = readFileSync(enrolmentFiles(config.data).authority, "utf8");
  return pem.slice(pem.indexOf("-----BEGIN CERTIFICATE-----"));
}

describe("a man in the middle hears nothing", () => {
  test("with a CA of the same name; one who trusted him he would hear", async () => {
    const centre = await startCentre();
    const middle = await manInTheMiddle(trueAuthority(centre));
    const told = await failure(freshGateway().enrol(middle, await centre.code()));
    expect(told.code).toBe("GATEWAY_ENROL_OTHER_CENTRE");
    expect(middle.connections()).toBe(1);
    expect(middle.heard()).toBe("");
    const { port, ca } = middle;
    const trusting = connect({ port, host: "127.0.0.1", ca }, () => trusting.end("GET"));
    await vi.waitUntil(() => middle.heard() === "GET", soon);
  });

  test("with the true CA shown behind a certificate that it never signed", async () => {
    const centre = await startCentre();
    const code = await centre.code();
    const truth = trueAuthority(centre);
    const middle = await manInTheMiddle(truth, truth);
    const told = await failure(freshGateway().enrol(middle, code));
    expect(told.code).toBe("GATEWAY_ENROL_UNVERIFIED");
    expect(middle.connections()).toBe(2);
    expect(middle.heard()).toBe("");
  });
});
