// Which page the address names, and the address of each page. Ids stand URI-encoded in the path.

export type PageAddress =
  | { readonly page: "sites" }
  | { readonly page: "site"; readonly site: string }
  | { readonly page: "criteria"; readonly site: string }
  /** line: where several lines of the site are judged by the same criterion. */
  | { readonly page: "criterion"; readonly site: string; readonly criterion: string }
  | { readonly page: "unknown" };

export type SignalAddress = { readonly equipment: string; readonly signal: string };

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** The page of a path; a trailing slash says nothing. */
export function pageOfPath(path: string): PageAddress {
  if (path === "/") return { page: "sites" };
  const found = /^\/sites\/([^/]+)(?:\/(criteria)(?:\/([^/]+))?)?\/?$/.exec(path);
  const site = decoded(found?.[1] ?? "");
  if (site === undefined || site === "") return { page: "unknown" };
  if (found?.[2] === undefined) return { page: "site", site };
  if (found[3] === undefined) return { page: "criteria", site };
  const criterion = decoded(found[3]);
  return criterion === undefined ? { page: "unknown" } : { page: "criterion", site, criterion };
}

export const pathOfSites = "/";

export function pathOfSite(site: string): string {
  return `/sites/${encodeURIComponent(site)}`;
}

/** The site page with the trend of one signal. */
export function pathOfSignal(site: string, { equipment, signal }: SignalAddress): string {
  const key = [equipment, signal].map(encodeURIComponent).join("/");
  return `${pathOfSite(site)}?signals=${key}`;
}

export function pathOfCriteria(site: string): string {
  return `${pathOfSite(site)}/criteria`;
}

/** @param line names the line where several are judged by the same criterion. */
export function pathOfCriterion(site: string, criterion: string, line?: string): string {
  const path = `${pathOfCriteria(site)}/${encodeURIComponent(criterion)}`;
  return line === undefined ? path : `${path}?${new URLSearchParams({ line })}`;
}

export function lineOfSearch(search: string): string | undefined {
  return new URLSearchParams(search).get("line") ?? undefined;
}
