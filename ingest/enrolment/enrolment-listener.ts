// The HTTPS end of enrolment: one path, one method, small bodies, short waits. It speaks to strangers: nothing of a
// request is believed before the desk has checked it, and no connection is kept.
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { enrolmentPath, maxEnrolmentBytes } from "#contracts/enrolment.ts";
import { listen } from "../broker/listen.ts";
import { type Notify, noticeOf } from "../notice.ts";
import type { DeskAnswer, EnrolmentDesk } from "./enrolment-desk.ts";
import type { ServerIdentity } from "./server-certificate.ts";

export type EnrolmentListenerOptions = {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly identity: ServerIdentity;
  readonly desk: EnrolmentDesk;
  readonly notify: Notify;
};

export type EnrolmentListener = {
  readonly port: number;
  /** Takes another certificate for new connections. */
  renew(identity: ServerIdentity): void;
  close(): Promise<void>;
};

const maxConnections = 50;
const handshakeMs = 10_000;
/** A whole request, from its first byte. */
const requestMs = 15_000;

/** The body; undefined when it is too long or the sender gave up. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > maxEnrolmentBytes) return undefined;
      parts.push(part);
    }
    return Buffer.concat(parts);
  } catch {
    return undefined;
  }
}

function parse(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString("utf8") ?? "");
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, answer: object): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(JSON.stringify(answer));
}

function statusOf(answer: DeskAnswer): number {
  if (!("refusal" in answer)) return 200;
  switch (answer.refusal) {
    case "too-many-attempts":
      return 429;
    case "request-malformed":
      return 400;
    case "centre-failed":
      return 500;
    default:
      return 403;
  }
}

async function answer(
  { desk, notify }: EnrolmentListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = request.socket.remoteAddress ?? "?";
  if (request.url !== enrolmentPath || request.method !== "POST") {
    send(response, request.url === enrolmentPath ? 405 : 404, {});
    return;
  }
  let given: DeskAnswer;
  try {
    given = desk.admits(address)
      ? await desk.answer(parse(await bodyOf(request)), address)
      : desk.tooOften();
  } catch (error) {
    notify(noticeOf("error", error));
    given = desk.refuse("centre-failed", address);
  }
  send(response, statusOf(given), given);
}

/** Throws INGEST_PORT_IN_USE or INGEST_ENROLMENT_LISTEN. */
export async function openEnrolmentListener(
  options: EnrolmentListenerOptions,
): Promise<EnrolmentListener> {
  const { key, cert } = options.identity;
  const server: Server = createServer(
    {
      key,
      cert,
      minVersion: "TLSv1.2",
      handshakeTimeout: handshakeMs,
      headersTimeout: requestMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: 1_000,
      keepAlive: false,
    },
    (request, response) => {
      void answer(options, request, response);
    },
  );
  server.maxConnections = maxConnections;
  // Scanners and gateways that do not trust this centre: their own log says why.
  server.on("tlsClientError", () => undefined);
  const port = await listen(server, options.host, options.port, {
    what: "登记 · enrolment",
    setting: "broker.embedded.tls.enrolmentPort",
    code: "INGEST_ENROLMENT_LISTEN",
  });
  return {
    port,
    renew: (identity) => server.setSecureContext({ key: identity.key, cert: identity.cert }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
