// The subscriptions of a link: scan groups of one pace share them, because servers allow few, and many items
// are spread over several of them, within what the server's kind bears. One request to the server at a time.
import { GatewayError } from "../../errors.ts";
import type { Lane } from "./lane.ts";
import type { OpcUaLink } from "./link.ts";
import { OpcUaSubscription } from "./subscription.ts";

/** Room for so many items in one subscription. */
export type Share = { readonly subscription: OpcUaSubscription; readonly count: number };

export class SubscriptionPool {
  readonly #link: OpcUaLink;
  readonly #lanes: Lane[];
  readonly #openLane: () => Promise<Lane>;
  /** By publishing interval asked for. */
  readonly #byPace = new Map<number, OpcUaSubscription[]>();
  #sessionsRefused = false;
  /** The server takes no item more, in whatever subscription. */
  #exhausted = false;
  #said = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(link: OpcUaLink, first: Lane, openLane: () => Promise<Lane>) {
    this.#link = link;
    this.#lanes = [first];
    this.#openLane = openLane;
  }

  /** Every subscription that stands. */
  get all(): readonly OpcUaSubscription[] {
    return [...this.#byPace.values()].flat();
  }

  /** What was refused may be granted now. */
  forgive(): void {
    this.#exhausted = false;
    this.#sessionsRefused = false;
    for (const lane of this.#lanes) lane.full = false;
    for (const subscription of this.all) subscription.room.reopen();
  }

  /** A subscription that the server let have no item at all: none would get one. */
  async drop(subscription: OpcUaSubscription): Promise<void> {
    this.#exhausted = true;
    for (const [pace, known] of this.#byPace) {
      this.#byPace.set(
        pace,
        known.filter((each) => each !== subscription),
      );
    }
    await subscription.end();
  }

  /**
   * Takes room for `count` items; the shares may hold fewer when the server grants no more. What is not used
   * of it is given back with `room.giveBack`. Rejects when the link is lost.
   * @param slowestMs a subscription that tells less often is of no use.
   */
  take(publishingMs: number, slowestMs: number, count: number): Promise<readonly Share[]> {
    const taken = this.#turn.then(() => this.#take(publishingMs, slowestMs, count));
    this.#turn = taken.catch(() => undefined);
    return taken;
  }

  async #take(publishingMs: number, slowestMs: number, count: number): Promise<readonly Share[]> {
    const pace = Math.max(publishingMs, this.#link.limits.publishingMs);
    if (this.#exhausted || pace > slowestMs) return [];
    const known = this.#byPace.get(pace) ?? [];
    this.#byPace.set(pace, known);
    const shares: Share[] = [];
    let left = count;
    const share = (subscription: OpcUaSubscription) => {
      const granted = subscription.room.reserve(Math.min(left, this.#roomInAll()));
      if (granted === 0) return;
      left -= granted;
      shares.push({ subscription, count: granted });
    };
    for (const subscription of known) share(subscription);
    // The heartbeat of a new one counts too.
    while (left > 0 && this.#roomInAll() > 1) {
      const subscription = await this.#create(pace);
      if (subscription === undefined) break;
      if (subscription.tellsEveryMs > slowestMs) {
        await subscription.end();
        break;
      }
      known.push(subscription);
      share(subscription);
    }
    return shares;
  }

  #roomInAll(): number {
    const held = this.all.reduce((sum, { room }) => sum + room.items, 0);
    return Math.max(0, this.#link.limits.itemsPerServer - held);
  }

  async #create(pace: number): Promise<OpcUaSubscription | undefined> {
    let refused: string | undefined;
    for (let lane = await this.#lane(); lane !== undefined; lane = await this.#lane()) {
      const made = await OpcUaSubscription.create(this.#link, lane, pace);
      if (typeof made !== "number") return made;
      refused = `0x${made.toString(16)}`;
      lane.full = true;
    }
    if (!this.#said) {
      this.#said = true;
      const why = refused ?? "已达上限 · limit reached";
      this.#link.io.log(
        `服务器不再给订阅(${why}),给不了的改为逐次读取 · the server grants no further subscription (${why}): what it does not grant is read at every scan`,
      );
    }
    return undefined;
  }

  /** A session with room for a subscription, opened if need be. */
  async #lane(): Promise<Lane | undefined> {
    const { subscriptionsPerSession, sessions } = this.#link.limits;
    const roomy = this.#lanes.find(
      ({ full, subscriptions }) => !full && subscriptions < subscriptionsPerSession,
    );
    if (roomy !== undefined) return roomy;
    if (this.#sessionsRefused || this.#lanes.length >= sessions) return undefined;
    try {
      const lane = await this.#openLane();
      this.#lanes.push(lane);
      this.#link.io.log(
        `订阅已满,另开第 ${this.#lanes.length} 个会话 · subscriptions are full: session ${this.#lanes.length} is opened`,
      );
      return lane;
    } catch (error) {
      this.#link.check();
      this.#sessionsRefused = true;
      const reason = error instanceof GatewayError ? error.message : String(error);
      this.#link.io.log(`另开会话未成 · a further session is refused: ${reason}`);
      return undefined;
    }
  }
}
