// Every reason for which the dashboard server refuses to start or to answer, one code each.
// The page shows `message` to a person and lets programs decide by `code` (contracts/api.ts ApiError).
import { CodedError, type ErrorDetail } from "#contracts/errors.ts";

export type DashboardsErrorCode =
  | "DASHBOARDS_PLAINTEXT_REFUSED"
  | "DASHBOARDS_PORT_IN_USE"
  | "DASHBOARDS_LISTEN_FAILED"
  | "DASHBOARDS_WEB_MISSING"
  | "DASHBOARDS_HOST_REFUSED"
  | "DASHBOARDS_ROUTE_UNKNOWN"
  | "DASHBOARDS_METHOD_REFUSED"
  | "DASHBOARDS_QUERY_INVALID"
  | "DASHBOARDS_BODY_INVALID"
  | "DASHBOARDS_BODY_TOO_LARGE"
  | "DASHBOARDS_MEDIA_REFUSED"
  | "DASHBOARDS_ORIGIN_REFUSED"
  | "DASHBOARDS_SITE_UNKNOWN"
  | "DASHBOARDS_EQUIPMENT_UNKNOWN"
  | "DASHBOARDS_SIGNAL_UNKNOWN"
  | "DASHBOARDS_LOG_UNKNOWN"
  | "DASHBOARDS_POLICY_UNKNOWN"
  | "DASHBOARDS_STREAM_FULL"
  | "DASHBOARDS_DISPLAY_CAPPED"
  /** The file of the display ledger: another program's, another version's, no rights. */
  | "DASHBOARDS_DISPLAY_OPEN"
  | "DASHBOARDS_DISPLAY_WRITE"
  | "DASHBOARDS_TIMEOUT"
  | "DASHBOARDS_INTERNAL";

export class DashboardsError extends CodedError<DashboardsErrorCode> {
  constructor(
    code: DashboardsErrorCode,
    message: string,
    detail: ErrorDetail = {},
    options?: ErrorOptions,
  ) {
    super(code, message, detail, options);
    this.name = "DashboardsError";
  }
}
