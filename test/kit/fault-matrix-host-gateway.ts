// A gateway of the matrix whose computer suffers: started, killed, listened to.
import { expect, vi } from "vitest";
import type { GatewayStatus } from "#gateway/status.ts";
import type { Child } from "../../bin/process/child.ts";
import { startProcess } from "./processes.ts";

const soon = { timeout: 90_000, interval: 50 };

export class HostGateway {
  readonly id: string;
  readonly config: string;
  readonly lines: string[] = [];
  #child: Child | undefined;

  constructor(id: string, config: string) {
    this.id = id;
    this.config = config;
  }

  async start(): Promise<void> {
    this.#child = await startProcess(this.id, ["gateway", this.config], this.lines);
  }

  get child(): Child {
    if (this.#child === undefined) throw new Error(`${this.id} was not started`);
    return this.#child;
  }

  async status(): Promise<GatewayStatus> {
    return (await this.child.ask("status", 30_000)) as GatewayStatus;
  }

  /** What it has recorded from now on is acknowledged, all its machines are up and nothing waits. */
  async flows(): Promise<void> {
    const { edge } = await this.status();
    await vi.waitFor(async () => {
      const now = await this.status();
      expect(now.poll.equipment.map(({ state }) => state)).toEqual(
        now.poll.equipment.map(() => "up"),
      );
      expect(now.edge.acknowledged).toBeGreaterThan(edge.next);
      expect(now.edge.buffered).toBeLessThan(50);
      expect(now.edge.dropped).toBe(0);
    }, soon);
  }

  /** The first line from `from` on with these words. */
  async says(words: RegExp, from: number): Promise<string> {
    return await vi.waitFor(() => {
      const lines = this.lines.slice(from);
      const line = lines.find((each) => words.test(each));
      if (line === undefined) throw new Error(`${this.id} says only: ${lines.join("\n")}`);
      return line;
    }, soon);
  }
}
