// Which page the fragment of the address names; the server knows one page only.
import { useSyncExternalStore } from "react";

export type Place =
  | { readonly page: "overview" | "find" | "import" | "configuration" | "unknown" }
  | { readonly page: "equipment"; readonly id: string };

const simple = {
  "": "overview",
  find: "find",
  import: "import",
  configuration: "configuration",
} as const;

export function placeOf(hash: string): Place {
  const [first = "", ...rest] = hash.replace(/^#\/?/, "").split("/");
  if (first === "equipment" && rest.length === 1) {
    return { page: "equipment", id: decoded(rest[0] ?? "") };
  }
  if (rest.length > 0 || !Object.hasOwn(simple, first)) return { page: "unknown" };
  return { page: simple[first as keyof typeof simple] };
}

export function equipmentHref(id: string): string {
  return `#/equipment/${encodeURIComponent(id)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function subscribe(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

export function usePlace(): Place {
  return placeOf(useSyncExternalStore(subscribe, () => location.hash));
}
