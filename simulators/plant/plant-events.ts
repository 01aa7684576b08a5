// What happens on a line and has an instant rather than a course: what an ERP, a MES, a laboratory book or
// an alarm printer would write down. It goes into the truth, and later to whoever takes business events.

export type PlantEventBody =
  | {
      readonly kind: "state";
      readonly equipment: string;
      readonly from: string;
      readonly to: string;
    }
  | {
      readonly kind: "order-start";
      readonly order: string;
      readonly product: string;
      readonly quantity: number;
      readonly unit: string;
    }
  | {
      readonly kind: "order-end";
      readonly order: string;
      readonly product: string;
      readonly made: number;
      readonly unit: string;
    }
  | { readonly kind: "changeover-start"; readonly from: string; readonly to: string }
  | { readonly kind: "changeover-end"; readonly from: string; readonly to: string }
  /** A charge, a press load, a nest, a pallet: what the line makes in pieces that have a number. */
  | {
      readonly kind: "batch";
      readonly equipment: string;
      readonly batch: string;
      readonly order: string | null;
      /** Plain numbers and words of the batch, with units in their names: `basaltKg`. */
      readonly of: Readonly<Record<string, number | string>>;
    }
  | {
      readonly kind: "alarm";
      readonly equipment: string;
      /** Point that shows it, without equipment, e.g. `alarm.spark`. */
      readonly alarm: string;
      readonly priority: "high" | "medium" | "low";
      readonly active: boolean;
    }
  /** A laboratory value: entered by people, hours apart, never a signal (class LAB). */
  | {
      readonly kind: "lab-sample";
      readonly order: string | null;
      readonly test: string;
      readonly value: number;
      readonly unit: string;
      /** When the specimen was taken; the event itself is when the result was written down. */
      readonly takenAt: number;
    }
  | {
      readonly kind: "work";
      readonly from: string;
      readonly to: string;
      readonly document?: string;
    };

/** `at`: ms since the epoch, plant time. */
export type PlantEvent = PlantEventBody & { readonly at: number };

/** Beyond this nobody takes them; the oldest fall out and are counted. */
const MAX_WAITING = 20_000;

export class EventBook {
  readonly #now: () => number;
  #waiting: PlantEvent[] = [];
  #dropped = 0;

  /** @param now ms since the epoch at the end of the present step. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get dropped(): number {
    return this.#dropped;
  }

  write(event: PlantEventBody): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    this.#waiting.push({ at: this.#now(), ...event });
  }

  take(): readonly PlantEvent[] {
    if (this.#waiting.length === 0) return nothing;
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}

const nothing: readonly PlantEvent[] = [];
