// Found devices as equipment of a configuration, ready to be pasted. Pure.
import { stringify } from "yaml";
import type { ScannedDevice } from "./scan-connection.ts";

/**
 * Devices that no template fits are left out, and those of which no more is known than that one reading could be its:
 * what is pasted unread must not be a guess.
 */
export function foundYaml(devices: readonly ScannedDevice[]): string {
  const blocks = devices.flatMap(({ equipment, recognitions, said }) => {
    const [best, ...others] = recognitions;
    if (equipment === undefined || best?.confidence === "possible") return [];
    const serial = said.find(([key]) => key === "serial")?.[1];
    const notes = [
      `${best?.confidence}: ${best?.why}`,
      ...(serial === undefined ? [] : [`serial ${serial}`]),
      ...(best?.confidence === "sure" ? [] : others).map(({ template }) => `或 or: ${template}`),
    ];
    const lines = notes.map((note) => `  # ${note.replace(/\s+/g, " ")}`);
    return [...lines, stringify([equipment]).trimEnd().replace(/^/gm, "  ")];
  });
  return blocks.length === 0 ? "" : `equipment:\n${blocks.join("\n")}\n`;
}
