// Which site the address names: /sites/<id>.

export function siteOfPath(path: string): string | undefined {
  const found = /^\/sites\/([^/]+)\/?$/.exec(path)?.[1];
  if (found === undefined) return undefined;
  try {
    return decodeURIComponent(found);
  } catch {
    return undefined;
  }
}

export function pathOfSite(site: string): string {
  return `/sites/${encodeURIComponent(site)}`;
}
