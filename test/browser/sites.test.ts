// The list of sites and the criteria pages in a real browser against the real server, fed by a scripted
// reader: from the list down to a signed record, in both languages, by keyboard and by address, and what is
// lost is said.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DisplayReport } from "#contracts/display.ts";
import type { RecordRow } from "#contracts/live.ts";
import { status } from "#contracts/quality.ts";
import { everydayValues } from "#dashboards/fixtures/everyday-values.ts";
import { pressHallVerdicts } from "#dashboards/fixtures/press-hall-verdicts.ts";
import { type ScriptedReader, scriptedLog } from "#dashboards/fixtures/scripted-reader.ts";
import { threeSites } from "#dashboards/fixtures/three-sites.ts";
import { type RunningDashboard, startDashboard } from "#dashboards/server/start-dashboard.ts";
import { chromiumArgs, chromiumPath } from "../kit/chromium.ts";
import { peers } from "../kit/peers.ts";

const webRoot = fileURLToPath(new URL("../../dashboards/web/dist", import.meta.url));
const peersRequired = process.env.LINEPROOF_REQUIRE_PEERS !== undefined;
const hasChromium = peers.chromium();
/** Polls end as soon as they are right; the bound is for a busy machine. */
const soon = { timeout: 15_000 };

test("chromium is here, or its absence is said", (context) => {
  if (!hasChromium && !peersRequired) {
    context.skip(`没有 ${chromiumPath},浏览器测试未运行 · browser tests did not run`);
  }
  expect(hasChromium, chromiumPath).toBe(true);
});

/** Sixty-four hex digits that differ with the sequence. */
function leafOf(sequence: number): string {
  return sequence.toString(16).padStart(8, "0").repeat(8);
}

/** Records of the press hall's log up to the fixture's size, a second apart; #2996 has a bad sample. */
function pressRecords(now: number): RecordRow[] {
  return Array.from({ length: 3010 }, (_, sequence): RecordRow => {
    const gatewayTime = now - (3010 - sequence) * 1000;
    const bad = sequence === 2996;
    return {
      log: scriptedLog,
      sequence,
      kind: "scan",
      gatewayTime,
      ingestTime: gatewayTime + 41,
      leaf: leafOf(sequence),
      equipment: sequence % 2 === 0 ? "meter-1" : "zone-1",
      scanGroup: "main",
      samples: [
        {
          signal: sequence % 2 === 0 ? "power.active" : "press.temp_zone.1",
          sourceTime: gatewayTime - 12,
          value: bad ? null : 150 + sequence / 1000,
          status: bad ? status.badTimeout : 0,
          flag: bad ? "B" : "N",
        },
      ],
    };
  });
}

describe.skipIf(!hasChromium)("the pages of all sites", () => {
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  let folder: string;
  let context: BrowserContext;
  let page: Page;
  let reader: ScriptedReader;
  let dashboard: RunningDashboard;
  let troubles: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lineproof-sites-"));
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
    reader = threeSites(clock);
    reader.setRecords("wenan-press", pressRecords(clock.now()));
    dashboard = await serve();
    page = await context.newPage();
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("console", (message) => {
      if (/Content Security Policy|Warning:/.test(message.text())) troubles.push(message.text());
    });
  });

  afterEach(async () => {
    await page.evaluate("localStorage.clear()");
    await page.close();
    await dashboard.close();
  });

  const at = (path: string) => new URL(path, dashboard.url).href;
  const row = (site: string) => page.locator(`[data-site="${site}"]`);
  const link = (state: string) => page.locator(`[data-link="${state}"]`);
  /** A number and its unit hold together by a no-break space; to read, it is a space. */
  const words = async (locator = "main") =>
    (await page.locator(locator).first().innerText()).replaceAll("\u00a0", " ");

  async function openList(): Promise<void> {
    await page.goto(dashboard.url);
    await link("live").waitFor();
    await row("dacheng-rockwool").waitFor();
  }

  async function violations(): Promise<unknown> {
    const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
    // As a debugger would: the page's own policy lets no foreign script in.
    const devtools = await context.newCDPSession(page);
    await devtools.send("Runtime.evaluate", { expression: await readFile(axe, "utf8") });
    return await page.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map((n) => n.target.join(' ')).slice(0, 5) })))",
    );
  }

  async function expectNoSidewaysScroll(): Promise<void> {
    const beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    expect(await page.evaluate(beyond), page.url()).toBe(0);
  }

  test("the list names each site with its firm, live state, items and losses", async () => {
    await openList();
    await expect.poll(() => row("wenan-press").getAttribute("data-standing"), soon).toBe("live");
    const first = await row("wenan-press").innerText();
    for (const part of [
      "文安示例人造板厂",
      "文安示例人造板有限公司",
      "文安人造板",
      "人造板线",
      "仿真",
      "演示",
      "试评",
      "网关在线 1/1",
      "设备在线 3/3",
      "9 项必备:2 符合 · 1 不符合 · 5 证据不足 · 1 待补材料",
    ]) {
      expect(first).toContain(part);
    }
    await expect.poll(() => row("dacheng-rockwool").innerText(), soon).toContain("包装机从未应答");
    expect(await row("dacheng-rockwool").getAttribute("data-standing")).toBe("part");
    expect(await page.title()).toBe("全部站点 · 产线实证 · Lineproof");
    expect(troubles).toEqual([]);
  });

  test("a gateway that goes offline and a lost record stand in the list at once", async () => {
    await openList();
    reader.setLink("bazhou-furniture", false);
    await expect.poll(() => row("bazhou-furniture").innerText(), soon).toContain("网关离线");
    expect(await row("bazhou-furniture").getAttribute("data-standing")).toBe("lost");
    expect(await row("wenan-press").getAttribute("data-standing")).toBe("live");
    reader.setLedger("wenan-press", { gaps: 7, journalled: 3003 });
    await expect
      .poll(() => row("wenan-press").locator(".site-lost").innerText(), soon)
      .toContain("7");
    reader.setLink("bazhou-furniture", true);
    const values = everydayValues(reader.lineModels()[1]!);
    reader.set("bazhou-furniture", values);
    await expect
      .poll(() => row("bazhou-furniture").getAttribute("data-standing"), soon)
      .toBe("live");
  });

  test("a broker that the centre lost is said as such: no site is called offline", async () => {
    const sites = ["wenan-press", "bazhou-furniture", "dacheng-rockwool"];
    for (const site of sites) reader.setLink(site, false, "broker");
    await page.goto(dashboard.url);
    for (const site of sites) {
      await expect.poll(() => row(site).innerText(), soon).toContain("消息服务器断开");
      const text = await row(site).innerText();
      expect(text).toContain("网关与设备是否在线未知");
      expect(text).not.toMatch(/离线|在线 0/);
    }
    expect(await link("lost").innerText()).toMatch(/消息服务器断开[\s\S]*自 \d\d:\d\d:\d\d/);
    expect(await words(".sites-sum")).toBe("3 个站点");
    await page.goto(at("/sites/wenan-press"));
    await expect.poll(() => words(".link-notices"), soon).toMatch(/^消息服务器断开\(自 /);
    expect(await page.locator(".link-notices li").count()).toBe(1);
    await page.goto(dashboard.url);
    await row("wenan-press").waitFor();
    for (const site of sites) reader.setLink(site, true);
    await expect.poll(() => row("wenan-press").innerText(), soon).toContain("网关在线 1/1");
    await link("live").waitFor();
  });

  test("on a narrow screen a record shows its first samples, the others open by a press", async () => {
    const [first] = pressRecords(clock.now()).slice(2999);
    if (first === undefined) throw new Error("no record");
    const samples = Array.from({ length: 7 }, (_, i) => ({
      signal: `s${i}`,
      sourceTime: first.gatewayTime,
      value: i,
      status: i === 5 ? status.badTimeout : 0,
      flag: i === 5 ? ("B" as const) : ("N" as const),
    }));
    reader.setRecords("wenan-press", [{ ...first, samples }]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(at("/sites/wenan-press/criteria/A1-05"));
    const shown = () => page.locator(".record .sample:visible th").allInnerTexts();
    await expect.poll(shown, soon).toEqual(["s0", "s1", "s2", "s5"]);
    await page.getByRole("button", { name: "其余 3 项" }).click();
    await expect.poll(shown, soon).toHaveLength(7);
    await page.reload();
    await page.setViewportSize({ width: 1440, height: 900 });
    await expect.poll(shown, soon).toHaveLength(7);
  });

  test("a lost server is said within seconds, on the list and on the criteria page", async () => {
    await openList();
    await dashboard.close();
    await link("lost").waitFor({ timeout: 5000 });
    expect(await link("lost").innerText()).toMatch(/连接中断[\s\S]*自 \d\d:\d\d:\d\d/);
    expect(await words(".lost-line")).toContain("旧值");
    for (const site of ["wenan-press", "bazhou-furniture", "dacheng-rockwool"]) {
      expect(await row(site).getAttribute("data-standing")).toBe("lost");
    }
    dashboard = await serve(dashboard.port);
    await link("live").waitFor({ timeout: 20_000 });
    await expect.poll(() => page.locator(".lost-line").count(), soon).toBe(0);
    await page.goto(at("/sites/wenan-press/criteria"));
    await link("live").waitFor();
    await dashboard.close();
    await link("lost").waitFor({ timeout: 5000 });
    expect(await words(".lost-line")).toContain("中断前的结果");
    dashboard = await serve(dashboard.port);
    await link("live").waitFor({ timeout: 20_000 });
  });

  test("from the list to a signed record, and back by the browser's own way", async () => {
    await openList();
    await page.evaluate("window.stayed = true");
    await row("wenan-press").getByRole("link", { name: "A1" }).click();
    await page.locator('.full-row[data-criterion="A1-05"]').waitFor();
    expect(new URL(page.url()).pathname).toBe("/sites/wenan-press/criteria");
    const text = await words('.full-row[data-criterion="A1-05"]');
    for (const part of ["不符合", "接近门槛", "89.96 %", "≥ 90 %", "建议", "二区温控器"]) {
      expect(text).toContain(part);
    }
    expect(await page.locator(".matrix-cell").count()).toBe(16 + 8 + 1);
    await page.locator('.full-row[data-criterion="A1-05"] a').click();
    await page.locator(".record").first().waitFor();
    expect(new URL(page.url()).pathname).toBe("/sites/wenan-press/criteria/A1-05");
    expect(await page.title()).toBe("A1-05 · 逐项判定 · 文安示例人造板厂 · 产线实证 · Lineproof");
    const all = await words();
    for (const part of ["企业申报", "核验", "遥测证实", "没有官方出处", "Asia/Shanghai", "试评"]) {
      expect(all).toContain(part);
    }
    expect(await words(".detail-table tbody tr")).toMatch(/热压板 2 区温度[\s\S]*70\.27 %/);
    expect(await words('[data-sequence="2999"]')).toMatch(/#2,999[\s\S]*一区温控器/);
    expect(await words('[data-sequence="2996"]')).toMatch(/总有功功率[\s\S]*坏值[\s\S]*设备无应答/);
    expect(await page.locator('[data-sequence="2999"] code').getAttribute("title")).toBe(
      leafOf(2999),
    );
    await page.getByRole("button", { name: "更早" }).first().click();
    await page.locator('[data-sequence="2989"]').waitFor();
    await page.getByRole("button", { name: "更新" }).first().click();
    await page.locator('[data-sequence="2999"]').waitFor();
    await page.getByLabel("设备", { exact: true }).selectOption("meter-1");
    await expect.poll(() => page.locator('[data-sequence="2999"]').count(), soon).toBe(0);
    await page.locator('[data-sequence="2998"]').waitFor();
    expect(reader.recordQueries.at(-1)).toMatchObject({ equipment: "meter-1", from: 1200 });
    await page.goBack();
    await page.locator(".matrix-cell").first().waitFor();
    await page.goBack();
    await row("wenan-press").waitFor();
    await page.goForward();
    await page.locator(".matrix-cell").first().waitFor();
    expect(await page.evaluate("window.stayed")).toBe(true);
    expect(troubles).toEqual([]);
  });

  test("a criterion has an address of its own; a signal of it leads to its trend", async () => {
    await page.goto(at("/sites/wenan-press/criteria/A1-05"));
    await page.locator(".detail-table").waitFor();
    await page.getByRole("link", { name: "A1-06" }).click();
    await expect.poll(() => words("h2"), soon).toContain("反馈三要素");
    await page.goBack();
    await expect.poll(() => words("h2"), soon).toContain("传输有效率");
    await page.locator(".detail-table a").first().click();
    await expect
      .poll(() => page.url(), soon)
      .toBe(at("/sites/wenan-press?signals=zone-2/press.temp_zone.2"));
    await expect.poll(() => page.locator("h1").innerText(), soon).toBe("文安示例人造板厂");
  });

  test("an unknown site, criterion or address says so with a way back", async () => {
    await page.goto(at("/sites/nowhere"));
    await expect.poll(() => words(), soon).toContain("本机没有站点 nowhere");
    await page.goto(at("/sites/wenan-press/criteria/Z9-99"));
    await expect.poll(() => words(), soon).toContain("没有指标 Z9-99");
    await page.goto(at("/sites/wenan-press/nothing"));
    await expect.poll(() => words(), soon).toContain("/sites/wenan-press/nothing");
    await page.getByRole("link", { name: "← 全部站点" }).click();
    await row("wenan-press").waitFor();
  });

  test("everything stands in English too, kept in this browser", async () => {
    await openList();
    await page.getByText("English", { exact: true }).click();
    await expect
      .poll(() => row("wenan-press").innerText(), soon)
      .toContain("9 must criteria: 2 MET · 1 NOT_MET · 5 INSUFFICIENT · 1 DOCUMENT_NEEDED");
    await expect.poll(() => row("dacheng-rockwool").innerText(), soon).toContain("never answered");
    await page.goto(at("/sites/wenan-press/criteria/A1-05"));
    await page.locator(".record").first().waitFor();
    const all = await words();
    for (const part of [
      "Declared",
      "Verified",
      "Proven by telemetry",
      "without an official source",
    ]) {
      expect(all).toContain(part);
    }
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
  });

  test("what the screen showed is reported when the page is left", async () => {
    const reports: DisplayReport[] = [];
    await page.route("**/api/sites/wenan-press/display", async (route) => {
      reports.push(route.request().postDataJSON() as DisplayReport);
      await route.continue();
    });
    await page.goto(at("/sites/wenan-press"));
    await link("live").waitFor();
    const count = () => page.locator('[data-signal="power.active"]').first().innerText();
    await expect.poll(count, soon).not.toContain("—");
    reader.set("wenan-press", [{ equipment: "meter-1", signal: "power.active", value: 173.25 }]);
    await expect.poll(count, soon).toContain("173.25");
    await page.getByRole("link", { name: "全部站点" }).first().click();
    await row("wenan-press").waitFor();
    await expect.poll(() => dashboard.displayReports().taken, soon).toBe(1);
    expect(reports.flat().map(({ kind }) => kind)).toEqual(["energy"]);
    const [bound, shown] = reports[0]?.[0]?.buckets[0] ?? [];
    expect(shown).toBe(1);
    expect(bound).toBeLessThan(15_000);
    expect(troubles).toEqual([]);
  });

  test("axe finds nothing, and nothing scrolls sideways, at three widths in both languages", async () => {
    for (const language of ["zh", "en"]) {
      await openList();
      await page.evaluate(`localStorage.setItem("lineproof.language", "${language}")`);
      for (const [path, ready] of [
        ["/", "[data-site]"],
        ["/sites/wenan-press/criteria", ".matrix-cell"],
        ["/sites/wenan-press/criteria/A1-05", ".record"],
      ] as const) {
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(at(path));
        await page.locator(ready).first().waitFor();
        await link("live").waitFor();
        for (const width of [1920, 1440, 390]) {
          await page.setViewportSize({ width, height: 900 });
          await expectNoSidewaysScroll();
        }
        expect(await violations(), `${language} ${path}`).toEqual([]);
      }
    }
  });
});
