// A centre that runs for years: its certificate is made anew late in its life, without a restart and without a word
// to the gateways, who know the CA.
import { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import { expect, test, vi } from "vitest";
import { freshGateway, soon, startCentre, systemClock } from "./enrolment-fixture.ts";

/** The certificate that is shown at a port. */
function shown(port: number | null): Promise<X509Certificate> {
  const { promise, resolve, reject } = Promise.withResolvers<X509Certificate>();
  const socket = connect({ port: port ?? 0, host: "127.0.0.1", rejectUnauthorized: false }, () => {
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined) reject(new Error("no certificate"));
    else resolve(certificate);
    socket.destroySoon();
  });
  socket.once("error", reject);
  return promise;
}

test("both listeners show a new certificate of the same CA", async () => {
  let ahead = 0;
  const clock = {
    now: () => systemClock.now() + ahead,
    monotonic: () => systemClock.monotonic() + ahead,
  };
  const centre = await startCentre(clock);
  const { enrolmentPort, securePort } = centre.ingest;
  const { grant } = await freshGateway().enrol(centre, await centre.code());
  const authority = new X509Certificate(grant.ca);
  const before = (await shown(securePort)).fingerprint256;
  expect((await shown(enrolmentPort)).fingerprint256).toBe(before);
  ahead = 300 * 86_400_000;
  await vi.waitUntil(async () => (await shown(securePort)).fingerprint256 !== before, soon);
  const now = await shown(enrolmentPort);
  expect(now.fingerprint256).toBe((await shown(securePort)).fingerprint256);
  expect(now.verify(authority.publicKey)).toBe(true);
});
