// One question to one time server over UDP, with a bound.
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import type { Clock } from "#contracts/time.ts";
import { readSntpAnswer, sntpRequest } from "./sntp-packet.ts";

const sntpTimeoutMs = 3_000;

/** Host name or address, and port. */
export type NtpServer = { readonly host: string; readonly port: number };

export type Exchange =
  /** offsetMs: gateway time minus the server's, as in a clock record. */
  | {
      readonly kind: "time";
      readonly offsetMs: number;
      readonly delayMs: number;
      readonly stratum: number;
    }
  | { readonly kind: "kiss"; readonly code: string }
  | { readonly kind: "failed"; readonly reason: string };

/** Never rejects; settles within twice the time limit, name resolution included. */
export async function askTime(server: NtpServer, clock: Clock): Promise<Exchange> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("no answer · 无应答")), sntpTimeoutMs);
  try {
    const { address, family } = await Promise.race([lookup(server.host), late.promise]);
    return await Promise.race([exchange(address, family, server.port, clock), late.promise]);
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

function exchange(address: string, family: number, port: number, clock: Clock): Promise<Exchange> {
  const { promise, resolve, reject } = Promise.withResolvers<Exchange>();
  const socket = createSocket(family === 6 ? "udp6" : "udp4");
  const cookie = randomBytes(8);
  let refused: string | undefined;
  let sentAt = { wall: 0, steady: 0 };
  socket.once("error", reject);
  socket.on("message", (packet) => {
    const answer = readSntpAnswer(packet, cookie);
    if (answer.kind === "kiss") resolve(answer);
    // Anything else that comes to this port is waited out, but a server that says why is heard.
    else if (answer.kind === "refused") refused = answer.reason;
    else {
      const elapsed = clock.monotonic() - sentAt.steady;
      const { received, sent, stratum } = answer;
      // RFC 5905 §8 with T4 by monotonic time: a clock that is set meanwhile does no harm. Sign as in a clock record.
      const offsetMs = sentAt.wall - received + (sentAt.wall + elapsed - sent);
      resolve({
        kind: "time",
        offsetMs: offsetMs / 2,
        delayMs: elapsed - (sent - received),
        stratum,
      });
    }
  });
  // Connected: the operating system drops what comes from elsewhere.
  socket.connect(port, address, () => {
    sentAt = { wall: clock.now(), steady: clock.monotonic() };
    socket.send(sntpRequest(cookie));
  });
  const timer = setTimeout(
    () => reject(new Error(refused ?? "no answer · 无应答")),
    sntpTimeoutMs - 100,
  );
  return promise.finally(() => {
    clearTimeout(timer);
    socket.close();
  });
}
