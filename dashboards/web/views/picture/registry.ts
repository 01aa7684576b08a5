// Process pictures by line profile.
import { customFurniture } from "./custom-furniture.ts";
import { insulation } from "./insulation.ts";
import type { ProfilePicture } from "./shape.ts";
import { woodPanel } from "./wood-panel.ts";

export const pictures: readonly ProfilePicture[] = [woodPanel, customFurniture, insulation];
