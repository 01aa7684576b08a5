// The publish requests of a session (Part 4 §5.14.5): a few are always open at the server, so that it can
// speak whenever it has something to say. What it says goes to the subscription it is about.
import type { NotificationMessage, PublishResponse } from "node-opcua-client";
import type { OpcUaLibrary } from "./library.ts";
import type { ReadingSession } from "./reading-session.ts";
import {
  badNoSubscription,
  badTimeout,
  badTooManyPublishRequests,
  serviceFaultOf,
} from "./service-fault.ts";

/** A server drops requests older than their hint; it answers ours at every publishing cycle. */
const hintMs = 3_600_000;
/** Open requests beyond one for each subscription: latency of the way there and back. */
const spare = 2;

type Acknowledgement = { readonly subscriptionId: number; readonly sequenceNumber: number };

export class Publishing {
  readonly #session: ReadingSession;
  readonly #library: OpcUaLibrary;
  readonly #lost: (reason: string) => void;
  readonly #subscribers = new Map<number, (message: NotificationMessage) => void>();
  #acknowledgements: Acknowledgement[] = [];
  #open = 0;
  /** What the server has room for; lowered when it says so. */
  #room = 20;
  #stopped = false;

  constructor(session: ReadingSession, library: OpcUaLibrary, lost: (reason: string) => void) {
    this.#session = session;
    this.#library = library;
    this.#lost = lost;
  }

  subscribe(subscriptionId: number, hear: (message: NotificationMessage) => void): void {
    this.#subscribers.set(subscriptionId, hear);
    this.#refill();
  }

  unsubscribe(subscriptionId: number): void {
    this.#subscribers.delete(subscriptionId);
  }

  stop(): void {
    this.#stopped = true;
    this.#subscribers.clear();
  }

  #refill(): void {
    // Without a subscription the server would refuse them.
    if (this.#subscribers.size === 0) return;
    const wanted = Math.min(this.#room, this.#subscribers.size + spare);
    while (!this.#stopped && this.#open < wanted) this.#send();
  }

  #send(): void {
    this.#open += 1;
    const subscriptionAcknowledgements = this.#acknowledgements;
    this.#acknowledgements = [];
    const request = new this.#library.PublishRequest({
      requestHeader: { timeoutHint: hintMs },
      subscriptionAcknowledgements,
    });
    this.#session.performMessageTransaction(request).then(
      (response) => {
        this.#open -= 1;
        this.#heard(response);
        this.#refill();
      },
      (error: unknown) => {
        this.#open -= 1;
        this.#failed(error);
      },
    );
  }

  #heard({ subscriptionId, notificationMessage: message }: PublishResponse): void {
    if (this.#stopped) return;
    if ((message.notificationData ?? []).length > 0) {
      this.#acknowledgements.push({ subscriptionId, sequenceNumber: message.sequenceNumber });
    }
    this.#subscribers.get(subscriptionId)?.(message);
  }

  #failed(error: unknown): void {
    if (this.#stopped) return;
    const status = serviceFaultOf(error);
    if (status === badTooManyPublishRequests && this.#open > 0) {
      this.#room = this.#open;
      return;
    }
    if (status === badNoSubscription && this.#subscribers.size === 0) return;
    if (status === badTimeout) {
      this.#refill();
      return;
    }
    this.#lost(error instanceof Error ? error.message : String(error));
  }
}
