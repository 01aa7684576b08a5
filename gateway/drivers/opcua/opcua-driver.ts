// Driver for OPC UA: values by subscription with the server's own times and status codes, node ids by
// namespace URI. Read-only by construction. The client library is loaded by open(), not before.
import type { Driver } from "../../driver.ts";
import { type OpcUaAddress, opcuaDatatype, parseOpcUaAddress } from "./address.ts";
import { type OpcUaEndpoint, parseOpcUaEndpoint } from "./endpoint.ts";

export const opcua: Driver<OpcUaEndpoint, OpcUaAddress> = {
  kind: "opcua",
  protocol: "opcua",
  sharedKeys: ["root", "namespaces"],
  parseEndpoint: parseOpcUaEndpoint,
  parseAddress: parseOpcUaAddress,
  datatypeOf: opcuaDatatype,
  open: async (endpoint, io) => (await import("./open.ts")).openOpcUa(endpoint, io),
};
