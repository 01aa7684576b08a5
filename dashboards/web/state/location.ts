// Where the page stands, and how it goes elsewhere without a reload. Back and forward are the browser's.
import { useSyncExternalStore } from "react";

export type Place = { readonly path: string; readonly search: string };

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("popstate", listener);
  };
}

/** @param href an address of this page, e.g. `/sites/wenan-panel`. */
export function navigate(href: string): void {
  history.pushState(null, "", href);
  scrollTo(0, 0);
  for (const listener of listeners) listener();
}

export function usePlace(): Place {
  const address = useSyncExternalStore(
    subscribe,
    () => location.pathname + location.search,
    () => "/",
  );
  const [path = "/", search = ""] = address.split(/(?=\?)/, 2);
  return { path, search };
}
