// A user whom the server refused is not shown to it again and again: accounts lock after a few attempts. The next
// one waits 5 min, doubling to 1 h. A configuration that was read again with another password is a new endpoint, and
// is tried at once.
import type { Clock } from "#contracts/time.ts";
import { GatewayError } from "../../errors.ts";
import type { OpcUaEndpoint } from "./endpoint.ts";

const firstPauseMs = 300_000;
const maxPauseMs = 3_600_000;

type Refusal = { readonly error: GatewayError; readonly pauseMs: number; readonly retryAt: number };

const refusals = new WeakMap<OpcUaEndpoint, Refusal>();

/** Throws the last refusal, saying when the next attempt comes, while its pause is not over. */
export function checkLoginPause(endpoint: OpcUaEndpoint, clock: Clock): void {
  const refusal = refusals.get(endpoint);
  if (refusal === undefined) return;
  const leftMs = refusal.retryAt - clock.monotonic();
  if (leftMs <= 0) return;
  const minutes = Math.ceil(leftMs / 60_000);
  const { code, message, detail } = refusal.error;
  throw new GatewayError(
    code,
    `${message}。为免锁住账号,约 ${minutes} 分钟后才再试;改好密码或配置后重读(reload),即刻再试 · not asked again for about ${minutes} min, lest the account is locked; mend password or configuration and reload: it is tried at once`,
    detail,
    { cause: refusal.error },
  );
}

export function rememberRefusal(endpoint: OpcUaEndpoint, clock: Clock, error: unknown): void {
  if (!(error instanceof GatewayError) || error.code !== "GATEWAY_OPCUA_USER_REFUSED") return;
  // Whoever comes without a name has no account that could be locked.
  if (endpoint.user === undefined) return;
  const before = refusals.get(endpoint)?.pauseMs;
  const pauseMs = before === undefined ? firstPauseMs : Math.min(2 * before, maxPauseMs);
  refusals.set(endpoint, { error, pauseMs, retryAt: clock.monotonic() + pauseMs });
}

export function forgetRefusals(endpoint: OpcUaEndpoint): void {
  refusals.delete(endpoint);
}
