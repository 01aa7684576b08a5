// Every reason for which a simulator refuses to start or to go on, one code each.
// What a device answers on the wire (Modbus exceptions) is data and stands in servers/register-device.ts.

import { CodedError, type ErrorDetail } from "#contracts/errors.ts";

export type SimulatorsErrorCode =
  | "SIMULATORS_PORT_IN_USE"
  | "SIMULATORS_LISTEN_FAILED"
  | "SIMULATORS_SERIAL_UNUSABLE"
  | "SIMULATORS_UNIT_DUPLICATE"
  | "SIMULATORS_IDENTIFICATION_INVALID"
  | "SIMULATORS_REGISTER_MAP_INVALID"
  | "SIMULATORS_VALUE_UNENCODABLE"
  | "SIMULATORS_STEP_INVALID"
  | "SIMULATORS_FILE_UNREADABLE"
  | "SIMULATORS_CSV_INVALID"
  | "SIMULATORS_CASSETTE_INVALID"
  | "SIMULATORS_CASSETTE_UNWRITABLE"
  | "SIMULATORS_REPLAY_OPTIONS_INVALID"
  | "SIMULATORS_SCENARIO_INVALID"
  | "SIMULATORS_TRUTH_UNWRITABLE"
  | "SIMULATORS_TRUTH_INVALID"
  | "SIMULATORS_RETAIN_FOREIGN"
  | "SIMULATORS_RETAIN_UNUSABLE"
  | "SIMULATORS_EXPOSURE_INVALID"
  | "SIMULATORS_PKI_UNUSABLE"
  | "SIMULATORS_USERS_INVALID"
  | "SIMULATORS_OPCUA_FAILED";

export class SimulatorsError extends CodedError<SimulatorsErrorCode> {
  constructor(
    code: SimulatorsErrorCode,
    message: string,
    detail: ErrorDetail = {},
    options?: ErrorOptions,
  ) {
    super(code, message, detail, options);
    this.name = "SimulatorsError";
  }
}
