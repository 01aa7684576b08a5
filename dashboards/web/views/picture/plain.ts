// A machine of which no picture is known: a box on its stand, belt through it.
import { type Drawing, path, rect } from "./shape.ts";
import { conveyor, slab, stand } from "./symbols.ts";

export const plainMachine: Drawing = {
  width: 170,
  shapes: [
    ...conveyor(0, 170, false),
    slab(0, 40, 6),
    slab(130, 170, 6),
    stand(48, 122, 140),
    rect(36, 56, 98, 84, "body", 3),
    rect(50, 70, 70, 26, "light", 2),
    path("M62 124H108", "thin"),
  ],
  slots: [],
};
