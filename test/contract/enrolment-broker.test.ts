// The broker's TLS listener: who is let in by his certificate, which log stands for him, and who is cut off.
import { spawn } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import mqtt from "mqtt";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { enrol as enrolGateway } from "#gateway/enrolment/enrol.ts";
import { clientKeyFile } from "#gateway/enrolment/stored-grant.ts";
import { openAuthority } from "#ingest/enrolment/authority.ts";
import { openServerCertificate } from "#ingest/enrolment/server-certificate.ts";
import { testWith } from "../kit/peers.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import {
  type EnrollingCentre,
  failure,
  freshGateway,
  registryOf,
  soon,
  startCentre,
  startGateway,
  systemClock,
} from "./enrolment-fixture.ts";

describe("who stands", () => {
  test("a revoked gateway's live session is closed, and it comes in no more", async () => {
    const centre = await startCentre();
    const { target, enrol } = freshGateway();
    await enrol(centre, await centre.code());
    const gateway = await startGateway(target);
    await vi.waitUntil(() => gateway.status().edge.acknowledged >= 2, soon);
    expect(registryOf(centre).revoke("site-a", "gw-1", Date.now())).toBe(true);
    await vi.waitUntil(() => !gateway.status().edge.connected, soon);
    // It is told by the broker, not left with a connection that breaks.
    const told = () => gateway.status().edge.lastError?.code === "GATEWAY_BROKER_CREDENTIALS";
    await vi.waitUntil(told, soon);
    expect(centre.notices.map(({ detail }) => detail?.what)).toContain("revoked");
  });

  test("a new log comes in only by a code for its replacement; the old one is closed", async () => {
    const centre = await startCentre();
    const old = freshGateway();
    const first = await old.enrol(centre, await centre.code());
    const running = await startGateway(old.target);
    await vi.waitUntil(
      () => (centre.ingest.report().sites[0]?.logs[0]?.verifiedSize ?? 0) > 0,
      soon,
    );
    const fresh = freshGateway();
    const refused = await failure(fresh.enrol(centre, await centre.code()));
    expect(refused.code).toBe("GATEWAY_ENROL_REPLACEMENT_NOT_OPEN");
    const replaces = first.grant.log.slice(0, 12);
    const code = await centre.code("gw-1", { replaces });
    const second = await fresh.enrol(centre, code);
    expect(second.replaced).toBe(first.grant.log);
    await vi.waitUntil(() => !running.status().edge.connected, soon);
    const closed = registryOf(centre).closedLog(first.grant.log);
    expect(closed).toMatchObject({ replacedBy: second.grant.log });
    expect(closed?.checkpoint?.size).toBeGreaterThan(0);
    const log = centre.ingest.report().sites[0]?.logs.find(({ log }) => log === first.grant.log);
    expect(log?.closedAt).toBe(closed?.closedAt);
    await running.stop();
    const back = await failure(old.enrol(centre, await centre.code("gw-1")));
    expect(back.code).toBe("GATEWAY_ENROL_LOG_CLOSED");
  });

  test("the log of another gateway is refused", async () => {
    const centre = await startCentre();
    const { target, enrol } = freshGateway();
    await enrol(centre, await centre.code());
    const copy = { ...freshGateway("gw-2"), target: { ...target, id: "gw-2" } };
    const told = await failure(
      enrolGateway(copy.target, await centre.code("gw-2"), centre.address, systemClock),
    );
    expect(told.code).toBe("GATEWAY_ENROL_LOG_TAKEN");
  });

  test("a log other than the enrolled one is no evidence: nothing of it is taken or acknowledged", async () => {
    const centre = await startCentre();
    const { target, enrol } = freshGateway();
    await enrol(centre, await centre.code());
    const foreign = freshGateway();
    cpSync(join(target.data, "enrolment"), join(foreign.target.data, "enrolment"), {
      recursive: true,
    });
    const gateway = await startGateway(foreign.target);
    await vi.waitUntil(
      () => centre.notices.some(({ code }) => code === "INGEST_LOG_NOT_ENROLLED"),
      soon,
    );
    expect(gateway.status().edge.acknowledged).toBe(0);
    expect(centre.ingest.ledger("site-a")).toEqual([]);
    expect(centre.notices.filter(({ code }) => code === "INGEST_LOG_NOT_ENROLLED")).toHaveLength(1);
  });
});

describe("the TLS listener", () => {
  /** openssl's client, by itself: what it printed. @param more arguments */
  function client(centre: EnrollingCentre, more: readonly string[], send: Buffer): Promise<string> {
    const args = [
      "s_client",
      "-connect",
      `127.0.0.1:${centre.ingest.securePort}`,
      "-quiet",
      ...more,
    ];
    const child = spawn("openssl", args, { stdio: ["pipe", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (bytes: Buffer) => {
        said += bytes.toString("latin1");
        // A CONNACK is an answer enough.
        if (said.includes("\x20\x02")) child.kill();
      });
    }
    child.stdin.on("error", () => undefined);
    child.stdin.write(send);
    const limit = setTimeout(() => child.kill(), 5_000);
    return new Promise((resolve) => {
      child.once("close", () => {
        clearTimeout(limit);
        resolve(said);
      });
    });
  }

  /** MQTT 3.1.1 CONNECT, clean session. */
  function connectPacket(id: string): Buffer {
    const body = Buffer.concat([
      Buffer.from([0, 4, ...Buffer.from("MQTT"), 4, 2, 0, 30, 0, id.length]),
      Buffer.from(id),
    ]);
    return Buffer.concat([Buffer.from([0x10, body.length]), body]);
  }

  const accepted = "\x20\x02\x00\x00";

  testWith("openssl")(
    "openssl with the gateway's certificate is let in, without one or with a stranger's not",
    async () => {
      const centre = await startCentre();
      const { target, enrol } = freshGateway();
      const { grant } = await enrol(centre, await centre.code());
      const folder = temporaryFolder();
      const file = (name: string, text: string) => {
        writeFileSync(join(folder, name), text);
        return join(folder, name);
      };
      const trust = [
        "-CAfile",
        file("ca.pem", grant.ca),
        "-verify_return_error",
        "-verify_ip",
        "127.0.0.1",
      ];
      const own = ["-cert", file("c.pem", grant.certificate), "-key", clientKeyFile(target.data)];
      const packet = connectPacket("site-a.gw-1");
      expect(await client(centre, [...trust, ...own], packet)).toContain(accepted);
      const without = await client(centre, trust, packet);
      expect(without).toContain("certificate required");
      expect(without).not.toContain(accepted);
      const stranger = await openAuthority(join(folder, "other.pem"), Date.now(), false);
      const identity = await openServerCertificate(
        join(folder, "x.pem"),
        stranger,
        ["x"],
        Date.now(),
      );
      const foreign = ["-cert", file("f.pem", identity.cert), "-key", file("k.pem", identity.key)];
      const refused = await client(centre, [...trust, ...foreign], packet);
      expect(refused).not.toContain(accepted);
      const notices = () => centre.notices.filter(({ code }) => code === "INGEST_BROKER_REFUSED");
      await vi.waitUntil(() => notices().length >= 2, soon);
    },
  );

  test("the certificate is bound to its client id and topics", async () => {
    const centre = await startCentre();
    const { target, enrol } = freshGateway();
    const { grant } = await enrol(centre, await centre.code());
    const open = (clientId: string) =>
      mqtt.connectAsync(grant.server, {
        clientId,
        reconnectPeriod: 0,
        ca: Buffer.from(grant.ca),
        cert: Buffer.from(grant.certificate),
        key: readFileSync(clientKeyFile(target.data)),
      });
    await expect(open("site-a.gw-2")).rejects.toThrow(/Identifier rejected/);
    const mine = await open("site-a.gw-1");
    onTestFinished(() => mine.endAsync(true));
    const gone = new Promise<void>((resolve) => mine.once("close", () => resolve()));
    mine.publish("spBv1.0/site-a/NDATA/gw-2", "x");
    await gone;
    expect(centre.notices.map(({ detail }) => detail?.subject)).toContain(
      "spBv1.0/site-a/NDATA/gw-2",
    );
  });

  test("a user name and password without a certificate do not open it", async () => {
    const centre = await startCentre();
    const { grant } = await freshGateway().enrol(centre, await centre.code());
    const open = mqtt.connectAsync(grant.server, {
      username: "lineproof-host",
      password: "x",
      reconnectPeriod: 0,
      ca: Buffer.from(grant.ca),
    });
    await expect(open).rejects.toThrow();
  });
});
