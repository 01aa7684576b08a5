// A connection said in one word of a command line: `modbus-tcp:192.168.10.20:502`, `modbus-rtu:/dev/ttyUSB0:9600:8N1`,
// `opc.tcp://192.168.10.30:4840`. Pure.
import { GatewayError } from "../errors.ts";

export type ConnectionWords = {
  /** Kind of a driver. */
  readonly driver: string;
  /** As the driver's parseEndpoint takes it. */
  readonly endpoint: Readonly<Record<string, unknown>>;
};

/** What an OPC UA endpoint needs beside its address; nothing of it has a default. */
export type OpcUaWords = {
  readonly mode?: string;
  readonly policy?: string;
  readonly trust?: string;
  readonly user?: string;
  /** Name of the environment variable with the password. */
  readonly passwordEnv?: string;
};

const parities: Readonly<Record<string, string>> = { N: "none", E: "even", O: "odd" };

/** Throws GATEWAY_CONNECTION_TEXT. */
export function connectionOfText(text: string, opcua: OpcUaWords = {}): ConnectionWords {
  const url = /^(?:opcua:)?(opc\.tcp:\/\/\S+)$/.exec(text)?.[1];
  if (url !== undefined) return { driver: "opcua", endpoint: opcuaEndpoint(url, opcua) };
  const serial = /^modbus-rtu:((?:\/|COM)[^:]*)(?::(\d+))?(?::(8)([NEO])([12]))?$/i.exec(text);
  if (serial !== null) {
    const [, path, baud, data, parity, stop] = serial;
    return {
      driver: "modbus-rtu",
      endpoint: {
        path,
        ...(baud === undefined ? {} : { baudRate: Number(baud) }),
        ...(data === undefined ? {} : { dataBits: Number(data) }),
        ...(parity === undefined ? {} : { parity: parities[parity.toUpperCase()] }),
        ...(stop === undefined ? {} : { stopBits: Number(stop) }),
      },
    };
  }
  const network = /^([a-z][a-z0-9-]*):(\[[0-9a-f:]+\]|[^:[\]/\s]+)(?::(\d{1,5}))?$/i.exec(text);
  const [, driver, host, port] = network ?? [];
  if (driver === undefined || host === undefined || driver === "opcua" || driver === "modbus-rtu") {
    throw new GatewayError(
      "GATEWAY_CONNECTION_TEXT",
      `看不懂连接 ${text},写作 modbus-tcp:192.168.10.20:502、modbus-rtu:/dev/ttyUSB0:9600:8N1 或 opc.tcp://192.168.10.30:4840 · connection ${text} is not understood: write it like one of these`,
      { text },
    );
  }
  return {
    driver,
    endpoint: {
      host: host.replace(/^\[|\]$/g, ""),
      ...(port === undefined ? {} : { port: Number(port) }),
    },
  };
}

function opcuaEndpoint(url: string, words: OpcUaWords): Readonly<Record<string, unknown>> {
  const { mode, policy, trust, user, passwordEnv } = words;
  return {
    url,
    ...(mode === undefined ? {} : { securityMode: mode }),
    ...(policy === undefined ? {} : { securityPolicy: policy }),
    ...(trust === undefined ? {} : { trust: [trust] }),
    ...(user === undefined
      ? {}
      : { user: { name: user, password: { fromEnv: passwordEnv ?? "OPCUA_PASSWORD" } } }),
  };
}
