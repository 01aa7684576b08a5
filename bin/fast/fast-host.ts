// The host of a gateway in a fast run, with what can happen to it: power cut, full disk, wrong clock, lost
// network, a second gateway from a copy of its disk.
import { cloneImage } from "#gateway/stepped/clone-image.ts";
import {
  SteppedGateway,
  type SteppedGatewayOptions,
  type SteppedStatus,
} from "#gateway/stepped/stepped-gateway.ts";
import type { HostTrouble } from "#simulators/faults/fault.ts";

export type FastHostOptions = {
  readonly gateway: Omit<SteppedGatewayOptions, "start">;
  /** True time of its first start, ms UTC. */
  readonly start: number;
  /** Where the disk of a cloned image stands; later clones stand in `<cloneDir>-2`, `-3` … */
  readonly cloneDir: string;
};

export class FastHost {
  readonly #options: FastHostOptions;
  #gateway: SteppedGateway | undefined;
  #clone: SteppedGateway | undefined;
  #clones = 0;
  #diskFull = false;
  #last: SteppedStatus;
  #scans = 0;
  #samples = 0;

  constructor(options: FastHostOptions) {
    this.#options = options;
    this.#gateway = new SteppedGateway({ ...options.gateway, start: options.start });
    this.#last = this.#gateway.status();
  }

  /** Goes on to this true time, ms UTC, under what acts now. */
  moveTo(at: number, troubles: readonly HostTrouble[]): void {
    const kinds = new Set(troubles.map(({ kind }) => kind));
    this.#power(at, !kinds.has("power-cut"));
    this.#clone = this.#cloned(at, kinds.has("cloned-image"));
    const full = kinds.has("disk-full");
    if (full !== this.#diskFull) this.#gateway?.setDiskFull(full);
    this.#diskFull = full;
    for (const gateway of this.#running()) {
      gateway.setClockOffset(clockOffset(troubles));
      gateway.moveTo(at);
      if (!kinds.has("network-outage")) gateway.hearHost(at);
    }
  }

  /** Every gateway that runs: none in a power cut, two with a cloned image. */
  forEach(work: (gateway: SteppedGateway) => void): void {
    for (const gateway of this.#running()) work(gateway);
  }

  /** Of the first gateway, its scans and samples summed over power cuts. */
  status(): SteppedStatus {
    const status = this.#gateway?.status();
    if (status === undefined) return { ...this.#last, scans: this.#scans, samples: this.#samples };
    const { scans, samples } = status;
    return { ...status, scans: this.#scans + scans, samples: this.#samples + samples };
  }

  close(): void {
    this.#gateway?.close();
    this.#keepLast();
    this.#gateway = undefined;
    this.#clone?.close();
    this.#clone = undefined;
  }

  #running(): readonly SteppedGateway[] {
    return [this.#gateway, this.#clone].filter((gateway) => gateway !== undefined);
  }

  #power(at: number, on: boolean): void {
    if (!on && this.#gateway !== undefined) {
      // Groups are larger than a running gateway's; what was read before the cut was on its disk by then.
      this.#gateway.commit();
      this.#keepLast();
      this.#gateway.cut();
      this.#gateway = undefined;
      this.#diskFull = false;
    } else if (on && this.#gateway === undefined) {
      this.#gateway = new SteppedGateway({ ...this.#options.gateway, start: at });
    }
  }

  #keepLast(): void {
    if (this.#gateway === undefined) return;
    this.#last = this.#gateway.status();
    this.#scans += this.#last.scans;
    this.#samples += this.#last.samples;
  }

  #cloned(at: number, wanted: boolean): SteppedGateway | undefined {
    if (!wanted) {
      this.#clone?.close();
      return undefined;
    }
    if (this.#clone !== undefined) return this.#clone;
    const { gateway, cloneDir } = this.#options;
    this.#gateway?.commit();
    this.#clones += 1;
    const dataDir = this.#clones === 1 ? cloneDir : `${cloneDir}-${this.#clones}`;
    cloneImage(gateway.dataDir, dataDir);
    return new SteppedGateway({ ...gateway, dataDir, start: at });
  }
}

/** Wall clock minus true time, ms. */
function clockOffset(troubles: readonly HostTrouble[]): number {
  return troubles.reduce((sum, trouble) => {
    const wrong = trouble.kind === "clock" || trouble.kind === "dead-bios-clock";
    return wrong ? sum + trouble.offsetMs : sum;
  }, 0);
}
