// The factories of the demo: two honest ones and one that cheats. Their line models, equipment and
// scenarios are files in sites/<id>/.

export type DemoSite = {
  readonly id: string;
  /** Gateway id, also its name at the broker. */
  readonly gateway: string;
  readonly name: { readonly zh: string; readonly en: string };
};

export const demoSites: readonly DemoSite[] = [
  {
    id: "wenan-panel",
    gateway: "gw-wenan",
    name: { zh: "文安人造板", en: "Wen'an particleboard" },
  },
  {
    id: "bazhou-furniture",
    gateway: "gw-bazhou",
    name: { zh: "霸州定制家具", en: "Bazhou custom furniture" },
  },
  {
    id: "dacheng-rockwool",
    gateway: "gw-dacheng",
    name: { zh: "大城绝热节能材料", en: "Dacheng insulation" },
  },
];
