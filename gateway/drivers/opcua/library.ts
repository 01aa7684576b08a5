// The client library, loaded when the first OPC UA connection is opened: a gateway without one never pays
// for it. What is asked of a server stands in reading-session.ts.
import { decodeValuesOurselves } from "./data-value.ts";

export type OpcUaLibrary = typeof import("node-opcua-client");

/** Loads the library; again and again it is the same one. */
export async function loadOpcUaLibrary(): Promise<OpcUaLibrary> {
  const library = await import("node-opcua-client");
  // It prints to the console whatever goes wrong; the driver says it itself, with the mend.
  library.setLogLevel(library.LogLevel.Emergency);
  library.setWarningLogger(() => undefined);
  library.setErrorLogger(() => undefined);
  decodeValuesOurselves(library);
  return library;
}
