// One answer of the local server. A route is a file in routes/ and a line in its registry.
import type { ReloadResult } from "../reload/reload-result.ts";
import type { GatewayStatus, SignalStatus } from "../status.ts";
import type { CommissioningDesk } from "./commissioning-desk.ts";

/** What routes may know and do of the gateway. */
export interface LocalGateway {
  status(): GatewayStatus;
  /** undefined: no such equipment. */
  signals(equipment: string): readonly SignalStatus[] | undefined;
  /** Throws CodedError, and then the configuration in force stays. */
  reload(): ReloadResult;
  readonly desk: CommissioningDesk;
}

export type LocalRequest = {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
};

export type LocalAnswer = {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  /** Beside those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
};

export type Route = {
  readonly method: "GET" | "POST";
  /** Exact, or ending in `/*`: everything below. */
  readonly path: string;
  /** False only for what tells nothing of the plant's values and changes nothing. */
  readonly needsToken: boolean;
  /** Largest body, bytes; default 64 KiB. */
  readonly maxBodyBytes?: number;
  answer(gateway: LocalGateway, request: LocalRequest): LocalAnswer | Promise<LocalAnswer>;
};

export function json(status: number, body: unknown): LocalAnswer {
  return { status, type: "application/json; charset=utf-8", body: `${JSON.stringify(body)}\n` };
}

export function failure(status: number, code: string, message: string): LocalAnswer {
  return json(status, { error: { code, message } });
}
