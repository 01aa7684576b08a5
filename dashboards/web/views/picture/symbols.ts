// Parts that machines of all lines are drawn with.
import { beltY, circle, floorY, path, rect, type Shape } from "./shape.ts";

/** Conveyor: a belt over rollers from x1 to x2, its top at the height where material lies. */
export function conveyor(x1: number, x2: number, legs = true): Shape[] {
  const rollers: Shape[] = [];
  const count = Math.max(2, Math.round((x2 - x1) / 18));
  for (let i = 0; i < count; i++) {
    const x = x1 + 5 + ((x2 - x1 - 10) * i) / (count - 1);
    rollers.push(circle(x, beltY + 5, 3, "part"));
  }
  const feet = legs
    ? [path(`M${x1 + 8} ${beltY + 10}V${floorY}M${x2 - 8} ${beltY + 10}V${floorY}`, "line")]
    : [];
  return [
    ...feet,
    path(`M${x1} ${beltY}H${x2}M${x1 + 5} ${beltY + 10}H${x2 - 5}`, "line"),
    ...rollers,
  ];
}

/** Flat material on the belt. */
export function slab(x1: number, x2: number, thickness: number): Shape {
  return rect(x1, beltY - thickness, x2 - x1, thickness, "material");
}

/** Two legs and a beam between floor and y. */
export function stand(x1: number, x2: number, y: number): Shape {
  return path(`M${x1} ${floorY}V${y}M${x2} ${floorY}V${y}M${x1} ${floorY - 16}H${x2}`, "line");
}

/** Motor with its fins, shaft to the right or to the left of x. */
export function motor(x: number, y: number): Shape[] {
  return [
    rect(x, y - 8, 20, 16, "part", 2),
    path(`M${x + 5} ${y - 8}v16M${x + 10} ${y - 8}v16M${x + 15} ${y - 8}v16`, "thin"),
  ];
}

/** Fan in its housing. */
export function fan(x: number, y: number, r: number): Shape[] {
  const w = r * 0.75;
  return [
    circle(x, y, r, "part"),
    path(`M${x - w} ${y}H${x + w}M${x} ${y - w}V${y + w}`, "thin"),
    circle(x, y, r * 0.25, "solid"),
  ];
}

/** Hopper, wide above and narrow below. */
export function hopper(x: number, y: number, w: number, h: number, mouth = 10): Shape {
  const left = x + (w - mouth) / 2;
  return path(
    `M${x} ${y}H${x + w}V${y + h * 0.5}L${left + mouth} ${y + h}H${left}L${x} ${y + h * 0.5}Z`,
    "body",
  );
}

/** Cyclone that parts dust from air. */
export function cyclone(x: number, y: number, w: number, h: number): Shape {
  const middle = x + w / 2;
  return path(
    `M${x} ${y}H${x + w}V${y + h * 0.4}L${middle + 4} ${y + h}H${middle - 4}L${x} ${y + h * 0.4}Z`,
    "body",
  );
}

/** Endless belt around two drums. */
export function loop(x1: number, x2: number, y: number, r: number): Shape[] {
  return [
    path(
      `M${x1} ${y - r}H${x2}A${r} ${r} 0 0 1 ${x2} ${y + r}H${x1}A${r} ${r} 0 0 1 ${x1} ${y - r}Z`,
      "line",
    ),
    circle(x1, y, r - 2, "part"),
    circle(x2, y, r - 2, "part"),
    circle(x1, y, 1.8, "solid"),
    circle(x2, y, 1.8, "solid"),
  ];
}

/** Circular saw blade. */
export function blade(x: number, y: number, r: number): Shape[] {
  const teeth = Array.from({ length: 16 }, (_, i) => {
    const at = (angle: number, radius: number) =>
      `${(x + radius * Math.cos(angle)).toFixed(1)} ${(y + radius * Math.sin(angle)).toFixed(1)}`;
    const step = Math.PI / 8;
    return `${i === 0 ? "M" : "L"}${at(i * step, r)}L${at(i * step + step * 0.8, r - 3.5)}`;
  });
  return [
    path(`${teeth.join("")}Z`, "light"),
    circle(x, y, r * 0.34, "part"),
    circle(x, y, 2, "solid"),
  ];
}

/** A pile of boards; its lowest lies on y. */
export function pile(x: number, y: number, w: number, boards: number, thickness = 6): Shape[] {
  return Array.from({ length: boards }, (_, i) =>
    rect(x, y - (i + 1) * (thickness + 1.5), w, thickness, "material"),
  );
}

/** Pallet with its upper side at y. */
export function pallet(x: number, y: number, w: number): Shape {
  const middle = x + w / 2 - 2;
  return path(
    `M${x} ${y}H${x + w}V${y + 3}H${x}ZM${x + 2} ${y + 3}v5h5v-5M${middle} ${y + 3}v5h5v-5M${x + w - 7} ${y + 3}v5h5v-5`,
    "line",
  );
}

/** Arrow head of a flow, pointing right. */
export function arrow(x: number, y: number): Shape {
  return path(`M${x} ${y - 4}L${x + 7} ${y}L${x} ${y + 4}Z`, "solid");
}
