// Lists of nodes in requests of the size that a server takes. One that finds a request too big, without
// having told its limit, is asked again for half as many; one that takes long over a request gets smaller ones,
// so that it can do its own work in between.
import type { Answer, OpcUaLink, RequestLimit } from "./link.ts";

/** BadEncodingLimitsExceeded, BadTooManyOperations, BadRequestTooLarge, BadResponseTooLarge. */
const tooMuch: ReadonlySet<number> = new Set([0x8008_0000, 0x8010_0000, 0x80b8_0000, 0x80b9_0000]);

/** A small controller that takes longer over one request is given half of it, ms. */
const patienceMs = 1_000;
/** Requests are not made smaller than this for slowness alone: the way there and back would cost more. */
const smallest = 20;

/**
 * @param limit which of the server's limits holds. @param ask sends one request.
 * @returns parts and their answers, in the order of the list. Rejects when the link is lost.
 */
export async function askInParts<Item, Value>(
  link: OpcUaLink,
  limit: RequestLimit,
  list: readonly Item[],
  ask: (part: readonly Item[]) => Promise<Answer<Value>>,
): Promise<readonly (readonly [readonly Item[], Answer<Value>])[]> {
  const answers: (readonly [readonly Item[], Answer<Value>])[] = [];
  for (let from = 0; from < list.length; ) {
    const part = list.slice(from, from + link.limits[limit]);
    const begin = link.io.clock.monotonic();
    const answer = await ask(part);
    const tookMs = link.io.clock.monotonic() - begin;
    if (!answer.ok && tooMuch.has(answer.status) && part.length > 1) {
      link.lower(limit, Math.ceil(part.length / 2));
      continue;
    }
    if (tookMs > patienceMs && part.length > smallest) link.lower(limit, part.length / 2);
    answers.push([part, answer]);
    from += part.length;
  }
  return answers;
}
