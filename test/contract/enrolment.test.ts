// Joining a centre by HTTPS with a one-time code; and every code, clock, name and body that is not taken.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer as createHttps, request } from "node:https";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { enrolmentPath } from "#contracts/enrolment.ts";
import { parseEnrolmentCode } from "#contracts/enrolment-code.ts";
import { errorCode } from "#contracts/errors.ts";
import { clientKeyFile, grantFile, parseGrant } from "#gateway/enrolment/stored-grant.ts";
import { enrolmentFiles } from "#ingest/enrolment/enrolment-files.ts";
import {
  clockOff,
  type EnrollingCentre,
  failure,
  freshGateway,
  registryOf,
  soon,
  startCentre,
  startGateway,
} from "./enrolment-fixture.ts";

const grantOf = (data: string) => parseGrant(readFileSync(grantFile(data), "utf8"));

test("a gateway enrols with a code, publishes over TLS, and its records are acknowledged", async () => {
  const centre = await startCentre();
  const { target, enrol } = freshGateway();
  const { grant, replaced, clockOffsetMs } = await enrol(centre, await centre.code());
  expect(grant).toMatchObject({ site: "site-a", gateway: "gw-1", primaryHost: "host-1" });
  expect(grant.server).toBe(`mqtts://127.0.0.1:${centre.ingest.securePort}`);
  expect(replaced).toBeUndefined();
  expect(Math.abs(clockOffsetMs)).toBeLessThan(5_000);
  expect(statSync(clientKeyFile(target.data)).mode & 0o777).toBe(0o600);
  expect(statSync(enrolmentFiles(centre.config.data).authority).mode & 0o777).toBe(0o600);
  const gateway = await startGateway(target);
  await vi.waitUntil(() => gateway.status().edge.acknowledged >= 2, soon);
  const [ledger] = centre.ingest.ledger("site-a");
  expect(ledger).toMatchObject({ log: grant.log, gateway: "gw-1" });
  expect(ledger?.journalled).toBeGreaterThanOrEqual(2);
});

test("no secret is stored in clear, neither at the centre nor in the grant", async () => {
  const centre = await startCentre();
  const code = await centre.code();
  const { target, enrol } = freshGateway();
  await enrol(centre, code);
  const secret = code
    .split("-")
    .slice(6)
    .map((group) => group.slice(0, 4))
    .join("");
  const { registry } = enrolmentFiles(centre.config.data);
  for (const file of [registry, `${registry}-wal`, grantFile(target.data)]) {
    expect(readFileSync(file, "latin1")).not.toContain(secret);
  }
});

describe("codes that are not taken", () => {
  test("a mistyped one is told offline, with the group", async () => {
    const centre = await startCentre();
    const groups = (await centre.code()).split("-");
    const seventh = groups[7] ?? "";
    const typo = groups.with(7, (seventh.startsWith("0") ? "1" : "0") + seventh.slice(1));
    const { enrol } = freshGateway();
    // Nobody listens there: nothing was asked.
    const told = await failure(enrol({ address: "https://127.0.0.1:1" }, typo.join("-")));
    expect(told).toMatchObject({ code: "GATEWAY_ENROL_CODE_MISTYPED", detail: { groups: "7" } });
  });

  test("a used one, also by its own gateway with another key", async () => {
    const centre = await startCentre();
    const code = await centre.code();
    await freshGateway().enrol(centre, code);
    const told = await failure(freshGateway().enrol(centre, code));
    expect(told.code).toBe("GATEWAY_ENROL_CODE_USED");
    expect(told.message).toMatch(/20\d\d-\d\d-\d\dT/);
  });

  test("an expired one", async () => {
    const centre = await startCentre();
    const code = await centre.code("gw-1", { validMs: 0 });
    expect((await failure(freshGateway().enrol(centre, code))).code).toBe(
      "GATEWAY_ENROL_CODE_EXPIRED",
    );
  });

  test("one for another site or gateway, which stays good for the right one", async () => {
    const centre = await startCentre();
    const code = await centre.code();
    const other = freshGateway("gw-1", "site-b").enrol(centre, code);
    expect((await failure(other)).code).toBe("GATEWAY_ENROL_OTHER_SITE");
    const second = freshGateway("gw-2").enrol(centre, code);
    expect((await failure(second)).code).toBe("GATEWAY_ENROL_OTHER_GATEWAY");
    await freshGateway().enrol(centre, code);
  });

  test("another centre's, told by its fingerprint before anything is sent", async () => {
    const [one, other] = [await startCentre(), await startCentre()];
    const told = await failure(freshGateway().enrol(other, await one.code()));
    expect(told.code).toBe("GATEWAY_ENROL_OTHER_CENTRE");
    expect(other.notices.filter(({ code }) => code === "INGEST_ENROLMENT_REFUSED")).toEqual([]);
  });
});

test("the same gateway asks again with the same code and is given the same certificate", async () => {
  const centre = await startCentre();
  const code = await centre.code();
  const { target, enrol } = freshGateway();
  const first = await enrol(centre, code);
  // As after a crash between the answer and the file.
  writeFileSync(grantFile(target.data), "");
  const again = await enrol(centre, code);
  expect(again.grant.certificate).toBe(first.grant.certificate);
  expect(grantOf(target.data)?.certificate).toBe(first.grant.certificate);
  expect(registryOf(centre).list()).toHaveLength(1);
});

test("of two gateways that use one code at once, one is enrolled", async () => {
  const centre = await startCentre();
  const code = await centre.code();
  const results = await Promise.allSettled([1, 2, 3].map(() => freshGateway().enrol(centre, code)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const codes = results.flatMap((result) =>
    result.status === "rejected" ? [errorCode(result.reason)] : [],
  );
  expect(codes).toEqual(["GATEWAY_ENROL_CODE_USED", "GATEWAY_ENROL_CODE_USED"]);
  expect(registryOf(centre).list()).toHaveLength(1);
});

test("a wrong clock is told with both times, before anything is sent", async () => {
  // The centre lives ten days ahead: for it, this gateway's clock is ten days slow.
  const centre = await startCentre(clockOff(10 * 86_400_000));
  const told = await failure(freshGateway().enrol(centre, await centre.code()));
  expect(told.code).toBe("GATEWAY_ENROL_CLOCK");
  expect(told.message.match(/20\d\d-\d\d-\d\dT/g)?.length).toBeGreaterThanOrEqual(2);
  expect(registryOf(centre).isEmpty).toBe(true);
  expect(centre.notices.filter(({ code }) => code === "INGEST_ENROLMENT_REFUSED")).toEqual([]);
});

describe("somebody else answers", () => {
  const at = (port: number | null | undefined) => ({ address: `https://127.0.0.1:${port}` });

  /** A listener of this test. @param server not listening yet */
  async function listening(server: Server): Promise<number | undefined> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const bound = server.address();
    return typeof bound === "object" ? bound?.port : undefined;
  }

  test("nobody, a plaintext service, and the centre's MQTT port are told apart", async () => {
    const centre = await startCentre();
    const code = await centre.code();
    const plain = await listening(
      createServer((socket) => {
        socket.on("error", () => undefined);
        socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
      }),
    );
    const codes: (string | undefined)[] = [];
    for (const port of [1, plain, centre.ingest.securePort]) {
      codes.push((await failure(freshGateway().enrol(at(port), code))).code);
    }
    expect(codes).toEqual([
      "GATEWAY_ENROL_UNREACHABLE",
      "GATEWAY_ENROL_NO_TLS",
      "GATEWAY_ENROL_NO_TLS",
    ]);
    await freshGateway().enrol(centre, code);
  });

  test.each([
    ["nothing of ours", "{}"],
    ["no end", "x".repeat(1_000_000)],
    ["a grant without its certificate", JSON.stringify({ broker: {}, ca: "", hostTime: 0 })],
  ])("an answer that has %s is not stored", async (_, said) => {
    const centre = await startCentre();
    const code = await centre.code();
    const { server: file } = enrolmentFiles(centre.config.data);
    const pem = readFileSync(file, "utf8");
    const chain = pem + readFileSync(enrolmentFiles(centre.config.data).authority, "utf8");
    const port = await listening(
      createHttps({ key: pem, cert: chain }, (_request, response) => response.end(said)),
    );
    const { target, enrol } = freshGateway();
    expect((await failure(enrol(at(port), code))).code).toBe("GATEWAY_ENROL_ANSWER");
    expect(existsSync(grantFile(target.data))).toBe(false);
  });
});

test("a grant that cannot be written is told, and the same code gives it again", async () => {
  const centre = await startCentre();
  const code = await centre.code();
  const { target, enrol } = freshGateway();
  mkdirSync(join(grantFile(target.data), "in the way"), { recursive: true });
  expect((await failure(enrol(centre, code))).code).toBe("GATEWAY_ENROL_STORE");
  rmSync(grantFile(target.data), { recursive: true });
  await enrol(centre, code);
  expect(registryOf(centre).list()).toHaveLength(1);
});

test("an address that the certificate does not name is told with those it names", async () => {
  const centre = await startCentre(undefined, ["centre.example"]);
  const told = await failure(freshGateway().enrol(centre, await centre.code()));
  expect(told).toMatchObject({
    code: "GATEWAY_ENROL_HOST_NAME",
    detail: { names: "DNS:centre.example" },
  });
});

describe("strangers at the enrolment service", () => {
  /** Asks with anything at all, trusting the centre's CA. */
  async function ask(centre: EnrollingCentre, method: string, path: string, body: string) {
    const ca = readFileSync(enrolmentFiles(centre.config.data).authority, "utf8");
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; said: string }>();
    const asked = request(`${centre.address}${path}`, { method, ca, agent: false }, (response) => {
      let said = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        said += text;
      });
      response.once("end", () => resolve({ status: response.statusCode ?? 0, said }));
    });
    asked.once("error", reject);
    asked.end(body);
    return promise;
  }

  test("other paths and methods, garbage and too much of it are refused in words of the protocol", async () => {
    const centre = await startCentre();
    expect((await ask(centre, "POST", "/", "{}")).status).toBe(404);
    expect((await ask(centre, "GET", enrolmentPath, "")).status).toBe(405);
    for (const body of ["", "{", "{}", "null", `{"secret":"${"A".repeat(100_000)}"}`]) {
      const { status, said } = await ask(centre, "POST", enrolmentPath, body);
      expect([status, JSON.parse(said).refusal]).toEqual([400, "request-malformed"]);
    }
  });

  test("who asks too often is told so, and costs nothing more", async () => {
    const centre = await startCentre();
    const answers: number[] = [];
    for (let i = 0; i < 12; i += 1) {
      answers.push((await ask(centre, "POST", enrolmentPath, "{}")).status);
    }
    expect(answers.filter((status) => status === 400)).toHaveLength(10);
    expect(answers.slice(10)).toEqual([429, 429]);
    const told = await failure(freshGateway().enrol(centre, await centre.code()));
    expect(told.code).toBe("GATEWAY_ENROL_TOO_MANY_ATTEMPTS");
    const floods = centre.notices.filter(({ detail }) => detail?.refusal === "too-many-attempts");
    expect(floods).toHaveLength(1);
  });

  test("a request with a stolen code but without the log's key is refused, and the code stays good", async () => {
    const centre = await startCentre();
    const code = await centre.code();
    const parsed = parseEnrolmentCode(code);
    if (!parsed.ok) throw new Error("no code");
    const body = {
      secret: parsed.code.secret,
      ...{ site: "site-a", gateway: "gw-1", simulated: true },
      ...{ log: "0".repeat(64), publicKey: "0".repeat(64) },
      ...{ certificateRequest: "x", proof: "AA==" },
    };
    const { status, said } = await ask(centre, "POST", enrolmentPath, JSON.stringify(body));
    expect([status, JSON.parse(said).refusal]).toEqual([403, "proof-wrong"]);
    await freshGateway().enrol(centre, code);
  });
});
