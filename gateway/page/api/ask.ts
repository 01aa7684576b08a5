// Questions to the gateway that serves this page, with the token; what is refused comes with its code and words.
import { storedToken } from "./token.ts";

export class AskError extends Error {
  /** UNREACHABLE, TOKEN, or a code of the gateway. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "AskError";
    this.code = code;
  }
}

/** The server itself gives up an answer after 30 s. */
const limitMs = 40_000;

/** How far the gateway's clock is from this browser's, ms; they differ where a tunnel leads to another computer. */
let offsetMs = 0;
const coarseMs = 2_000;

/** Now by the gateway's clock, ms UTC. */
export function gatewayNow(): number {
  return Date.now() + offsetMs;
}

export type Sent =
  | { readonly method: "GET" }
  | { readonly method: "POST"; readonly body?: unknown; readonly file?: Blob };

/** Rejects AskError. */
export async function ask<T>(path: string, sent: Sent = { method: "GET" }): Promise<T> {
  return (await (await answerTo(path, sent)).json()) as T;
}

export async function askText(path: string): Promise<string> {
  return (await answerTo(path, { method: "GET" })).text();
}

async function answerTo(path: string, sent: Sent): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: sent.method,
      headers: { authorization: `Bearer ${storedToken()}` },
      signal: AbortSignal.timeout(limitMs),
      cache: "no-store",
      ...bodyOf(sent),
    });
  } catch {
    throw new AskError("UNREACHABLE", "网关没有应答 · the gateway does not answer");
  }
  noteClock(response.headers.get("date"));
  if (response.ok) return response;
  throw await refusal(response);
}

function bodyOf(sent: Sent): { readonly body?: BodyInit } {
  if (sent.method === "GET") return {};
  return { body: sent.file ?? JSON.stringify(sent.body ?? {}) };
}

/** The header has whole seconds. */
function noteClock(date: string | null): void {
  const difference = Date.parse(date ?? "") + 500 - Date.now();
  if (Number.isFinite(difference)) offsetMs = Math.abs(difference) > coarseMs ? difference : 0;
}

async function refusal(response: Response): Promise<AskError> {
  try {
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    return new AskError(error.code, error.message);
  } catch {
    return new AskError(`HTTP_${response.status}`, response.statusText);
  }
}
