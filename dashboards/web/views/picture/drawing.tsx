// Shapes of a drawing, as they are told in data.
import type { Shape } from "./shape.ts";

function DrawnShape({ shape }: { readonly shape: Shape }) {
  const className = `look-${shape.look}`;
  switch (shape.kind) {
    case "rect": {
      const { x, y, w, h, r = 0 } = shape;
      return <rect x={x} y={y} width={w} height={h} rx={r} className={className} />;
    }
    case "circle":
      return <circle cx={shape.x} cy={shape.y} r={shape.r} className={className} />;
    case "path":
      return <path d={shape.d} className={className} />;
  }
}

export function DrawingShapes({ shapes }: { readonly shapes: readonly Shape[] }) {
  // A drawing never changes its order: the place is the shape's identity.
  return shapes.map((shape, place) => <DrawnShape key={String(place)} shape={shape} />);
}
