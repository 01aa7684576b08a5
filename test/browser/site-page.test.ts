// The site page in a real browser against the real server: the picture of each line type carries live values, what is
// lost or never answered looks so at once, values are chosen for the trend and kept in the address, states are drawn.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { LineModel } from "#contracts/line-model.ts";
import { status } from "#contracts/quality.ts";
import { everydayValues } from "#dashboards/fixtures/everyday-values.ts";
import { furnitureModel } from "#dashboards/fixtures/furniture-model.ts";
import { panelLineModel } from "#dashboards/fixtures/panel-line-model.ts";
import { pressHallVerdicts } from "#dashboards/fixtures/press-hall-verdicts.ts";
import { neverAnswered, rockWoolModel } from "#dashboards/fixtures/rock-wool-model.ts";
import { ScriptedReader } from "#dashboards/fixtures/scripted-reader.ts";
import { type RunningDashboard, startDashboard } from "#dashboards/server/start-dashboard.ts";
import { chromiumArgs, chromiumPath } from "../kit/chromium.ts";
import { peers } from "../kit/peers.ts";

const webRoot = fileURLToPath(new URL("../../dashboards/web/dist", import.meta.url));
const browserTest = test.skipIf(!peers.chromium());
/** Polls end as soon as they are right; the bound is for a busy machine. */
const soon = { timeout: 15_000 };
const minute = 60_000;
const models = [panelLineModel(), furnitureModel(), rockWoolModel()] as const;
const [panel, furniture, rockWool] = models;

let folder: string;
let context: BrowserContext;
let page: Page;
let reader: ScriptedReader;
let dashboard: RunningDashboard;
let troubles: string[];

const clock = { now: () => Date.now(), monotonic: () => performance.now() };

beforeAll(async () => {
  if (!peers.chromium()) return;
  folder = await mkdtemp(join(tmpdir(), "lineproof-site-page-"));
  context = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath: chromiumPath,
    args: chromiumArgs,
    viewport: { width: 1440, height: 900 },
  });
});

afterAll(async () => {
  await context?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

function silentOf(model: LineModel): string[] {
  return model === rockWool ? [neverAnswered] : [];
}

function everyValue(): void {
  for (const model of models) reader.set(model.site.id, everydayValues(model, silentOf(model)));
}

function tellStates(model: LineModel, now: number): void {
  for (const { id, signals } of model.lines.flatMap((line) => line.equipment)) {
    const table = signals.find(({ purpose }) => purpose === "state")?.states ?? [];
    const value = (category: string) => table.find((row) => row.category === category)?.value;
    const [producing, fault] = [value("producing"), value("fault")];
    if (producing === undefined || fault === undefined || silentOf(model).includes(id)) continue;
    reader.setStates(model.site.id, id, "state", [
      { from: now - 30 * minute, to: now - 15 * minute, value: producing },
      { from: now - 15 * minute, to: now - 12 * minute, value: fault },
      { from: now - 12 * minute, to: now, value: producing },
    ]);
  }
}

async function serve(port = 0): Promise<RunningDashboard> {
  return await startDashboard({
    reader,
    judge: async (asked) => pressHallVerdicts(asked, Date.now()),
    policies: ["langfang-2023-demo"],
    host: "127.0.0.1",
    port,
    webRoot,
    clock,
    log: (line) => troubles.push(line),
  });
}

beforeEach(async () => {
  if (!peers.chromium()) return;
  troubles = [];
  reader = new ScriptedReader(models, clock);
  for (const model of models) {
    for (const each of silentOf(model)) {
      reader.setDevice(model.site.id, each, false, clock.now() - 60 * minute);
    }
    tellStates(model, clock.now());
  }
  everyValue();
  dashboard = await serve();
  page = await context.newPage();
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Warning:/.test(message.text())) troubles.push(message.text());
  });
});

afterEach(async () => {
  if (!peers.chromium()) return;
  await page.evaluate("localStorage.clear()");
  await page.close();
  await dashboard.close();
});

async function open(model: LineModel, search = ""): Promise<void> {
  await page.goto(new URL(`/sites/${model.site.id}${search}`, dashboard.url).href);
  await page.locator('[data-link]:not([data-link="connecting"])').waitFor();
  await page.locator(".machine-figure").first().waitFor();
}

const reading = (key: string) => page.locator(`.picture [data-reading="${key}"]`);
const machine = (id: string) => page.locator(`.picture [data-machine="${id}"]`);
const text = (key: string) => reading(key).textContent();

/** What axe finds grave, with where. */
async function graveViolations(): Promise<unknown[]> {
  const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  // As a debugger would: the page's own policy lets no foreign script in.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Runtime.evaluate", { expression: await readFile(axe, "utf8") });
  const found = (await page.evaluate(
    "axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map((n) => n.target.join(' ')).slice(0, 5) })))",
  )) as { impact: string }[];
  return found.filter(({ impact }) => impact === "serious" || impact === "critical");
}

const live = [
  { model: panel, key: "press/temperature.zone.3", value: 214.6, shown: "214.6" },
  { model: furniture, key: "cnc-1/speed.spindle", value: 18_250, shown: "18\u202f250" },
  { model: rockWool, key: "oven-zone-2/temperature.zone", value: 231.4, shown: "231.4" },
];

browserTest.for(live)(
  "the picture of $model.lines.0.profile carries live values, and one that changes is seen",
  async ({ model, key, value, shown }) => {
    await open(model);
    const production = model.lines.flatMap(({ equipment }) =>
      equipment.filter(({ role }) => role === undefined),
    );
    expect(await page.locator(".machine-figure").count()).toBe(production.length);
    expect(await text(key)).not.toContain(shown);
    const [equipment = "", signal = ""] = key.split("/");
    reader.set(model.site.id, [{ equipment, signal, value }]);
    await expect.poll(() => text(key), soon).toContain(shown);
    expect(await reading(key).getAttribute("class")).toMatch(/\b(present|beyond)\b/);
    expect(troubles).toEqual([]);
  },
);

browserTest(
  "a machine's state is told by shape and word, and changes with its signal",
  async () => {
    await open(furniture);
    expect(await machine("cnc-1").innerText()).toContain("生产");
    reader.set(furniture.site.id, [{ equipment: "cnc-1", signal: "state", value: 4 }]);
    const told = machine("cnc-1").locator('.machine-line[data-look="fault"]');
    await told.waitFor(soon);
    expect(await told.innerText()).toContain("故障");
    expect(await machine("cnc-1").locator(".machine-figure.is-fault").count()).toBe(1);
    await expect
      .poll(() => page.locator(".overview-line").innerText(), soon)
      .toMatch(/故障[\s\S]*1 台故障/);
  },
);

browserTest("a bad value has no number, one beyond its limit says so", async () => {
  await open(panel);
  reader.set(panel.site.id, [
    {
      equipment: "blender",
      signal: "flow.glue.core",
      value: 4711,
      status: status.badTimeout,
      flag: "B",
    },
    { equipment: "dryer", signal: "temperature.outlet", value: 147.2 },
  ]);
  await expect
    .poll(() => text("blender/flow.glue.core"), soon)
    .toMatch(/—[\s\S]*坏值 · 设备无应答/);
  expect(await text("blender/flow.glue.core")).not.toContain("711");
  await expect.poll(() => text("dryer/temperature.outlet"), soon).toContain("高于报警上限");
});

browserTest(
  "a machine that never answered is crossed and named; it carries no values",
  async () => {
    await open(rockWool);
    expect(await page.locator(".never-notice").innerText()).toContain("包装机从未应答:");
    const packer = machine(neverAnswered);
    expect(await packer.locator(".machine-figure.is-never .crossed").count()).toBe(1);
    expect(await packer.innerText()).toContain("从未应答");
    expect(await page.locator("[data-link] [role=status]").innerText()).toBe("包装机从未应答");
    expect(await packer.locator("[data-reading]").count()).toBe(0);
    expect(await page.locator(`[data-band="${neverAnswered}"]`).innerText()).toMatch(/0 %\s+100 %/);
  },
);

browserTest(
  "a device that is lost is said with its time, and its values look old at once",
  async () => {
    await open(panel);
    const key = "press/temperature.zone.1";
    await expect.poll(() => reading(key).getAttribute("class"), soon).toContain("present");
    reader.setDevice(panel.site.id, "press", false);
    await page.locator(".lost-notice").waitFor(soon);
    expect(await page.locator(".lost-notice").innerText()).toMatch(
      /连续平压机 连接中断\(自 \d\d:\d\d:\d\d,已 .+\)/,
    );
    await expect.poll(() => reading(key).getAttribute("class"), soon).toContain("stale");
    expect(await text(key)).toMatch(/陈旧/);
    expect(await machine("press").locator(".machine-line").innerText()).toMatch(
      /连接中断[\s\S]*自 \d\d:\d\d:\d\d[\s\S]*此前:生产/,
    );
    expect(await reading("dryer/temperature.inlet").getAttribute("class")).toContain("present");
    reader.setDevice(panel.site.id, "press", true);
    everyValue();
    await expect.poll(() => reading(key).getAttribute("class"), soon).toContain("present");
    await expect.poll(() => page.locator(".lost-notice").count(), soon).toBe(0);
  },
);

browserTest("without the server no machine looks as if it were running", async () => {
  await open(furniture);
  await machine("cnc-1").locator(".machine-figure.is-producing").waitFor(soon);
  await dashboard.close();
  await page.locator(".lost-notice").waitFor(soon);
  expect(await page.locator(".lost-notice").innerText()).toMatch(/看板服务器的连接中断\(自 /);
  await expect.poll(() => page.locator(".machine-figure:not(.is-lost)").count(), soon).toBe(0);
  expect(await page.locator(".picture .plate.present, .picture .value-tile.present").count()).toBe(
    0,
  );
  everyValue();
  dashboard = await serve(dashboard.port);
  await machine("cnc-1").locator(".machine-figure.is-producing").waitFor({ timeout: 20_000 });
});

browserTest(
  "values are chosen in the picture, kept in the address, and opened from a link",
  async () => {
    await open(furniture, "?signals=cnc-1/load.spindle");
    const chips = page.locator(".trend-chip");
    await expect.poll(() => chips.allInnerTexts(), soon).toHaveLength(1);
    expect(await chips.first().innerText()).toContain("主轴负载");
    const glue = reading("edgebander-2/temperature.glue");
    await glue.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => chips.count(), soon).toBe(2);
    expect(await glue.getAttribute("aria-pressed")).toBe("true");
    await expect
      .poll(() => new URL(page.url()).search, soon)
      .toBe("?signals=cnc-1/load.spindle,edgebander-2/temperature.glue");
    await expect.poll(() => reader.ranges.at(-1)?.signal, soon).toBe("temperature.glue");
    // Two units: two lanes under one time.
    await page.locator('.trend-box[data-lanes="2"] canvas').waitFor(soon);
    await page.reload();
    await expect.poll(() => chips.count(), soon).toBe(2);
    await chips.first().locator("button").click();
    await expect.poll(() => chips.count(), soon).toBe(1);
    expect(new URL(page.url()).search).toBe("?signals=edgebander-2/temperature.glue");
  },
);

browserTest(
  "state bands show what was, the share of producing, and grow with the stream",
  async () => {
    await open(panel);
    const band = page.locator('[data-band="press"]');
    // The last ten minutes at first: nothing but production.
    await expect.poll(() => band.innerText(), soon).toMatch(/100 %\s+0 %/);
    expect(await band.locator("path.band-fault").count()).toBe(0);
    const legend = page.locator(".band-legend");
    expect(await legend.innerText()).not.toContain("尚未开始");
    await page.locator(".state-bands").getByText("1 小时", { exact: true }).click();
    await band.locator("path.band-fault").waitFor(soon);
    // 27 of the 30 minutes since anything was read; what was before that is no missing data.
    await expect.poll(() => band.innerText(), soon).toMatch(/(89|90) %\s+0 %/);
    expect(await band.locator("rect.band-before").getAttribute("width")).toMatch(/^(49|50)\./);
    await expect
      .poll(() => legend.innerText(), soon)
      .toMatch(/生产[\s\S]*故障[\s\S]*无数据[\s\S]*尚未开始/);
  },
);

browserTest("what nobody read after the first data is no production and no beginning", async () => {
  const now = clock.now();
  const table = panel.lines[0]?.equipment.find(({ id }) => id === "dryer")?.signals[0]?.states;
  const producing = table?.find(({ category }) => category === "producing")?.value ?? -1;
  reader.setStates(panel.site.id, "dryer", "state", [
    { from: now - 30 * minute, to: now - 8 * minute, value: producing },
    { from: now - 5 * minute, to: now, value: producing },
  ]);
  await open(panel);
  const band = page.locator('[data-band="dryer"]');
  await expect.poll(() => band.innerText(), soon).toMatch(/(69|70) %\s+(29|30) %/);
  expect(await band.locator("rect.band-before").count()).toBe(0);
  expect(await band.locator(".band-unknown.some").count()).toBe(1);
});

browserTest(
  "both languages, three widths: nothing grave, no sideways scroll of the page",
  async () => {
    for (const model of [panel, rockWool]) {
      await open(model);
      for (const language of ["English", "中文"]) {
        await page.getByText(language, { exact: true }).click();
        const word = language === "English" ? "Live values" : "实时数据";
        await expect.poll(() => page.locator(".live-values h2").innerText(), soon).toBe(word);
        for (const width of [390, 1440, 1920]) {
          await page.setViewportSize({ width, height: 900 });
          const beyond =
            "document.documentElement.scrollWidth - document.documentElement.clientWidth";
          expect(await page.evaluate(beyond), `sideways scroll at ${width}`).toBe(0);
        }
        expect(await graveViolations()).toEqual([]);
      }
    }
    const english = new RegExp(/[\u4e00-\u9fff]/);
    await page.getByText("English", { exact: true }).click();
    await expect.poll(() => page.locator(".picture").innerText(), soon).not.toMatch(english);
  },
);

browserTest("the criteria are a link away, each item in a sentence", async () => {
  await open(panel);
  const row = page.locator(".verdict-row");
  await expect.poll(() => row.innerText(), soon).toContain("9 项必备:2 符合");
  expect(await row.locator("a").getAttribute("href")).toBe(`/sites/${panel.site.id}/criteria`);
});
