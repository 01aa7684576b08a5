// A found device as lines of at most 80 columns.
import type { ScannedDevice } from "#gateway/commissioning/scan-connection.ts";
import { wrap } from "../terminal-text.ts";

/** The others are in --json. */
const shownRecognitions = 3;

const confidences = {
  sure: "确定 sure",
  likely: "很可能 likely",
  possible: "也许 possible",
} as const;

export function deviceLines({ shared, said, evidence, recognitions }: ScannedDevice): string[] {
  // Namespaces stand in the YAML.
  const where = Object.entries(shared)
    .filter(([, value]) => typeof value !== "object")
    .map(([key, value]) => `${key} ${value}`)
    .join(" · ");
  const lines = [...wrap("", where), ...wrap("    ", evidence)];
  if (said.length > 0) {
    lines.push(...wrap("    ", said.map(([key, text]) => `${key} ${text}`).join(" · ")));
  }
  for (const { template, confidence, why } of recognitions.slice(0, shownRecognitions)) {
    const words = why === evidence ? "" : why;
    lines.push(...wrap("    ", `模板 template ${template}(${confidences[confidence]})${words}`));
  }
  if (recognitions[0]?.confidence === "possible") {
    const words =
      "只是猜测,没有写进下面的配置:对照铭牌再定 · a guess, not in the YAML below: see the nameplate";
    lines.push(...wrap("    ", words));
  }
  if (recognitions.length === 0) {
    lines.push(...wrap("    ", "没有吻合的模板,请手写信号 · no template fits: map its signals"));
  }
  return lines;
}
