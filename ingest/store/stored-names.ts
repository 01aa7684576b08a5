// The names of an index as assembling records out of its rows needs them.
import type { StoredNames } from "../archive/record-assembly.ts";
import type { Names } from "./batch-columns.ts";

export function storedNames({ signals, scanGroups }: Names): StoredNames {
  return {
    signal: (id) => signals.name(id)?.[2],
    scanGroup: (id) => {
      const name = scanGroups.name(id);
      return name && ([name[1], name[2]] as const);
    },
  };
}
