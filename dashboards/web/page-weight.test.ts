import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const valueImports = /^(?:import|export)\s(?!type\b)[^;]*?from\s"([^"]+)"/gm;

/** What a file loads when it runs: imports of types alone are gone by then. */
function loadedBy(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(valueImports)].map(([, from = ""]) =>
    from.startsWith("#contracts/")
      ? join(root, "contracts", from.slice("#contracts/".length))
      : from.startsWith(".")
        ? join(dirname(file), from)
        : from,
  );
}

/** The way by which the page comes to load `unwanted`, undefined when it does not. */
function wayTo(unwanted: string): string | undefined {
  const own = globSync("dashboards/web/**/*.{ts,tsx}", { cwd: root })
    .filter((file) => !/(?:\/dist\/|\.test\.|vite\.config)/.test(file))
    .map((file) => join(root, file));
  const cameBy = new Map<string, string>(own.map((file) => [file, ""]));
  for (const [file] of cameBy) {
    if (!/\.tsx?$/.test(file)) continue;
    for (const next of loadedBy(file)) {
      if (next === unwanted) return `${file} ← ${cameBy.get(file)}`;
      if (!cameBy.has(next)) cameBy.set(next, file);
    }
  }
  return undefined;
}

test("the page loads no schema library: it reads what the server has checked", () => {
  expect(wayTo("zod")).toBeUndefined();
});

test("the walk sees what the page does load", () => {
  expect(wayTo("react")).toContain("dashboards/web");
  expect(wayTo(join(root, "contracts/errors.ts"))).toContain("dashboards/web");
});
