// The built page: names are looked up among the files that are there, so that no path leads elsewhere.
import { readdirSync, readFileSync } from "node:fs";
import type { LocalAnswer } from "./route.ts";

const folder = new URL("../page/dist/", import.meta.url);

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

/** Nothing from elsewhere, nothing inline; a file that was chosen for download is a blob of the page itself. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** undefined: there is no such file. @param path below the page, e.g. `assets/page-1a2b.js` */
export function pageFile(path: string): LocalAnswer | undefined {
  const [name = "", inside] = path.split("/").toReversed();
  const below = inside === undefined ? folder : new URL("assets/", folder);
  if (inside !== undefined && path !== `assets/${name}`) return undefined;
  const type = types[name.split(".").at(-1) ?? ""];
  if (type === undefined || !namesIn(below).includes(name)) return undefined;
  const headers: Record<string, string> = { "content-security-policy": policy };
  // Names of assets carry the hash of what is in them.
  if (inside !== undefined) headers["cache-control"] = "private, max-age=31536000, immutable";
  return { status: 200, type, body: readFileSync(new URL(name, below)), headers };
}

function namesIn(below: URL): readonly string[] {
  try {
    return readdirSync(below);
  } catch {
    return [];
  }
}
