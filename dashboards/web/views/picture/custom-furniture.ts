// Panel furniture cell: nesting table with gantry and spindle, edge banders, six-side drill, packing.
import { beltY, circle, type Drawing, floorY, type ProfilePicture, path, rect } from "./shape.ts";
import { arrow, conveyor, motor, pallet, pile } from "./symbols.ts";

const nesting: Drawing = {
  width: 320,
  shapes: [
    // Sheets that wait.
    pallet(4, floorY - 8, 46),
    ...pile(6, floorY - 9, 42, 6, 5),
    path("M27 118V100H60", "flow"),
    // Table on its base, the sheet on top, held by the vacuum pump below.
    rect(60, 112, 196, 12, "part"),
    rect(66, 104, 184, 8, "material"),
    rect(68, 124, 180, 34, "body"),
    path("M80 158V177M236 158V177", "line"),
    path("M84 112v12M108 112v12M132 112v12M156 112v12M180 112v12M204 112v12M228 112v12", "thin"),
    // Gantry over the table; its carriage bears the spindle and the tool.
    path("M92 104V44H232V104H220V60H104V104Z", "body"),
    rect(140, 36, 34, 40, "part", 2),
    rect(149, 76, 16, 16, "part"),
    path("M154 92H160V100L157 106L154 100Z", "solid"),
    // Dust hose from the spindle.
    path("M174 46C196 46 192 22 214 22H246V30", "flow"),
    path("M238 30H254L250 44H242Z", "part"),
    ...conveyor(262, 320),
    rect(268, beltY - 5, 16, 5, "material"),
    rect(294, beltY - 5, 20, 5, "material"),
    arrow(304, 100),
  ],
  slots: [
    {
      purposes: ["speed.spindle"],
      x: 20,
      y: 28,
      label: { zh: "主轴", en: "Spindle" },
      to: [140, 52],
    },
    {
      purposes: ["load.spindle"],
      x: 256,
      y: 62,
      label: { zh: "负载", en: "Load" },
      to: [165, 84],
    },
    {
      purposes: ["pressure.vacuum"],
      x: 128,
      y: 133,
    },
  ],
};

const edgebander: Drawing = {
  width: 214,
  shapes: [
    ...conveyor(0, 214, false),
    rect(4, beltY - 5, 26, 5, "material"),
    rect(60, beltY - 5, 40, 5, "material"),
    rect(126, beltY - 5, 40, 5, "material"),
    rect(188, beltY - 5, 24, 5, "material"),
    rect(24, 126, 172, 34, "body"),
    path("M34 160V177M186 160V177", "line"),
    // Upper beam that holds the panels down.
    rect(24, 72, 172, 14, "body", 2),
    path("M40 86V104M180 86V104", "line"),
    // Coil of edge tape, pre-milling, glue pot with roller, press rollers, trimming.
    circle(34, 54, 17, "light"),
    circle(34, 54, 6, "part"),
    path("M46 66L72 100", "flow"),
    rect(48, 90, 10, 18, "part"),
    path("M66 86V72H90V86L84 96H72Z", "part"),
    circle(78, 103, 6, "part"),
    ...[104, 117, 130, 143].map((x) => circle(x, 103, 6, "part")),
    path("M158 90h12l-6 16Z", "part"),
    path("M110 72V52H136V44", "flow"),
  ],
  slots: [
    {
      purposes: ["temperature.glue"],
      x: 68,
      y: 26,
      label: { zh: "胶温", en: "Glue" },
      to: [78, 72],
    },
    {
      purposes: ["speed.feed"],
      x: 138,
      y: 26,
      label: { zh: "进给", en: "Feed" },
    },
    { purposes: ["current.premill"], x: 80, y: 133 },
  ],
};

const drill: Drawing = {
  width: 230,
  shapes: [
    ...conveyor(0, 44, false),
    ...conveyor(188, 230, false),
    rect(40, 46, 152, 30, "body", 2),
    rect(40, 136, 152, 24, "body", 2),
    path("M40 76V136M192 76V136", "line"),
    path("M52 160V177M180 160V177", "line"),
    rect(20, beltY - 6, 190, 6, "material"),
    // Heads above and below with their bits, clamps that draw the panel through.
    rect(84, 76, 64, 16, "part"),
    path("M92 92v12M102 92v8M112 92v12M122 92v8M132 92v12M142 92v8", "line"),
    rect(84, 124, 64, 12, "part"),
    path("M96 124v-8M110 124v-8M124 124v-8M138 124v-8", "line"),
    path("M54 96h16v12h-16ZM54 118h16v10h-16ZM164 96h16v12h-16ZM164 118h16v10h-16Z", "part"),
    ...motor(106, 38),
    arrow(212, 100),
  ],
  slots: [
    {
      purposes: ["current.spindle"],
      x: 136,
      y: 20,
      label: { zh: "主轴电流", en: "Spindle" },
    },
  ],
};

const packing: Drawing = {
  width: 190,
  shapes: [
    ...conveyor(0, 126),
    rect(4, beltY - 18, 30, 18, "light"),
    path(`M4 ${beltY - 18}l8-8h14l8 8`, "thin"),
    // Strapping portal, cartons before and behind it.
    path("M48 114V50H98V114H88V62H58V114Z", "body"),
    rect(62, beltY - 22, 28, 22, "light"),
    path(`M76 ${beltY - 22}v22`, "line"),
    rect(102, beltY - 22, 22, 22, "light"),
    pallet(130, floorY - 8, 52),
    rect(132, floorY - 32, 24, 22, "light"),
    rect(157, floorY - 32, 24, 22, "light"),
    rect(132, floorY - 55, 24, 22, "light"),
    rect(157, floorY - 55, 24, 22, "light"),
    rect(144, floorY - 78, 24, 22, "light"),
    path(
      `M144 ${floorY - 32}v22M169 ${floorY - 32}v22M144 ${floorY - 55}v22M169 ${floorY - 55}v22M156 ${floorY - 78}v22M113 ${beltY - 22}v22`,
      "thin",
    ),
  ],
  slots: [],
};

export const customFurniture: ProfilePicture = {
  profile: "custom-furniture",
  stages: { cutting: nesting, "edge-banding": edgebander, drilling: drill, packing },
};
