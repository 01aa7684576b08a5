// When a server refuses a whole request, the library rejects with an error that carries the answer.

export const badNoSubscription = 0x8079_0000;

/** OPC UA Part 6 Annex A.2: after these the session or its subscriptions are no more. */
export const fatalStatuses: ReadonlySet<number> = new Set([
  0x800c_0000, // BadShutdown
  0x800e_0000, // BadServerHalted
  0x8022_0000, // BadSecureChannelIdInvalid
  0x8025_0000, // BadSessionIdInvalid
  0x8026_0000, // BadSessionClosed
  0x8027_0000, // BadSessionNotActivated
  0x8028_0000, // BadSubscriptionIdInvalid
  badNoSubscription,
  0x8086_0000, // BadSecureChannelClosed
  0x80ae_0000, // BadConnectionClosed
]);

export const badTooManyPublishRequests = 0x8078_0000;
export const badTimeout = 0x800a_0000;

type Faulty = {
  readonly response?: { readonly responseHeader?: { serviceResult?: { value?: number } } };
};

/** The server's status; undefined when the error is no answer of the server's. */
export function serviceFaultOf(error: unknown): number | undefined {
  const value = (error as Faulty | undefined)?.response?.responseHeader?.serviceResult?.value;
  return typeof value === "number" ? value >>> 0 : undefined;
}
