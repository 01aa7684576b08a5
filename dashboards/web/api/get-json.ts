// One GET of the API. Every wait has a bound; a refusal carries the server's code and words.
import type { ApiError } from "#contracts/api.ts";
import { CodedError } from "#contracts/errors.ts";

export type WebErrorCode = "WEB_UNREACHABLE" | "WEB_ANSWER_INVALID" | "WEB_REFUSED";

/** detail.code is the server's own code where it gave one. */
export class WebError extends CodedError<WebErrorCode> {}

const deadlineMs = 20_000;

function isApiError(body: unknown): body is ApiError {
  return typeof body === "object" && body !== null && "code" in body && "message" in body;
}

/** Throws WEB_UNREACHABLE, WEB_REFUSED, WEB_ANSWER_INVALID. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const bounded = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, { signal: bounded, headers: { accept: "application/json" } });
    text = await response.text();
  } catch (cause) {
    const message = "无法连接看板服务器 · the dashboard server cannot be reached";
    throw new WebError("WEB_UNREACHABLE", message, { path }, { cause });
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    const message = `${path} 的应答不是 JSON · the answer of ${path} is not JSON`;
    throw new WebError("WEB_ANSWER_INVALID", message, { path, status: response.status }, { cause });
  }
  if (response.ok) return body as T;
  const { code, message } = isApiError(body)
    ? body
    : { code: `HTTP_${response.status}`, message: `${path}: ${response.status}` };
  throw new WebError("WEB_REFUSED", message, { path, code, status: response.status });
}
