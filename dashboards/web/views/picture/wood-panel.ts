// Particleboard line: drum dryer, blender, forming line, continuous press with five zones, sander, saw.
import {
  beltY,
  circle,
  type Drawing,
  floorY,
  type ProfilePicture,
  path,
  rect,
  type Shape,
  type Slot,
} from "./shape.ts";
import {
  arrow,
  blade,
  conveyor,
  cyclone,
  hopper,
  motor,
  pallet,
  pile,
  slab,
  stand,
} from "./symbols.ts";

const dryer: Drawing = {
  width: 196,
  shapes: [
    // Burner chamber with its flame, drum on its rollers, duct to the cyclone.
    rect(6, 78, 34, 62, "body"),
    path("M14 140V177M32 140V177", "line"),
    path("M23 130c-8-7-6-13-2-18c1 5 3 5 4 1c5 6 7 12-2 17Z", "light"),
    path("M40 92H48M40 126H48", "line"),
    rect(48, 84, 92, 50, "body", 3),
    rect(60, 80, 9, 58, "part"),
    rect(118, 80, 9, 58, "part"),
    path("M76 96l10 10M94 92l10 10M76 118l10 10M98 114l10 10", "thin"),
    circle(64, 146, 7, "part"),
    circle(122, 146, 7, "part"),
    path("M52 154H134V177M52 154V177", "line"),
    path("M140 90H150V74H158M140 106H150V74", "line"),
    cyclone(154, 66, 30, 58),
    path("M169 66V50H178", "line"),
    path("M169 124V132", "line"),
    path("M160 132H178L196 146V152L172 140H160Z", "part"),
    path("M160 140V177", "line"),
  ],
  slots: [
    {
      purposes: ["temperature.inlet"],
      x: 4,
      y: 36,
      label: { zh: "入口", en: "Inlet" },
      to: [34, 78],
    },
    {
      purposes: ["temperature.outlet"],
      x: 84,
      y: 36,
      label: { zh: "出口", en: "Outlet" },
      to: [134, 84],
    },
  ],
};

const blender: Drawing = {
  width: 150,
  shapes: [
    path("M0 146L20 150V154L0 152Z", "part"),
    // Weigh hoppers of surface and core chips, mixer with its paddles, glue lines from above.
    hopper(30, 42, 40, 46, 14),
    hopper(82, 42, 40, 46, 14),
    path("M50 52l8 6M98 52l8 6M44 58l8 6M104 60l8 6", "thin"),
    rect(34, 92, 92, 30, "body", 14),
    path("M40 107H120", "line"),
    path("M52 98l6 18M68 98l6 18M84 98l6 18M100 98l6 18", "thin"),
    ...motor(10, 107),
    path("M30 107H40", "line"),
    path("M76 30V84M76 84l-3 6M76 84l3 6M76 84v7", "thin"),
    circle(76, 26, 4, "part"),
    stand(44, 116, 122),
    path("M112 122L120 136H150V142H114L104 122Z", "part"),
  ],
  slots: [
    {
      purposes: ["ratio.glue.surface"],
      x: 6,
      y: 15,
      label: { zh: "表层施胶", en: "Glue, surface" },
    },
    {
      purposes: ["ratio.glue.core"],
      x: 84,
      y: 15,
      label: { zh: "芯层施胶", en: "Glue, core" },
    },
  ],
};

const former: Drawing = {
  width: 206,
  shapes: [
    path("M0 136H14V44H24V50", "flow"),
    // Surface, core, surface: three heads let chips fall onto the belt, the mat grows under each.
    hopper(16, 48, 38, 42, 16),
    hopper(64, 40, 56, 50, 24),
    hopper(130, 48, 38, 42, 16),
    path("M35 92v14M30 92v15M40 92v13M92 92v9M84 92v9M100 92v9M149 92v5M144 92v5M154 92v5", "flow"),
    path(`M22 ${beltY}L50 108H70L116 102H132L162 98H206V${beltY}Z`, "material"),
    ...conveyor(0, 206),
    // Gauge that looks through the mat.
    path("M184 84H198V128H184V122H190V90H184Z", "body"),
  ],
  slots: [
    {
      purposes: ["weight.area"],
      x: 134,
      y: 16,
      to: [191, 84],
    },
    { purposes: ["speed.belt"], x: 72, y: 138 },
  ],
};

const zones = 5;
const zoneWidth = 68;
const pressLeft = 40;
const pressRight = pressLeft + zones * zoneWidth;

function pressZone(n: number): Shape[] {
  const x = pressLeft + n * zoneWidth;
  return [
    // Cylinders on the frame, heated platen above and below the mat.
    ...[8, 29, 50].flatMap((dx) => [
      rect(x + dx, 28, 10, 14, "part"),
      path(`M${x + dx + 5} 42V48`, "line"),
    ]),
    rect(x + 1.5, 48, zoneWidth - 3, 40, "body"),
    rect(x + 1.5, 120, zoneWidth - 3, 18, "body"),
  ];
}

const pressZonePlates: Slot[] = Array.from({ length: zones }, (_, n) => ({
  purposes: [`temperature.zone.${n + 1}`],
  x: pressLeft + n * zoneWidth + (zoneWidth - 60) / 2,
  y: 62,
  label: { zh: `${n + 1} 区`, en: `Zone ${n + 1}` },
}));

const press: Drawing = {
  width: 420,
  shapes: [
    // Mat in, board out: thick at the mouth, thin at the end.
    path(`M0 98H30L80 106H420V${beltY}H0Z`, "material"),
    ...Array.from({ length: zones }, (_, n) => pressZone(n)).flat(),
    // Legs between the plates below, so that no label is crossed.
    path([5, 86, 170, 254, 335].map((x) => `M${pressLeft + x} 138V177`).join(""), "line"),
    // Steel belts around their drums.
    path(
      `M24 62A17 17 0 0 0 14 92L78 103H${pressRight + 4}A20 20 0 0 0 ${pressRight + 14} 62`,
      "line",
    ),
    path(
      `M24 158A17 17 0 0 1 20 124L30 ${beltY + 2}H${pressRight + 4}A20 20 0 0 1 ${pressRight + 12} 158`,
      "line",
    ),
    circle(22, 78, 13, "part"),
    circle(22, 142, 14, "part"),
    circle(pressRight + 14, 82, 15, "part"),
    circle(pressRight + 14, 138, 15, "part"),
    ...[
      [22, 78],
      [22, 142],
      [pressRight + 14, 82],
      [pressRight + 14, 138],
    ].map(([x = 0, y = 0]) => circle(x, y, 2.5, "solid")),
    arrow(404, 110),
  ],
  slots: [
    ...pressZonePlates,
    {
      purposes: ["temperature.oil.in"],
      x: pressLeft + 14,
      y: 154,
      label: { zh: "供油", en: "Oil in" },
    },
    {
      purposes: ["temperature.oil.out"],
      x: pressLeft + 98,
      y: 154,
      label: { zh: "回油", en: "Oil out" },
    },
    {
      purposes: ["position.gap"],
      x: pressLeft + 182,
      y: 154,
      label: { zh: "间距", en: "Gap" },
    },
    {
      purposes: ["speed.line"],
      x: pressLeft + 266,
      y: 154,
      label: { zh: "线速", en: "Speed" },
    },
  ],
};

const sander: Drawing = {
  width: 132,
  shapes: [
    slab(0, 132, 6),
    ...conveyor(0, 132, false),
    rect(20, 56, 92, 46, "body", 3),
    rect(20, 128, 92, 30, "body", 3),
    path("M30 158V177M102 158V177", "line"),
    // Sanding belts above and below the board.
    path("M34 96L46 66H62L74 96Z", "light"),
    path("M74 96L84 66H92L104 96Z", "light"),
    circle(40, 97, 8, "part"),
    circle(68, 97, 8, "part"),
    circle(96, 97, 8, "part"),
    circle(54, 66, 5, "part"),
    circle(88, 66, 5, "part"),
    circle(54, 134, 8, "part"),
    circle(82, 134, 8, "part"),
    path("M98 56V40H118V26", "flow"),
  ],
  slots: [
    {
      purposes: ["thickness.out"],
      x: 22,
      y: 20,
      label: { zh: "砂后厚度", en: "Thickness" },
    },
  ],
};

const saw: Drawing = {
  width: 156,
  shapes: [
    slab(0, 44, 6),
    slab(50, 92, 6),
    ...conveyor(0, 98),
    // Gantry with the blade.
    path("M22 114V48H78V114H70V58H30V114Z", "body"),
    ...blade(48, 98, 17),
    path("M48 58V92", "line"),
    pallet(104, floorY - 8, 48),
    ...pile(106, floorY - 9, 44, 7),
    arrow(92, 110),
  ],
  slots: [
    {
      purposes: ["quality.thickness"],
      x: 88,
      y: 30,
      label: { zh: "厚度", en: "Thickness" },
    },
    {
      purposes: ["quality.density"],
      x: 88,
      y: 76,
      label: { zh: "密度", en: "Density" },
    },
  ],
};

export const woodPanel: ProfilePicture = {
  profile: "wood-panel",
  stages: {
    drying: dryer,
    blending: blender,
    forming: former,
    "hot-press": press,
    sanding: sander,
    sawing: saw,
  },
};
