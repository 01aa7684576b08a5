// The client library, loaded when the first OPC UA connection is opened: a gateway without one never pays
// for it. It is seen through the requests listed here. Reads only: nothing that changes a machine.
import type {
  CreateMonitoredItemsRequest,
  CreateMonitoredItemsResponse,
  CreateSubscriptionRequest,
  CreateSubscriptionResponse,
  DeleteMonitoredItemsRequest,
  DeleteMonitoredItemsResponse,
  PublishRequest,
  PublishResponse,
  ReadRequest,
  ReadResponse,
  TranslateBrowsePathsToNodeIdsRequest,
  TranslateBrowsePathsToNodeIdsResponse,
} from "node-opcua-client";

export type OpcUaLibrary = typeof import("node-opcua-client");

/** A session as far as it is used: six services, all of which only look. */
export interface ReadingSession {
  performMessageTransaction(request: ReadRequest): Promise<ReadResponse>;
  performMessageTransaction(
    request: TranslateBrowsePathsToNodeIdsRequest,
  ): Promise<TranslateBrowsePathsToNodeIdsResponse>;
  performMessageTransaction(
    request: CreateSubscriptionRequest,
  ): Promise<CreateSubscriptionResponse>;
  performMessageTransaction(
    request: CreateMonitoredItemsRequest,
  ): Promise<CreateMonitoredItemsResponse>;
  performMessageTransaction(
    request: DeleteMonitoredItemsRequest,
  ): Promise<DeleteMonitoredItemsResponse>;
  performMessageTransaction(request: PublishRequest): Promise<PublishResponse>;
}

/** Loads the library; again and again it is the same one. */
export async function loadOpcUaLibrary(): Promise<OpcUaLibrary> {
  const library = await import("node-opcua-client");
  // It prints to the console whatever goes wrong; the driver says it itself, with the mend.
  library.setLogLevel(library.LogLevel.Emergency);
  return library;
}
