// Reading now and then, without a subscription: who a machine says it is, who a server says it is.

import type { NodeId } from "node-opcua-client";
import { status } from "#contracts/quality.ts";
import type { Plan, Reading } from "../driver.ts";
import type { OpcUaAddress } from "./opcua-address.ts";
import type { OpcUaLink } from "./opcua-link.ts";
import { resolveAddresses } from "./opcua-resolve.ts";
import { readingOf, type ServerValue } from "./opcua-value.ts";

const valueAttribute = 13;

/** Values of nodes; undefined where the server refused the whole request. Rejects when the link is lost. */
export async function readNodes(
  link: OpcUaLink,
  nodes: readonly NodeId[],
  deadline: number,
): Promise<readonly (ServerValue | number)[]> {
  const { library, limits } = link;
  const values: (ServerValue | number)[] = [];
  for (let from = 0; from < nodes.length; from += limits.reads) {
    const part = nodes.slice(from, from + limits.reads);
    const request = new library.ReadRequest({
      maxAge: 0,
      timestampsToReturn: library.TimestampsToReturn.Both,
      nodesToRead: part.map((nodeId) => ({ nodeId, attributeId: valueAttribute })),
    });
    const answer = await link.ask("读取 · reading", deadline, (session) =>
      session.performMessageTransaction(request),
    );
    part.forEach((_, i) => {
      values.push(
        answer.ok ? (answer.value.results?.[i] ?? status.badConfiguration) : answer.status,
      );
    });
  }
  return values;
}

export class OpcUaOncePlan implements Plan {
  readonly #link: OpcUaLink;
  readonly #addresses: readonly OpcUaAddress[];

  constructor(link: OpcUaLink, addresses: readonly OpcUaAddress[]) {
    this.#link = link;
    this.#addresses = addresses;
  }

  async read(): Promise<readonly Reading[]> {
    const deadline = this.#link.deadline();
    const resolved = await resolveAddresses(this.#link, this.#addresses, deadline);
    const nodes = resolved.flatMap((found) => (found.ok ? [found.node] : []));
    const values = [...(await readNodes(this.#link, nodes, deadline))].values();
    const now = this.#link.io.clock.now();
    return this.#addresses.map((address, i) => {
      const found = resolved[i];
      const said = found?.ok === true ? values.next().value : found?.status;
      if (typeof said === "object") return readingOf(said, address, now);
      return {
        kind: "null",
        value: null,
        status: said ?? status.badConfiguration,
        sourceTime: now,
        asked: true,
      };
    });
  }
}
