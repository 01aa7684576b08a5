// The computer that the gateway runs on, as it says of itself: firmware's maker and model, operating system.
import { readFileSync } from "node:fs";
import { release } from "node:os";

/** Text of a file of the system; undefined where there is none. */
export type ReadSystem = (path: string) => string | undefined;

const maxLength = 256;

function readSystemFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** What boards without a maker fill in. */
const placeholder =
  /^(?:to be filled by o\.?e\.?m\.?|default string|system (?:manufacturer|product name)|not specified|none|n\/a)$/i;

function said(text: string | undefined): string | undefined {
  const clean = text
    ?.replace(/\p{Cc}/gu, "")
    .trim()
    .slice(0, maxLength)
    .toWellFormed();
  return clean === undefined || clean === "" || placeholder.test(clean) ? undefined : clean;
}

/** PRETTY_NAME of os-release(5). */
function osName(text: string | undefined): string | undefined {
  const value = /^PRETTY_NAME=(.*)$/m.exec(text ?? "")?.[1];
  return said(value?.replace(/^(["'])(.*)\1$/, "$2"));
}

/**
 * Properties `machine.*`: maker and model from DMI (PC) or the device tree (ARM), name of the system and kernel. What the
 * machine does not say is left out; serial numbers are the root user's and are not read.
 */
export function machineProperties(
  read: ReadSystem = readSystemFile,
  kernel: string = release(),
): readonly (readonly [string, string])[] {
  const dmi = (name: string) => said(read(`/sys/class/dmi/id/${name}`));
  const found: readonly (readonly [string, string | undefined])[] = [
    ["machine.maker", dmi("sys_vendor")],
    ["machine.model", dmi("product_name") ?? said(read("/proc/device-tree/model"))],
    ["machine.os", osName(read("/etc/os-release"))],
    ["machine.kernel", said(kernel)],
  ];
  return found.flatMap(([key, text]) => (text === undefined ? [] : [[key, text] as const]));
}
