// Asks a running gateway of this computer how it is, through its local status server.
import { readFileSync } from "node:fs";
import { isLoopback } from "../config/loopback.ts";
import { GatewayError } from "../errors.ts";
import type { GatewayStatus, SignalStatus } from "../status.ts";

/** A gateway that is well answers at once. */
const limitMs = 3_000;

export class WatchClient {
  readonly url: string;
  readonly #tokenFile: string;

  /** @param url e.g. http://127.0.0.1:7411; loopback only, because the token travels as it is. */
  constructor(url: string, tokenFile: string) {
    const parsed = URL.parse(url);
    if (parsed === null || parsed.protocol !== "http:" || !isLoopback(parsed.hostname)) {
      throw new GatewayError(
        "GATEWAY_WATCH_UNREACHABLE",
        `只能看本机的网关,应为 http://127.0.0.1:7411;从别处看请用 SSH 隧道 · gateways of this computer only, http://127.0.0.1:7411; use an SSH tunnel from elsewhere: ${url}`,
        { url },
      );
    }
    this.url = parsed.origin;
    this.#tokenFile = tokenFile;
  }

  status(): Promise<GatewayStatus> {
    return this.#get<GatewayStatus>("/api/status");
  }

  async signals(equipment: string): Promise<readonly SignalStatus[]> {
    const path = `/api/signals?equipment=${encodeURIComponent(equipment)}`;
    return (await this.#get<{ signals: readonly SignalStatus[] }>(path)).signals;
  }

  /** Throws GATEWAY_WATCH_UNREACHABLE and GATEWAY_WATCH_REFUSED. */
  async #get<T>(path: string): Promise<T> {
    let response: Response;
    try {
      response = await fetch(`${this.url}${path}`, {
        headers: { authorization: `Bearer ${this.#token()}` },
        signal: AbortSignal.timeout(limitMs),
      });
    } catch (cause) {
      if (cause instanceof GatewayError) throw cause;
      throw new GatewayError(
        "GATEWAY_WATCH_UNREACHABLE",
        `${this.url} 没有应答:网关没有运行,或 local 端口不同 · no answer: the gateway does not run, or its local port is another one`,
        { url: this.url },
        { cause },
      );
    }
    if (response.ok) return (await response.json()) as T;
    throw new GatewayError(
      "GATEWAY_WATCH_REFUSED",
      response.status === 401
        ? `口令不对:${this.#tokenFile} 不是这个网关的 · the token of ${this.#tokenFile} is not this gateway's`
        : `网关回答 ${response.status} · the gateway answers ${response.status}: ${path}`,
      { status: response.status },
    );
  }

  #token(): string {
    try {
      return readFileSync(this.#tokenFile, "utf8").trim();
    } catch (cause) {
      throw new GatewayError(
        "GATEWAY_WATCH_REFUSED",
        `读不到口令文件 ${this.#tokenFile}:网关启动过才有,并且只有它的用户能读(sudo -u lineproof …)· cannot read the token file: it is made when the gateway first starts, for its user alone`,
        { file: this.#tokenFile },
        { cause },
      );
    }
  }
}
