// The simulated Modbus products; one file and one line each.

import { dustSystem } from "./dust-system.ts";
import { e5cc } from "./e5cc.ts";
import { edgeBander } from "./edge-bander.ts";
import { gasMeter } from "./gas-meter.ts";
import type { Product } from "./product.ts";
import { sdm630 } from "./sdm630.ts";

export const productIds = [
  "sdm630",
  "e5cc",
  "gas-flow-computer",
  "edge-bander",
  "dust-system",
] as const;
export type ProductId = (typeof productIds)[number];

export const products: Readonly<Record<ProductId, Product>> = {
  sdm630,
  e5cc,
  "gas-flow-computer": gasMeter,
  "edge-bander": edgeBander,
  "dust-system": dustSystem,
};
