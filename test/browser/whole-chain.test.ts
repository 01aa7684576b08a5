// The demo's own processes under a real browser: a register that changes in the plant changes on the page,
// a dead gateway and a dead plant are said, and all comes back.
import { join } from "node:path";
import { chromium } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { writeDemoFolder } from "../../bin/demo/demo-folder.ts";
import { chromiumArgs, chromiumPath } from "../kit/chromium.ts";
import { freePort } from "../kit/free-port.ts";
import { testWith } from "../kit/peers.ts";
import { startProcess } from "../kit/processes.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const soon = { timeout: 30_000, interval: 100 };

testWith("chromium")(
  "a value that changes in the plant changes on the page, and what dies is said",
  async () => {
    const folder = temporaryFolder();
    const ports = { web: await freePort(), mqtt: await freePort(), modbus: await freePort() };
    const files = writeDemoFolder({ folder: join(folder, "demo"), fresh: false, ports });
    const plant = await startProcess("plant", ["simulate", files.plant]);
    await startProcess("serve", ["serve", files.serve]);
    const gateway = await startProcess("gateway", ["gateway", files.gateway]);

    const context = await chromium.launchPersistentContext(join(folder, "profile"), {
      executablePath: chromiumPath,
      args: chromiumArgs,
      viewport: { width: 1440, height: 900 },
    });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${ports.web}/`);
    const voltage = page.locator('[data-signal="voltage.l1"]').first();
    const number = () => voltage.locator(".number").innerText();
    const link = (state: string) => page.locator(`[data-link="${state}"]`);

    await link("live").waitFor({ timeout: 30_000 });
    await expect.poll(number, soon).toMatch(/^2[0-9]{2}\.\d/);
    const first = await number();
    await expect.poll(number, soon).not.toBe(first);
    expect(await voltage.innerText()).toContain("良好");

    // The gateway dies: the broker speaks its will, values go stale with the reason.
    gateway.kill("SIGKILL");
    await link("lost").waitFor({ timeout: 30_000 });
    await expect.poll(() => voltage.innerText(), soon).toMatch(/陈旧[\s\S]*网关离线/);
    const last = await number();
    await startProcess("gateway", ["gateway", files.gateway]);
    await link("live").waitFor({ timeout: 30_000 });
    await expect.poll(number, soon).not.toBe(last);

    // The plant dies: its values turn bad, no number is left standing.
    plant.kill("SIGKILL");
    await expect.poll(() => voltage.innerText(), soon).toContain("坏值");
    expect(await voltage.innerText()).not.toMatch(/\d{3}\.\d/);
    await startProcess("plant", ["simulate", files.plant]);
    await expect.poll(number, soon).toMatch(/^2[0-9]{2}\.\d/);
    await expect.poll(() => voltage.innerText(), soon).toContain("良好");
  },
);
