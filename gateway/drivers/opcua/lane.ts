// One session of a link with its publish requests and subscriptions. Most servers need one; those that allow
// few subscriptions or items in a session get further ones.
import { linkLost } from "./failure.ts";
import type { OpcUaLink } from "./link.ts";
import { Publishing } from "./publishing.ts";
import type { ReadingSession } from "./reading-session.ts";

export class Lane {
  readonly session: ReadingSession;
  readonly publishing: Publishing;
  /** Subscriptions that stand in it. */
  subscriptions = 0;
  /** The server has refused one more. */
  full = false;

  constructor(link: OpcUaLink, session: ReadingSession) {
    this.session = session;
    this.publishing = new Publishing(session, link.library, (reason) =>
      link.lose(linkLost(link.endpoint, reason)),
    );
  }
}
