// The simulated Modbus products; one file and one line each.

import { adw300 } from "./adw300.ts";
import { analogInputs } from "./analog-inputs.ts";
import { digitalInputs } from "./digital-inputs.ts";
import { dtsu666 } from "./dtsu666.ts";
import { dustSystem } from "./dust-system.ts";
import { e5cc } from "./e5cc.ts";
import { edgeBander } from "./edge-bander.ts";
import { floatBlock } from "./float-block.ts";
import { gasMeter } from "./gas-meter.ts";
import { iem3000 } from "./iem3000.ts";
import { pac2200 } from "./pac2200.ts";
import type { Product } from "./product.ts";
import { sdm630 } from "./sdm630.ts";
import { typeSampler } from "./type-sampler.ts";
import { yudianAi } from "./yudian-ai.ts";

export const productIds = [
  "sdm630",
  "dtsu666",
  "iem3000",
  "pac2200",
  "adw300",
  "e5cc",
  "yudian-ai",
  "yudian-ai-dpt129",
  "gas-flow-computer",
  "edge-bander",
  "dust-system",
  "digital-inputs",
  "analog-inputs",
  "float-block",
  "type-sampler",
] as const;
export type ProductId = (typeof productIds)[number];

export const products: Readonly<Record<ProductId, Product>> = {
  sdm630,
  dtsu666,
  iem3000,
  pac2200,
  adw300,
  e5cc,
  "yudian-ai": yudianAi(1),
  "yudian-ai-dpt129": yudianAi(129),
  "gas-flow-computer": gasMeter,
  "edge-bander": edgeBander,
  "dust-system": dustSystem,
  "digital-inputs": digitalInputs,
  "analog-inputs": analogInputs,
  "float-block": floatBlock(1000),
  "type-sampler": typeSampler,
};
