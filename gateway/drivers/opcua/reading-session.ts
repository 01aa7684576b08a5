// A session seen through the requests listed here. Reads only: nothing that changes a machine.
import type {
  BrowseNextRequest,
  BrowseNextResponse,
  BrowseRequest,
  BrowseResponse,
  ClientSession,
  CreateMonitoredItemsRequest,
  CreateMonitoredItemsResponse,
  CreateSubscriptionRequest,
  CreateSubscriptionResponse,
  DeleteMonitoredItemsRequest,
  DeleteMonitoredItemsResponse,
  DeleteSubscriptionsRequest,
  DeleteSubscriptionsResponse,
  PublishRequest,
  PublishResponse,
  ReadRequest,
  ReadResponse,
  TranslateBrowsePathsToNodeIdsRequest,
  TranslateBrowsePathsToNodeIdsResponse,
} from "node-opcua-client";

/** A session as far as it is used: nine services, all of which only look. */
export interface ReadingSession {
  performMessageTransaction(request: ReadRequest): Promise<ReadResponse>;
  performMessageTransaction(
    request: TranslateBrowsePathsToNodeIdsRequest,
  ): Promise<TranslateBrowsePathsToNodeIdsResponse>;
  performMessageTransaction(request: BrowseRequest): Promise<BrowseResponse>;
  performMessageTransaction(request: BrowseNextRequest): Promise<BrowseNextResponse>;
  performMessageTransaction(
    request: CreateSubscriptionRequest,
  ): Promise<CreateSubscriptionResponse>;
  performMessageTransaction(
    request: DeleteSubscriptionsRequest,
  ): Promise<DeleteSubscriptionsResponse>;
  performMessageTransaction(
    request: CreateMonitoredItemsRequest,
  ): Promise<CreateMonitoredItemsResponse>;
  performMessageTransaction(
    request: DeleteMonitoredItemsRequest,
  ): Promise<DeleteMonitoredItemsResponse>;
  performMessageTransaction(request: PublishRequest): Promise<PublishResponse>;
}

type Message = { readonly schema?: { readonly name?: string } };

/**
 * The library passes on whatever a server answers: what is no answer to the request, by its type, ends in an error
 * here and not in a field that is missing somewhere.
 */
export function readingSession(session: ClientSession): ReadingSession {
  // Its type leaves out the plain exchange of one request for one answer.
  const { performMessageTransaction: ask } = session as unknown as {
    performMessageTransaction(request: Message): Promise<Message>;
  };
  const checked = async (request: Message): Promise<Message> => {
    const answer = await ask.call(session, request);
    const wanted = request.schema?.name?.replace(/Request$/, "Response");
    if (answer.schema?.name === wanted) return answer;
    throw new Error(`${answer.schema?.name} in answer to ${request.schema?.name}`);
  };
  return { performMessageTransaction: checked } as unknown as ReadingSession;
}
