// One variable asked alone, with all that the server says of it: for whoever maps a machine.
import type { Inspection } from "../../driver.ts";
import { describeAddress, type OpcUaAddress } from "./address.ts";
import type { OpcUaLink } from "./link.ts";
import { OpcUaOncePlan } from "./once.ts";
import { resolveAddresses } from "./resolve.ts";
import { readingOf } from "./value.ts";
import { factsOf } from "./value-type.ts";

/** Rejects when the link is lost. */
export async function inspectAddress(link: OpcUaLink, address: OpcUaAddress): Promise<Inspection> {
  const [reading] = await new OpcUaOncePlan(link, [address]).read();
  if (reading === undefined) throw new RangeError("one address has one reading");
  const [resolved] = await resolveAddresses(link, [address], link.deadline());
  const place = `Read ${describeAddress(address)}`;
  if (resolved?.ok !== true) return { request: place, reading, decodings: [] };
  const [fact] = await factsOf(link, [resolved.node]);
  const { type, said, refused } = fact ?? {};
  const status = (said?.statusCode.value ?? 0) >>> 0;
  const words = [
    type ?? refused ?? "?",
    `status 0x${status.toString(16).padStart(8, "0")}`,
    `source time ${timeText(said?.sourceTimestamp)}`,
    `server time ${timeText(said?.serverTimestamp)}`,
  ];
  const request = `${place}: ${words.join(", ")}`;
  // The server tells the type: there is one meaning, and it may be another than the address has.
  if (said === undefined || type === undefined || type === address.type) {
    return { request, reading, decodings: [] };
  }
  const meant = readingOf(said, { ...address, type, scale: 1 }, link.io.clock.now());
  return {
    request,
    reading,
    decodings: [
      { as: `type: ${type}`, value: meant.value, changes: { type: true, order: false, shift: 0 } },
    ],
  };
}

function timeText(time: Date | null | undefined): string {
  const ms = time?.getTime();
  return ms === undefined || !Number.isFinite(ms) ? "(无 · none)" : new Date(ms).toISOString();
}
