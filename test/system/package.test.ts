// What `npm pack` ships runs where npm would install it: outside the checkout, without its sources, without the
// packages of development and without the database engine, which a gateway does not need.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const root = new URL("../../", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
let files: string[] = [];
let tarball: Buffer;
let name = "";

beforeAll(() => {
  const out = execFileSync("npm", ["pack", "--ignore-scripts=false", "--json", "--silent"], {
    cwd: root,
    encoding: "utf8",
  });
  const [packed] = JSON.parse(out.slice(out.indexOf("["))) as {
    filename: string;
    files: { path: string }[];
  }[];
  if (packed === undefined) throw new Error(out);
  files = packed.files.map(({ path }) => path);
  name = packed.filename;
  tarball = readFileSync(join(root, name));
  execFileSync("rm", [join(root, name)]);
}, 60_000);

/** Lays the package out as `npm install --omit=optional` would, with the packages of this checkout. */
function install(): string {
  const modules = join(temporaryFolder(), "node_modules");
  const folder = join(modules, "lineproof");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(modules, name), tarball);
  execFileSync("tar", ["xzf", join(modules, name), "-C", folder, "--strip-components=1"]);
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: boolean; optional?: boolean }>;
  };
  for (const [path, { dev, optional }] of Object.entries(lock.packages)) {
    const inner = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    if (inner === undefined || dev === true || optional === true) continue;
    const target = join(modules, inner);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(root, path), target);
  }
  return folder;
}

test("the package holds the program, its data and no source", () => {
  expect(files.filter((path) => /\.tsx?$/.test(path))).toEqual([]);
  expect(
    files.filter((path) => !/^(dist\/|[A-Z][A-Za-z.-]*(\.md)?$|package\.json$)/.test(path)),
  ).toEqual([]);
  const shipped = (folder: string) =>
    readdirSync(join(root, folder)).filter((file) => /\.(json|ya?ml)$/.test(file));
  for (const folder of ["gateway/templates", "scoring/policies", "simulators/scenarios"]) {
    for (const file of shipped(folder)) expect(files).toContain(`dist/${folder}/${file}`);
  }
  expect(files).toContain("dist/dashboards/web/dist/index.html");
  expect(files).toContain("dist/gateway/page/dist/index.html");
  expect(files).toContain("dist/gateway/signal-list/import-process.js");
});

test("a gateway runs from an installed package without the database engine, and stops in order", async () => {
  const folder = install();
  const launcher = join(folder, manifest.bin.lineproof);
  const work = temporaryFolder();
  writeFileSync(
    join(work, "gateway.yaml"),
    `gateway: { id: gw1, site: s1, data: data }
broker: { url: "mqtt://127.0.0.1:9" }
connections: [{ id: plc, driver: modbus-tcp, endpoint: { host: 127.0.0.1, port: 9 } }]
equipment:
  - { id: m, connection: plc, unit: 1, template: sdm630, scanGroups: [{ id: fast, intervalMs: 1000 }] }
`,
  );
  const child = spawn(process.execPath, [launcher, "gateway", "gateway.yaml", "--drain", "0s"], {
    cwd: work,
  });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      if (said.includes("gateway gw1 runs")) resolve();
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  expect(await ended, said).toBe(0);

  const serve = spawnSync(process.execPath, [launcher, "serve", "x.yaml"], {
    cwd: work,
    encoding: "utf8",
  });
  expect(serve.stderr).toMatch(/^\[BIN_PACKAGE_MISSING\] .*@duckdb\/node-api/);
  expect(serve.status).toBe(1);
});

/** `from "x"` at the end of a statement, `import("x")` and `import "x"` of a package. */
const packageImport = /(?:^(?:import|export)\b[^;]*?\bfrom |^import |\bimport\()"([^".#/][^"]*)"/gm;

test("the package declares every package that it imports, and nothing that only development needs", () => {
  const folder = install();
  const imported = new Set<string>();
  for (const path of files.filter((file) => file.endsWith(".js") && !file.includes("web/dist"))) {
    const text = readFileSync(join(folder, path), "utf8");
    for (const [, found = ""] of text.matchAll(packageImport)) {
      if (!found.startsWith("node:") && !found.startsWith("/")) {
        imported.add(/^(?:@[^/]+\/)?[^/]+/.exec(found)?.[0] ?? found);
      }
    }
  }
  const declared = new Set([
    ...Object.keys(manifest.dependencies),
    ...Object.keys(manifest.optionalDependencies),
  ]);
  expect([...imported].filter((id) => !declared.has(id))).toEqual([]);
  expect(imported.size).toBeGreaterThan(10);
});
