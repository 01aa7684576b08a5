// The house itself: what lint cannot see. Walls, names, registries, licences and words.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const stages = ["contracts", "simulators", "gateway", "ingest", "scoring", "dashboards"];

function files(folder: string, matching: RegExp): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === "node_modules" || name === "dist" || name === ".git") return [];
    return statSync(path).isDirectory() ? files(path, matching) : matching.test(name) ? [path] : [];
  });
}

function imports(path: string): string[] {
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
}

const sources = stages
  .flatMap((stage) => files(stage, /\.tsx?$/))
  .filter((path) => !/\.test\.tsx?$/.test(path));

test("a stage imports only its own files and contracts", () => {
  const crossings = sources.flatMap((path) => {
    const stage = path.split("/")[0];
    return imports(path)
      .filter((target) => target.startsWith("#") && !target.startsWith("#contracts/"))
      .filter((target) => !(stage === "dashboards" && target.startsWith("#scoring/verify/")))
      .map((target) => `${path} → ${target}`);
  });
  const climbs = sources.flatMap((path) =>
    imports(path)
      .filter((target) => target.startsWith("."))
      .filter((target) => join(path, "..", target).split("/")[0] !== path.split("/")[0])
      .map((target) => `${path} → ${target}`),
  );
  expect([...crossings, ...climbs]).toEqual([]);
});

test("contracts import zod and protobufjs only, lie flat and touch no I/O", () => {
  const contracts = sources.filter((path) => path.startsWith("contracts/"));
  const foreign = contracts.flatMap((path) =>
    imports(path)
      .filter(
        (target) =>
          !target.startsWith("./") && target !== "zod" && !target.startsWith("protobufjs"),
      )
      .map((target) => `${path} → ${target}`),
  );
  expect(foreign).toEqual([]);
  expect(contracts.filter((path) => path.split("/").length !== 2)).toEqual([]);
});

test("simulators share no codec library with the gateway", () => {
  const packages = (stage: string) =>
    new Set(
      sources
        .filter((path) => path.startsWith(`${stage}/`))
        .flatMap(imports)
        .filter(
          (target) =>
            !target.startsWith(".") && !target.startsWith("#") && !target.startsWith("node:"),
        ),
    );
  const shared = [...packages("simulators")].filter((name) => packages("gateway").has(name));
  // Reading a YAML file and checking its shape is no field protocol.
  expect(shared.filter((name) => name !== "yaml" && name !== "zod")).toEqual([]);
});

test("no file is a drawer", () => {
  const drawers = sources.filter((path) =>
    /(^|\/)(utils?|helpers?|common|misc|index|types|manager)\.tsx?$/.test(path),
  );
  expect(drawers).toEqual([]);
});

test("tests do not sleep", () => {
  const sleeping = [...stages, "test"]
    .flatMap((folder) => files(folder, /\.test\.tsx?$/))
    .filter((path) =>
      /\bsleep\(|setTimeout\(\s*(?:resolve|r|done)\b/.test(readFileSync(path, "utf8")),
    );
  expect(sleeping).toEqual([]);
});

test("every stage has its README with the six headings", () => {
  const headings = [
    "What comes in",
    "What goes out",
    "What is kept on disk",
    "What if it dies here",
    "Configuration",
    "Where to look first",
  ];
  const missing = stages.flatMap((stage) => {
    const text = readFileSync(`${stage}/README.md`, "utf8");
    return headings
      .filter((heading) => !text.includes(heading))
      .map((heading) => `${stage}: ${heading}`);
  });
  expect(missing).toEqual([]);
});

/** Packages whose package.json names no licence: which file of theirs does, and what it says. */
const licenceTexts: { readonly [path: string]: readonly [string, RegExp] } = {
  "node_modules/dequeue": ["LICENSE", /^This is the 2-Clause BSD license/],
  "node_modules/humanize": ["LICENSE", /Permission is hereby granted, free of charge/],
  "node_modules/precond": ["README.md", /free to use under the terms of the \[MIT license\]/],
};

function statesLicence(path: string): boolean {
  const [file, says] = licenceTexts[path] ?? [];
  return file !== undefined && says?.test(readFileSync(join(path, file), "utf8")) === true;
}

test("the lock file names no registry and every package's licence is permissive", () => {
  const text = readFileSync("package-lock.json", "utf8");
  expect(text).not.toContain('"resolved"');
  const packages = JSON.parse(text).packages as Record<string, { license?: string }>;
  const permissive =
    /^\(?(MIT|MIT-0|ISC|BSD-2-Clause|BSD-3-Clause|0BSD|Apache-2\.0|BlueOak-1\.0\.0|Unlicense|CC0-1\.0|CC-BY-4\.0|Python-2\.0|MPL-2\.0)\b/;
  const others = Object.entries(packages)
    .filter(([path, entry]) => path !== "" && !permissive.test(entry.license ?? ""))
    .filter(([path]) => !statesLicence(path))
    .map(([path, entry]) => `${path}: ${entry.license}`);
  expect(others).toEqual([]);
});

test("commands of the READMEs exist", () => {
  const scripts = Object.keys(JSON.parse(readFileSync("package.json", "utf8")).scripts as object);
  const named = ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"].flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1] ?? ""),
  );
  expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  expect(named.length).toBeGreaterThan(0);
});

test("nothing from the recorded series is kept here", () => {
  expect(files(".", /\.csv$/).filter((path) => statSync(path).size > 100_000)).toEqual([]);
});
