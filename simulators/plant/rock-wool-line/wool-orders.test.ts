import { expect, test } from "vitest";
import { EventBook } from "../plant-events.ts";
import { createRandom } from "../random.ts";
import { WoolOrders } from "./wool-orders.ts";

test.each([1, 2, 3, 4, 5])(
  "seed %d: what was made is never held against the next order's quantity",
  (seed) => {
    const events = new EventBook(() => 0);
    const orders = new WoolOrders(createRandom(seed), events);
    let between = 0;
    for (let minute = 0; minute < 3_000; minute += 1) {
      orders.step(60_000, 18, true, !orders.changing());
      const progress = orders.progress();
      expect(progress === null).toBe(orders.current() === null);
      if (progress === null) between += 1;
      else expect(progress.made).toBeLessThan(progress.quantity);
    }
    expect(between).toBeGreaterThan(2);
    for (const event of events.take()) {
      if (event.kind === "order-end") expect(event.made).toBeGreaterThan(0);
    }
  },
);
