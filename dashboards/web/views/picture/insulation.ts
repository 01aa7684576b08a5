// Rock-wool line: cupola, four-wheel spinner, collection chamber with pendulum, curing oven, saw, packing.
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
import { arrow, blade, conveyor, fan, pallet, slab } from "./symbols.ts";

/** Height at which the melt leaves the launder. */
const launderY = 92;

const cupola: Drawing = {
  width: 206,
  shapes: [
    // Charging bell, shaft in its water jacket, wind ring with tuyeres, siphon and launder.
    path("M84 22H128L118 34H94Z", "part"),
    path("M106 10V22", "flow"),
    rect(82, 34, 48, 100, "body"),
    rect(88, 34, 36, 8, "part"),
    path("M96 52l7 5M112 58l7 5M98 66l7 5M110 74l7 5", "thin"),
    rect(74, 102, 64, 11, "part", 5),
    path("M82 113l6 8M106 113v8M130 113l-6 8", "line"),
    path("M64 108H74", "line"),
    path("M88 134V177M124 134V177M82 160H130", "line"),
    path(
      `M130 122H146V${launderY - 4}L206 ${launderY}V${launderY + 5}L152 ${launderY + 2}V128H130Z`,
      "part",
    ),
    // Blast blower.
    ...fan(18, 144, 13),
    path("M18 131V108H64", "line"),
    path("M8 177V156H28V177", "line"),
  ],
  slots: [
    {
      purposes: ["temperature.melt"],
      x: 142,
      y: 46,
      label: { zh: "熔体", en: "Melt" },
      to: [176, launderY],
    },
    {
      purposes: ["temperature.blast"],
      x: 8,
      y: 72,
      label: { zh: "热风", en: "Blast" },
      to: [50, 108],
    },
    {
      purposes: ["flow.blast"],
      x: 34,
      y: 148,
      label: { zh: "风量", en: "Flow" },
    },
  ],
};

function wheel(x: number, y: number, r: number): Shape[] {
  return [circle(x, y, r, "body"), circle(x, y, r * 0.45, "part"), circle(x, y, 2, "solid")];
}

const wheelPlates: Slot[] = [0, 1, 2, 3].map((n) => ({
  purposes: [`speed.wheel.${n + 1}`],
  x: 58 + (n % 2) * 76,
  y: 24 + Math.floor(n / 2) * 37,
  label: { zh: `${n + 1} 辊`, en: `Wheel ${n + 1}` },
}));

const spinner: Drawing = {
  width: 206,
  shapes: [
    // Melt falls on the first wheel; four wheels throw it into fibres towards the chamber.
    path(`M0 ${launderY}L30 ${launderY + 2}V${launderY + 7}L0 ${launderY + 5}Z`, "part"),
    path(`M31 ${launderY + 5}C38 ${launderY + 6} 39 ${launderY + 8} 39 108`, "line"),
    path("M14 84H24V177M14 84V177", "line"),
    path(
      "M120 100C150 96 170 106 206 100M122 116C152 112 172 124 206 116M122 134C154 132 174 142 206 134M118 150C150 150 172 158 206 152",
      "flow",
    ),
    path("M112 88A50 50 0 0 1 112 166", "thin"),
    path("M119 86A54 54 0 0 1 119 168", "thin"),
    ...wheel(44, 117, 12),
    ...wheel(82, 114, 15),
    ...wheel(54, 149, 17),
    ...wheel(92, 150, 19),
    path("M30 177H116", "line"),
  ],
  slots: wheelPlates,
};

const collector: Drawing = {
  width: 214,
  shapes: [
    // Chamber with its sloping screen; fans suck the air through it.
    path("M0 84H66L92 128V166H0Z", "body"),
    path("M8 96L60 158", "line"),
    path("M4 100L54 162", "thin"),
    path("M8 110H24M6 126H34M6 142H44", "flow"),
    ...fan(80, 152, 9),
    path("M10 166V177M84 166V177", "line"),
    // Conveyor up to the pendulum, which lays the fleece to and fro on the belt.
    path("M64 104L128 50M68 110L134 56", "line"),
    path("M128 50C140 44 148 48 148 58", "line"),
    path("M144 56L128 98M152 56L138 100", "line"),
    circle(148, 55, 6, "part"),
    circle(133, 99, 4, "part"),
    path("M146 62L164 96", "thin"),
    ...conveyor(100, 214),
    path(
      "M108 112L134 106L116 110M128 112L154 104L138 110M150 112L176 102L160 110M174 112L198 100",
      "line",
    ),
    path(`M150 ${beltY}L186 98H214V${beltY}Z`, "material"),
  ],
  slots: [
    {
      purposes: ["pressure.suction"],
      x: 8,
      y: 50,
      label: { zh: "负压", en: "Suction" },
      to: [38, 84],
    },
    {
      purposes: ["speed.pendulum"],
      x: 144,
      y: 24,
      label: { zh: "摆锤", en: "Pendulum" },
    },
  ],
};

const ovenZones = 3;
const ovenLeft = 28;
const ovenZoneWidth = 92;
const ovenRight = ovenLeft + ovenZones * ovenZoneWidth;

function ovenZone(n: number): Shape[] {
  const x = ovenLeft + n * ovenZoneWidth;
  return [
    rect(x, 46, ovenZoneWidth, 44, "body"),
    rect(x, 124, ovenZoneWidth, 36, "body"),
    path(`M${x + 46} 90v4M${x + 26} 90v4M${x + 66} 90v4`, "flow"),
    ...fan(x + 46, 36, 10),
  ];
}

const oven: Drawing = {
  width: 340,
  shapes: [
    slab(0, 340, 16),
    ...Array.from({ length: ovenZones }, (_, n) => ovenZone(n)).flat(),
    path(`M${ovenLeft} 90V124M${ovenRight} 90V124`, "thin"),
    // Plate chains above and below the fleece.
    path(`M${ovenLeft - 8} 92H${ovenRight + 8}M${ovenLeft - 8} 96H${ovenRight + 8}`, "line"),
    path(
      `M${ovenLeft - 14} ${beltY + 2}H${ovenRight + 14}M${ovenLeft - 14} ${beltY + 7}H${ovenRight + 14}`,
      "line",
    ),
    ...Array.from({ length: 15 }, (_, i) =>
      path(`M${ovenLeft - 6 + i * 20.6} ${beltY + 2}v5`, "thin"),
    ),
    circle(ovenLeft - 14, beltY + 12, 8, "part"),
    circle(ovenRight + 14, beltY + 12, 8, "part"),
    path(`M44 160V177M${ovenRight - 16} 160V177`, "line"),
    // Exhaust stack.
    path(`M${ovenRight - 12} 46V14H${ovenRight - 2}V46`, "part"),
    arrow(328, 106),
  ],
  slots: [
    ...Array.from({ length: ovenZones }, (_, n) => ({
      purposes: ["temperature.pv", "temperature.zone", "temperature.process"],
      auxiliary: n,
      x: ovenLeft + n * ovenZoneWidth + 16,
      y: 65,
      label: { zh: `${n + 1} 区`, en: `Zone ${n + 1}` },
    })),
    { purposes: ["speed.chain"], x: 44, y: 132 },
    {
      purposes: ["temperature.core.out"],
      x: 228,
      y: 132,
    },
  ],
};

const saw: Drawing = {
  width: 150,
  shapes: [
    slab(0, 46, 16),
    slab(52, 92, 16),
    slab(98, 138, 16),
    ...conveyor(0, 150),
    path("M24 114V44H78V114H70V54H32V114Z", "body"),
    ...blade(50, 92, 18),
    path("M50 54V86", "line"),
  ],
  slots: [
    {
      purposes: ["quality.density"],
      x: 82,
      y: 26,
      label: { zh: "容重", en: "Density" },
    },
    {
      purposes: ["quality.thickness"],
      x: 82,
      y: 66,
      label: { zh: "厚度", en: "Thickness" },
    },
  ],
};

const packer: Drawing = {
  width: 170,
  shapes: [
    ...conveyor(0, 112),
    rect(4, beltY - 16, 20, 16, "material"),
    // Shrink tunnel; packs of boards behind it.
    path("M32 114V56Q32 48 40 48H84Q92 48 92 56V114H82V66H42V114Z", "body"),
    rect(48, beltY - 34, 28, 34, "light"),
    path(`M48 ${beltY - 23}h28M48 ${beltY - 12}h28`, "thin"),
    pallet(116, floorY - 8, 48),
    rect(118, floorY - 38, 21, 28, "light"),
    rect(141, floorY - 38, 21, 28, "light"),
    rect(118, floorY - 68, 21, 28, "light"),
    rect(141, floorY - 68, 21, 28, "light"),
    path(
      `M118 ${floorY - 29}h44M118 ${floorY - 20}h44M118 ${floorY - 59}h44M118 ${floorY - 50}h44`,
      "thin",
    ),
  ],
  slots: [],
};

export const insulation: ProfilePicture = {
  profile: "insulation",
  stages: {
    melting: cupola,
    fiberising: spinner,
    collecting: collector,
    curing: oven,
    cutting: saw,
    packing: packer,
  },
};
