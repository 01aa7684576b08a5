// Which files a configuration refers to, by where a path may stand in it. Files that are read only later (trust
// lists, user certificates) count too.
import type { Document } from "yaml";

/** Last keys of a place in the configuration → it names a file or folder. `*` stands for any key. */
const places: readonly (readonly string[])[] = [
  ["fromFile"],
  ["tls", "ca"],
  ["tls", "cert"],
  ["tls", "key"],
  ["trust", "*"],
  ["user", "certificate"],
  ["user", "key"],
  ["template"],
  ["lineModel"],
];

export type Reference = { readonly keys: readonly string[]; readonly path: string };

function namesFile(keys: readonly string[], text: string): boolean {
  // A template without an ending is one that ships with the program.
  if (keys.at(-1) === "template") return text.endsWith(".json");
  return places.some((place) =>
    place.every((key, n) => {
      const found = keys.at(n - place.length);
      return key === "*" ? found !== undefined : found === key;
    }),
  );
}

export function referencedFiles(document: Document): Reference[] {
  const found: Reference[] = [];
  const walk = (value: unknown, keys: readonly string[]): void => {
    if (typeof value === "string" && namesFile(keys, value)) found.push({ keys, path: value });
    if (typeof value !== "object" || value === null) return;
    for (const [key, below] of Object.entries(value)) walk(below, [...keys, key]);
  };
  walk(document.toJS(), []);
  return found;
}

/** Names of environment variables that hold secrets. */
export function referencedVariables(document: Document): string[] {
  const names = new Set<string>();
  JSON.stringify(document.toJS(), (key, value: unknown) => {
    if (key === "fromEnv" && typeof value === "string") names.add(value);
    return value;
  });
  return [...names].sort();
}
