// The processes of the demo: a plant and a gateway per site, and the centre. Plants and centre start side by
// side, gateways after them; they stop in the way of the data, so that what was read arrives first.
import { SupervisedChild } from "../process/supervised-child.ts";
import type { DemoFiles } from "./demo-folder.ts";
import {
  type GatewayAnswer,
  type SiteAnswer,
  type SiteReport,
  shortcomings,
  siteReport,
} from "./demo-report.ts";
import type { DemoSite } from "./demo-sites.ts";

const startLimitMs = 90_000;
const stopLimitMs = 20_000;
const settleLimitMs = 5_000;
const settleStepMs = 200;

export type FleetOptions = {
  readonly files: DemoFiles;
  /** Every line that a process writes. */
  readonly onLine: (process: string, line: string) => void;
  /** An unexpected end; the process is started again. */
  readonly onRestart: (process: string, exit: string) => void;
  /** A process is ready: which, how many of how many, ms since the start. */
  readonly onReady: (process: string, done: number, all: number, ms: number) => void;
};

type SiteChildren = {
  readonly site: DemoSite;
  readonly plant: SupervisedChild;
  readonly gateway: SupervisedChild;
};

export class Fleet {
  readonly #options: FleetOptions;
  readonly #centre: SupervisedChild;
  readonly #sites: readonly SiteChildren[];
  #ready = 0;
  #stopping = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    const { files } = options;
    this.#centre = this.#child("中心 centre", ["serve", files.serve]);
    this.#sites = files.sites.map(({ site, plant, gateway }) => ({
      site,
      plant: this.#child(`仿真工厂 plant ${site.id}`, ["simulate", "run", plant]),
      gateway: this.#child(`网关 gateway ${site.gateway}`, ["gateway", gateway]),
    }));
  }

  #child(name: string, args: string[]): SupervisedChild {
    return new SupervisedChild({
      name,
      args,
      onLine: (line) => this.#options.onLine(name, line),
      onRestart: (exit) => this.#options.onRestart(name, exit),
    });
  }

  get #all(): readonly SupervisedChild[] {
    return [this.#centre, ...this.#sites.flatMap(({ plant, gateway }) => [plant, gateway])];
  }

  /** Restarts since the start, by process. */
  get restarts(): { readonly [process: string]: number } {
    return Object.fromEntries(this.#all.map((child) => [child.name, child.restarts]));
  }

  /** Rejects with BIN_CHILD_FAILED, with the last words of the process that did not start. */
  async start(): Promise<void> {
    const begin = performance.now();
    const start = async (child: SupervisedChild): Promise<void> => {
      await child.start(startLimitMs);
      this.#ready += 1;
      this.#options.onReady(
        child.name,
        this.#ready,
        this.#all.length,
        Math.round(performance.now() - begin),
      );
    };
    await allOrFirstFailure([this.#centre, ...this.#sites.map(({ plant }) => plant)].map(start));
    if (this.#stopping) return;
    await allOrFirstFailure(this.#sites.map(({ gateway }) => start(gateway)));
  }

  /** Drains the gateways and waits, a few seconds at most, until the centre has checked their last words. */
  async finish(): Promise<SiteReport[]> {
    const gateways = (await Promise.all(
      this.#sites.map(({ gateway }) => gateway.ask("drain", stopLimitMs)),
    )) as GatewayAnswer[];
    const end = performance.now() + settleLimitMs;
    for (;;) {
      const answers = (await this.#centre.ask("report", stopLimitMs)) as SiteAnswer[];
      const reports = answers.map((answer) => siteReport(answer, gateways));
      // The last checkpoint is the last thing a gateway says; the centre needs a moment to check it.
      if (reports.every((report) => shortcomings(report).length === 0) || performance.now() > end) {
        return reports;
      }
      await new Promise((resolve) => setTimeout(resolve, settleStepMs));
    }
  }

  /** Leaves nothing running; may be called at any time. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#sites.map(({ gateway }) => gateway.stop(stopLimitMs)));
    await this.#centre.stop(stopLimitMs);
    await Promise.all(this.#sites.map(({ plant }) => plant.stop(stopLimitMs)));
  }
}

/** Waits for all, so that nothing still starts while the others are stopped; rejects with the first failure. */
async function allOrFirstFailure(starting: readonly Promise<void>[]): Promise<void> {
  const ended = await Promise.allSettled(starting);
  const failed = ended.find((each) => each.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
