// Reading without a subscription: who a machine says it is, who a server says it is, and what a server would
// tell more slowly than it is scanned.

import type { NodeId } from "node-opcua-client";
import { status } from "#contracts/quality.ts";
import type { Plan, Reading } from "../../driver.ts";
import type { OpcUaAddress } from "./address.ts";
import type { OpcUaLink } from "./link.ts";
import { askInParts } from "./parts.ts";
import { resolveAddresses } from "./resolve.ts";
import { readingOf, type ServerValue } from "./value.ts";

const valueAttribute = 13;

/** Values of nodes; undefined where the server refused the whole request. Rejects when the link is lost. */
export async function readNodes(
  link: OpcUaLink,
  nodes: readonly NodeId[],
  deadline: number,
): Promise<readonly (ServerValue | number)[]> {
  const { library } = link;
  const answers = await askInParts(link, "reads", nodes, (part) => {
    const request = new library.ReadRequest({
      maxAge: 0,
      timestampsToReturn: library.TimestampsToReturn.Both,
      nodesToRead: part.map((nodeId) => ({ nodeId, attributeId: valueAttribute })),
    });
    return link.ask("读取 · reading", deadline, (session) =>
      session.performMessageTransaction(request),
    );
  });
  return answers.flatMap(([part, answer]) =>
    part.map((_, i) =>
      answer.ok ? (answer.value.results?.[i] ?? status.badConfiguration) : answer.status,
    ),
  );
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
