// The demo's own processes under a real browser: values live in the process picture, and each thing that can die
// (gateway, plant with renumbered namespaces, a cable, the broker, the centre) is said on the page and comes back.
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { wholeCable } from "#simulators/servers/tcp-cable-state.ts";
import { chromiumArgs, chromiumPath } from "../kit/chromium.ts";
import { DemoFactories } from "../kit/demo-factories.ts";
import { testWith } from "../kit/peers.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const soon = { timeout: 45_000, interval: 100 };
const wenan = "wenan-panel";

async function openPage(folder: string): Promise<Page> {
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath: chromiumPath,
    args: chromiumArgs,
    viewport: { width: 1440, height: 900 },
  });
  onTestFinished(() => context.close());
  return context.newPage();
}

async function demoUnderBrowser(broker: "embedded" | "mosquitto") {
  const folder = temporaryFolder();
  const factories = await DemoFactories.prepare({ folder, broker });
  await factories.startAll();
  await factories.flowing(["packer"]);
  const page = await openPage(folder);
  const link = (state: string) => page.locator(`[data-link="${state}"]`);
  /** The top line of the page, until it says this. */
  const says = (words: RegExp) =>
    expect.poll(() => page.locator("[data-link]").innerText(), soon).toMatch(words);
  const value = page.locator('[data-signal="temperature.zone.1"]').first();
  /** Live again, and the shown value moves. */
  const moves = async () => {
    await link("live").waitFor({ timeout: 45_000 });
    const before = await value.innerText();
    await expect.poll(() => value.innerText(), soon).not.toBe(before);
  };
  return { factories, page, says, moves };
}

testWith("chromium")(
  "what dies is said on the page and comes back: gateway, renumbered plant, cable, centre",
  { timeout: 300_000 },
  async () => {
    const { factories, page, says, moves } = await demoUnderBrowser("embedded");
    await page.goto(`${factories.web}/`);
    for (const id of factories.sites) {
      await page.locator(`a[href="/sites/${id}"]`).first().waitFor({ timeout: 20_000 });
    }
    await expect.poll(() => page.locator("main").innerText(), soon).toMatch(/9 项必备/);
    await page.locator(`a[href="/sites/${wenan}"]`).first().click();
    await moves();

    await factories.kill([`gateway ${wenan}`]);
    await says(/网关 gw-wenan 离线/);
    await factories.start([`gateway ${wenan}`]);
    await moves();

    await factories.kill([`plant ${wenan}`]);
    await says(/离线/);
    await factories.start([`plant ${wenan}`]);
    await moves();
    const spare = factories
      .linesOf(`plant ${wenan}`)
      .flatMap((line) => /(\d+) spare namespaces/.exec(line)?.[1] ?? []);
    expect(new Set(spare).size).toBe(2);

    const cables = factories.cables[factories.sites.indexOf(wenan)];
    cables?.opcua.set({ kind: "refused" });
    await says(/离线/);
    cables?.opcua.set(wholeCable);
    await moves();

    await factories.kill(["centre"]);
    await says(/连接中断/);
    await factories.start(["centre"]);
    await moves();
  },
);

testWith("chromium", "mosquitto")(
  "a broker that stops is said as such and comes back",
  { timeout: 200_000 },
  async () => {
    const { factories, page, says, moves } = await demoUnderBrowser("mosquitto");
    await page.goto(`${factories.web}/sites/${wenan}`);
    await moves();
    await factories.mosquitto?.kill("SIGTERM");
    await says(/消息服务器断开/);
    await factories.mosquitto?.start();
    await moves();
  },
);
