// Every reason for which the gateway refuses to start, drops a link or stops, one code each.
// What a device answers (exceptions, bad readings) is data with a status code, not an error here.
import { CodedError, type ErrorDetail } from "#contracts/errors.ts";

export type GatewayErrorCode =
  | "GATEWAY_CONFIG_UNREADABLE"
  | "GATEWAY_CONFIG_INVALID"
  | "GATEWAY_TEMPLATE_INVALID"
  | "GATEWAY_DRIVER_UNKNOWN"
  | "GATEWAY_ENDPOINT_INVALID"
  | "GATEWAY_ADDRESS_INVALID"
  | "GATEWAY_LINK_REFUSED"
  | "GATEWAY_LINK_LOST"
  | "GATEWAY_LINK_TIMEOUT"
  | "GATEWAY_LINK_DESYNCHRONISED"
  | "GATEWAY_CONNECTION_CLOSED"
  | "GATEWAY_OPCUA_KEY_UNUSABLE"
  | "GATEWAY_OPCUA_TRUST_UNREADABLE"
  | "GATEWAY_OPCUA_MODE_NOT_OFFERED"
  | "GATEWAY_OPCUA_SERVER_UNTRUSTED"
  | "GATEWAY_OPCUA_CERTIFICATE_EXPIRED"
  | "GATEWAY_OPCUA_CLIENT_UNTRUSTED"
  | "GATEWAY_OPCUA_USER_NOT_OFFERED"
  | "GATEWAY_OPCUA_USER_REFUSED"
  | "GATEWAY_OPCUA_SESSION_REFUSED"
  | "GATEWAY_OUTBOX_OPEN"
  | "GATEWAY_OUTBOX_FULL"
  | "GATEWAY_OUTBOX_WRITE"
  | "GATEWAY_OUTBOX_CORRUPT"
  | "GATEWAY_OUTBOX_LOCKED"
  | "GATEWAY_OUTBOX_MISSING"
  | "GATEWAY_OUTBOX_STOPPED"
  | "GATEWAY_KEY_CORRUPT"
  | "GATEWAY_KEY_MISSING"
  | "GATEWAY_KEY_SWAPPED"
  | "GATEWAY_BROKER_UNREACHABLE"
  | "GATEWAY_BROKER_REFUSED"
  | "GATEWAY_PUBLISH_TIMEOUT"
  | "GATEWAY_SPARKPLUG_ID";

export class GatewayError extends CodedError<GatewayErrorCode> {
  constructor(
    code: GatewayErrorCode,
    message: string,
    detail: ErrorDetail = {},
    options?: ErrorOptions,
  ) {
    super(code, message, detail, options);
    this.name = "GatewayError";
  }
}

const retriable: ReadonlySet<string> = new Set<GatewayErrorCode>([
  "GATEWAY_LINK_REFUSED",
  "GATEWAY_LINK_LOST",
  "GATEWAY_LINK_TIMEOUT",
  "GATEWAY_LINK_DESYNCHRONISED",
  "GATEWAY_OPCUA_SESSION_REFUSED",
]);

/** True when the same attempt may succeed later without anybody mending anything. */
export function isRetriable(error: unknown): boolean {
  return error instanceof GatewayError && retriable.has(error.code);
}
