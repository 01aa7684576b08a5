// What `npm pack` ships, made into dist/: the program with its types stripped, in the folders of the source, and
// the data files beside it. Node strips no types below node_modules. Packages stay outside: npm installs them.
import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("../../", import.meta.url));
const out = join(root, "dist");

/** Programs that are started by their file; the others are found by their imports. */
const programs = [
  "bin/lineproof.ts",
  "bin/fast/fast-line-process.ts",
  "gateway/signal-list/import-process.ts",
];

/** Folders whose data the program reads at run time, with what counts as data there. */
const data: readonly (readonly [folder: string, matching: RegExp])[] = [
  ["gateway", /\.json$/],
  ["scoring/policies", /\.(json|ya?ml)$/],
  ["simulators/scenarios", /\.ya?ml$/],
  ["bin/demo/sites", /\.(json|ya?ml)$/],
  ["dashboards/web/dist", /./],
  ["gateway/page/dist", /./],
];

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

rmSync(out, { recursive: true, force: true });

const bundle = await rolldown({
  input: programs.map((program) => join(root, program)),
  platform: "node",
  // "#stage/…" are our own folders; every other bare name is a package.
  external: (id) => !id.startsWith(".") && !id.startsWith("/") && !id.startsWith("#"),
  plugins: [
    {
      name: "stages",
      resolveId: (id) => (id.startsWith("#") ? join(root, id.slice(1)) : null),
    },
  ],
});
await bundle.write({
  dir: out,
  format: "esm",
  preserveModules: true,
  preserveModulesRoot: resolve(root),
  entryFileNames: "[name].js",
});
await bundle.close();

for (const [folder, matching] of data) {
  for (const path of filesBelow(folder)) {
    if (!matching.test(path)) continue;
    mkdirSync(dirname(join(out, path)), { recursive: true });
    cpSync(join(root, path), join(out, path));
  }
}
cpSync(join(root, "scripts/package/launcher.mjs"), join(out, "lineproof.mjs"));
