// An open connection as the driver contract has it: plans, who the server says it is, and what people who map
// a machine ask for.
import type { BrowsedNode, Connection, FoundDevice, Inspection, Plan } from "../../driver.ts";
import { findMachines } from "../../recognition/find-machines.ts";
import type { OpcUaAddress } from "./address.ts";
import { opcUaAddressSpace } from "./address-space.ts";
import { browseBelow } from "./browse.ts";
import { inspectAddress } from "./inspect.ts";
import type { OpcUaLink } from "./link.ts";
import { OpcUaOncePlan, readNodes } from "./once.ts";
import { OpcUaScanPlan } from "./scan-plan.ts";
import { fingerprintOf } from "./trust.ts";

/** BuildInfo, Part 5 §12.4. */
const buildInfo = [
  ["maker", 2263],
  ["product", 2261],
  ["firmware", 2264],
] as const;

const lateTimersMs = 2_000;

export class OpcUaConnection implements Connection<OpcUaAddress> {
  readonly #link: OpcUaLink;

  constructor(link: OpcUaLink) {
    this.#link = link;
  }

  /** Every wait ends in time; on a busy computer its timer comes late. */
  get limitMs(): number {
    return this.#link.endpoint.timeoutMs + lateTimersMs;
  }

  plan(addresses: readonly OpcUaAddress[], intervalMs: number): Plan {
    return intervalMs > 0
      ? new OpcUaScanPlan(this.#link, addresses, intervalMs)
      : new OpcUaOncePlan(this.#link, addresses);
  }

  async identify(): Promise<readonly (readonly [string, string])[]> {
    const link = this.#link;
    const nodes = buildInfo.map(([, id]) => link.library.makeNodeId(id, 0));
    const values = await readNodes(link, nodes, link.deadline());
    const said: [string, string][] = [];
    // Without a secured channel nobody has proven to hold the certificate's key.
    if (link.certificate !== undefined) said.push(["certificate", fingerprintOf(link.certificate)]);
    buildInfo.forEach(([key], i) => {
      const value = values[i];
      const text = typeof value === "object" ? value.value?.value : undefined;
      if (typeof text === "string" && text.trim() !== "") said.push([key, text.trim()]);
    });
    return said;
  }

  inspect(address: OpcUaAddress): Promise<Inspection> {
    return inspectAddress(this.#link, address);
  }

  find(_range: readonly [number, number], signal: AbortSignal): AsyncIterable<FoundDevice> {
    return findMachines(opcUaAddressSpace(this.#link), signal);
  }

  browse(
    from: string | undefined,
    namespaces: Readonly<Record<string, string>>,
    limit: number,
    signal: AbortSignal,
  ): AsyncIterable<BrowsedNode> {
    return browseBelow(this.#link, { from, namespaces, limit, signal });
  }

  counts(): Readonly<Record<string, number>> {
    return { ...this.#link.counts };
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}
