// The page in a real browser against the real server, fed by a scripted reader: a value changes where
// a person sees it, stale and lost are said, the language switches, nothing grave for accessibility,
// and nothing is fetched from anywhere else.
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import { pressHallModel } from "#dashboards/fixtures/press-hall-model.ts";
import { pressHallVerdicts } from "#dashboards/fixtures/press-hall-verdicts.ts";
import { ScriptedReader } from "#dashboards/fixtures/scripted-reader.ts";
import { type RunningDashboard, startDashboard } from "#dashboards/server/start-dashboard.ts";
import { chromiumArgs, chromiumPath } from "../kit/chromium.ts";
import { peers } from "../kit/peers.ts";

const webRoot = fileURLToPath(new URL("../../dashboards/web/dist", import.meta.url));
const peersRequired = process.env.LINEPROOF_REQUIRE_PEERS !== undefined;
const hasChromium = peers.chromium();
const site = "wenan-press";
/** Polls end as soon as they are right; the bound is for a busy machine. */
const soon = { timeout: 15_000 };

test("chromium is here, or its absence is said", (context) => {
  if (!hasChromium && !peersRequired) {
    context.skip(`没有 ${chromiumPath},浏览器测试未运行 · browser tests did not run`);
  }
  expect(hasChromium, chromiumPath).toBe(true);
});

describe.skipIf(!hasChromium)("the page of a site", () => {
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  let folder: string;
  let context: BrowserContext;
  let page: Page;
  let reader: ScriptedReader;
  let dashboard: RunningDashboard;
  let troubles: string[];
  let strangers: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lineproof-browser-"));
    context = await chromium.launchPersistentContext(join(folder, "profile"), {
      executablePath: chromiumPath,
      args: chromiumArgs,
      viewport: { width: 1440, height: 900 },
    });
  });

  afterAll(async () => {
    await context?.close();
    await rm(folder, { recursive: true, force: true });
  });

  function everyValue(power: number): void {
    reader.set(site, [
      { equipment: "meter-1", signal: "power.active", value: power },
      { equipment: "meter-1", signal: "voltage.l1", value: 230.5 },
      { equipment: "zone-1", signal: "press.temp_zone.1", value: 188.1 },
      {
        equipment: "zone-2",
        signal: "output",
        value: null,
        status: status.badConfiguration + 2,
        flag: "B",
      },
    ]);
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
    troubles = [];
    strangers = [];
    reader = new ScriptedReader([pressHallModel(site), pressHallModel("second")], clock);
    everyValue(150);
    dashboard = await serve();
    page = await context.newPage();
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("console", (message) => {
      if (/Content Security Policy|Warning:/.test(message.text())) troubles.push(message.text());
    });
    page.on("request", (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith("http") && hostname !== "127.0.0.1") strangers.push(request.url());
    });
    await page.goto(new URL(`/sites/${site}`, dashboard.url).href);
    await page.locator(".signal-row").first().waitFor();
    await link("live").waitFor();
  });

  afterEach(async () => {
    await page.evaluate("localStorage.clear()");
    await page.close();
    await dashboard.close();
  });

  const row = (signal: string) => page.locator(`[data-signal="${signal}"]`);
  const link = (state: string) => page.locator(`[data-link="${state}"]`);

  test("a value changes on the page, and its trend grows, when the reader emits", async () => {
    await expect.poll(() => row("power.active").innerText(), soon).toContain("150.00");
    await page.locator(".trend-box[data-points='1'] canvas").waitFor();
    everyValue(173.25);
    await expect.poll(() => row("power.active").innerText(), soon).toContain("173.25");
    await page.locator(".trend-box[data-points='2']").waitFor();
    expect(await row("power.active").innerText()).toContain("良好");
    expect({ troubles, strangers }).toEqual({ troubles: [], strangers: [] });
  });

  test("bad quality is said with its reason, and no number stands there", async () => {
    const text = await row("output").last().innerText();
    expect(text).toContain("坏值");
    expect(text).toContain("寄存器地址或配置有误");
    expect(text).toContain("异常码 2");
    expect(text).not.toMatch(/\d+\.\d/);
  });

  test("another signal is chosen by the keyboard, and its trend is asked for", async () => {
    await row("voltage.l1").locator("button").focus();
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.locator(".trend-chip").allInnerTexts(), soon)
      .toEqual([expect.stringContaining("总有功功率"), expect.stringContaining("A 相电压")]);
    await expect.poll(() => reader.ranges.at(-1)?.signal, soon).toBe("voltage.l1");
    expect(await row("voltage.l1").locator("button").getAttribute("aria-pressed")).toBe("true");
  });

  test("a gateway that is down makes its values stale and is said with its time", async () => {
    reader.setLink(site, false);
    await link("lost").waitFor();
    expect(await link("lost").innerText()).toMatch(/网关 gw-press-1 离线[\s\S]*自 \d\d:\d\d:\d\d/);
    await expect.poll(() => row("power.active").innerText(), soon).toMatch(/陈旧[\s\S]*网关离线/);
    reader.setLink(site, true);
    everyValue(151);
    await link("live").waitFor();
    await expect.poll(() => row("power.active").innerText(), soon).not.toContain("陈旧");
  });

  test("nothing shows as fresh while the server is away, and the page comes back by itself", async () => {
    await dashboard.close();
    await link("lost").waitFor();
    expect(await link("lost").innerText()).toMatch(/连接中断[\s\S]*自 \d\d:\d\d:\d\d/);
    await expect
      .poll(() => page.locator(".signal-row.bad.is-stale, .signal-row.good.is-stale").count(), soon)
      .toBe(4);
    expect(await page.locator(".lost-notice").innerText()).toContain("旧值");
    const age = await row("power.active").locator(".age").innerText();
    await expect.poll(() => row("power.active").locator(".age").innerText(), soon).not.toBe(age);
    everyValue(166.5);
    dashboard = await serve(dashboard.port);
    await link("live").waitFor({ timeout: 20_000 });
    await expect.poll(() => row("power.active").innerText(), soon).toContain("166.50");
    await expect.poll(() => page.locator(".lost-notice").count(), soon).toBe(0);
  });

  test("a chart that cannot be fetched leaves the page alive, and comes later", async () => {
    let refused = 0;
    await page.route("**/assets/trend-chart-*.js", async (route) => {
      refused += 1;
      await route.abort();
    });
    await page.reload();
    await expect.poll(() => refused, soon).toBe(1);
    await link("live").waitFor();
    everyValue(177.25);
    await expect.poll(() => row("power.active").innerText(), soon).toContain("177.25");
    expect(await page.locator(".trend canvas").count()).toBe(0);
    await page.unroute("**/assets/trend-chart-*.js");
    await page.locator(".trend canvas").waitFor();
  });

  test("the criteria of the site claim nothing that is not ours to say", async () => {
    await page.locator(".verdict-row a").click();
    const counts = "9 项必备:2 符合 · 1 不符合 · 5 证据不足 · 1 待补材料";
    await expect.poll(() => page.locator("main").innerText(), soon).toContain(counts);
    await expect
      .poll(() => page.locator("main").innerText(), soon)
      .toContain("官方认定以主管部门为准");
    const all = await page.locator("body").innerText();
    expect(all).not.toContain("廊坊标准");
    expect(all).not.toContain("cheat");
  });

  test("the language switches and is kept; marks stand in both", async () => {
    expect(await page.locator(".marks").innerText()).toMatch(/仿真[\s\S]*演示[\s\S]*试评/);
    await page.getByText("English", { exact: true }).click();
    await expect
      .poll(() => page.locator("h1").innerText(), soon)
      .toBe("Wen'an example panel works");
    await page.reload();
    await link("live").waitFor();
    expect(await page.locator(".marks").innerText()).toMatch(/Simulated[\s\S]*DEMO[\s\S]*Trial/);
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    await expect
      .poll(() => page.locator("main").innerText(), soon)
      .toContain("9 must criteria: 2 MET");
    const body = await page.locator("main").innerText();
    expect(body).toContain("The ledger closes");
  });

  test("another site has its own address", async () => {
    await page.goto(new URL("/sites/second", dashboard.url).href);
    await link("live").waitFor();
    await expect.poll(() => row("power.active").innerText(), soon).toContain("尚无数据");
  });

  test("axe finds nothing serious, at three widths; pictures are not empty", async () => {
    const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
    for (const width of [390, 1440, 1920]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 1080 });
      await page.locator(".trend-box canvas").waitFor();
      const beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      expect(await page.evaluate(beyond), `sideways scroll at ${width}`).toBe(0);
      const picture = join(folder, `site-${width}.png`);
      await page.screenshot({ path: picture, fullPage: true });
      expect((await stat(picture)).size).toBeGreaterThan(50_000);
    }
    // As a debugger would: the page's own policy lets no foreign script in.
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Runtime.evaluate", { expression: await readFile(axe, "utf8") });
    const found = (await page.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map((n) => n.target.join(' ')).slice(0, 5) })))",
    )) as { id: string; impact: string; at: string[] }[];
    expect(found.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
  });
});
