// A folder that will be made later lies on the disk of the nearest one above it that is there.
import { existsSync } from "node:fs";
import { dirname } from "node:path";

export function nearestFolder(path: string): string {
  const above = dirname(path);
  return existsSync(path) || above === path ? path : nearestFolder(above);
}
