// A server of MQTT 5 that says what few servers can be made to say.
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { GatewayError } from "../errors.ts";
import { openLink } from "./link.ts";

/** Answers CONNECT with CONNACK and these properties, SUBSCRIBE with SUBACK (MQTT 5.0 §3.2, §3.9). */
async function server(...properties: number[]) {
  const sockets: Socket[] = [];
  const listening = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => {
      const length = properties.length;
      socket.write(Uint8Array.of(0x20, 3 + length, 0, 0, length, ...properties));
      socket.once("data", (subscribe) => {
        socket.write(Uint8Array.of(0x90, 4, subscribe[2] ?? 0, subscribe[3] ?? 0, 0, 1));
      });
    });
  }).listen(0, "127.0.0.1");
  await once(listening, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listening.close();
  });
  return {
    url: `mqtt://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    say: (...bytes: number[]) => sockets[0]?.end(Uint8Array.of(...bytes)),
  };
}

async function link(url: string) {
  const closed = Promise.withResolvers<GatewayError | undefined>();
  const opened = await openLink(
    { servers: [url], clientId: "g", protocol: 5 },
    url,
    { topic: "death", payload: Uint8Array.of(1) },
    ["command"],
    { onMessage: () => undefined, onClosed: closed.resolve },
    new AbortController().signal,
  );
  return { opened, closed: closed.promise };
}

test("Maximum Packet Size of CONNACK is kept; without it the protocol's own counts", async () => {
  // Property 39, four bytes (§3.2.2.3.6).
  const small = await link((await server(39, 0, 0, 1, 0)).url);
  expect(small.opened.maxPacketBytes).toBe(256);
  const usual = await link((await server()).url);
  expect(usual.opened.maxPacketBytes).toBe(268_435_455);
  await Promise.all([small.opened.close(), usual.opened.close()]);
});

test("a DISCONNECT of the server says why the link ended", async () => {
  const broker = await server();
  const { closed } = await link(broker.url);
  // Session taken over (§3.14.2.1).
  broker.say(0xe0, 2, 0x8e, 0);
  expect(await closed).toMatchObject({ code: "GATEWAY_BROKER_TAKEN_OVER" });
});
