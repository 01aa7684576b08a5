// The gateway's local page in a real browser on a real gateway process: a simulated device that serves a single
// connection, a broker that is not there. What is read, what is wrong, what is found, imported and configured is told,
// in both languages, and nothing is fetched from elsewhere.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sdm630 } from "#simulators/devices/sdm630.ts";
import { meterPoints, publishDevice } from "#simulators/devices/test-device.ts";
import {
  type ModbusTcpServer,
  openModbusTcpServer,
} from "#simulators/servers/modbus-tcp-server.ts";
import type { RegisterDevice } from "#simulators/servers/register-device.ts";
import { Child } from "../../bin/process/child.ts";
import { chromiumArgs, chromiumPath } from "../kit/chromium.ts";
import { freePort } from "../kit/free-port.ts";
import { gb18030 } from "../kit/gb18030.ts";
import { peers } from "../kit/peers.ts";
import { workbook } from "../kit/workbook.ts";

/** Polls end as soon as they are right; the bound is for a busy machine. */
const soon = { timeout: 15_000 };
const peersRequired = process.env.LINEPROOF_REQUIRE_PEERS !== undefined;
const hasChromium = peers.chromium();

test("chromium is here, or its absence is said", (context) => {
  if (!hasChromium && !peersRequired) {
    context.skip(`没有 ${chromiumPath},浏览器测试未运行 · browser tests did not run`);
  }
  expect(hasChromium, chromiumPath).toBe(true);
});

describe.skipIf(!hasChromium)("the gateway's local page", () => {
  const registers = new DataView(new ArrayBuffer(8));
  let folder: string;
  let device: ModbusTcpServer;
  let gateway: Child;
  let context: BrowserContext;
  let page: Page;
  let url: string;
  const troubles: string[] = [];
  const strangers: string[] = [];

  const press: RegisterDevice = {
    unit: 1,
    readInput: () => 2,
    readHolding: (address, count) =>
      address + count > 4
        ? 2
        : Array.from({ length: count }, (_, i) => registers.getUint16(2 * (address + i))),
  };

  /** Serves one connection: a second one beside the gateway's would be refused. */
  const serve = (port: number) =>
    openModbusTcpServer({
      devices: [press, publishDevice(sdm630, meterPoints, { unit: 3 }).device],
      port,
      maxConnections: 1,
    });

  function configuration(modbus: number, local: number): string {
    return `# of a person
gateway: { id: gw-1, site: mill, simulated: true, data: data }
broker: { url: "mqtt://127.0.0.1:9" }
local: { port: ${local} }
connections:
  - { id: line, driver: modbus-tcp, endpoint: { host: 127.0.0.1, port: ${modbus} } }
equipment:
  - id: press
    connection: line
    unit: 1
    signals:
      - { id: temperature, address: "holding:0:float32" }
      - { id: swapped, address: "holding:2:float32" } # as the manual has it
    scanGroups: [{ id: second, intervalMs: 200 }]

# the end
`;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "lineproof-gateway-page-"));
    registers.setFloat32(0, 181.5);
    // 228.7 with its words swapped.
    registers.setUint32(4, 0xb333_4364);
    device = await serve(0);
    const local = await freePort();
    const file = join(folder, "gateway.yaml");
    writeFileSync(file, configuration(device.address().port, local));
    gateway = new Child({
      name: "gateway",
      args: ["gateway", file, "--drain", "0s"],
      onLine: () => undefined,
    });
    await gateway.ready(30_000);
    url = `http://127.0.0.1:${local}/`;
    context = await chromium.launchPersistentContext(join(folder, "profile"), {
      executablePath: chromiumPath,
      args: chromiumArgs,
      viewport: { width: 1440, height: 900 },
    });
    context.on("request", (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith("http") && hostname !== "127.0.0.1") strangers.push(request.url());
    });
  });

  afterAll(async () => {
    await context?.close();
    await gateway?.stop(5000);
    await device?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    for (const old of context.pages()) await old.close();
    page = await context.newPage();
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("console", (message) => {
      if (/Content Security Policy|Warning:/.test(message.text())) troubles.push(message.text());
    });
  });

  const token = () => readFileSync(join(folder, "data", "local.token"), "utf8").trim();
  const pressRow = () => page.locator('[data-equipment="press"]');
  const button = (name: string) => page.getByRole("button", { name, exact: true });

  async function open(): Promise<void> {
    await page.goto(`${url}#token=${token()}`);
    await pressRow().waitFor();
  }

  async function go(name: string): Promise<void> {
    await page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
  }

  /** Everything that axe finds, with where. */
  async function violations(): Promise<unknown> {
    const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
    // As a debugger would: the page's own policy lets no foreign script in.
    const devtools = await context.newCDPSession(page);
    await devtools.send("Runtime.evaluate", { expression: readFileSync(axe, "utf8") });
    return page.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => ({ id, at: nodes.map((n) => n.target.join(' ')).slice(0, 5) })))",
    );
  }

  test("nothing is shown without the token; it comes typed in or behind the address's #", async () => {
    await page.goto(url);
    await page.getByLabel("口令").fill("wrong");
    await button("进入").click();
    await page.getByRole("alert").getByText("口令不对").waitFor();
    expect(await pressRow().count()).toBe(0);
    await page.getByLabel("口令").fill(token());
    await button("进入").click();
    await pressRow().waitFor();
    await button("退出").click();
    await page.getByLabel("口令").waitFor();

    await page.goto(`${url}#token=${token()}`);
    await pressRow().waitFor();
    const fresh = await context.newPage();
    await fresh.goto(`${url}#token=${token()}`);
    await fresh.locator('[data-equipment="press"]').waitFor();
    expect(fresh.url()).toBe(`${url}#/`);
  });

  test("states are told in words, and an error with what to do", async () => {
    await open();
    await expect.poll(() => pressRow().innerText(), soon).toMatch(/正常[\s\S]*0 秒前/);
    expect(await page.locator("header").innerText()).toContain("gw-1 @ mill");
    expect(await page.locator("[data-connected=false]").innerText()).toContain("未连接");
    const trouble = page.locator(".troubles");
    await expect.poll(() => trouble.innerText(), soon).toContain("GATEWAY_BROKER_UNREACHABLE");
    await trouble.locator("summary").click();
    await expect.poll(() => trouble.innerText(), soon).toContain("查网络、防火墙");
    await button("English").click();
    await expect.poll(() => trouble.innerText(), soon).toContain("Check network, firewall");
    await button("中文").click();
  });

  test("a value changes where it is looked at; a wrong word order is found by its decodings", async () => {
    await open();
    await pressRow().getByRole("link").click();
    const value = page.locator('[data-signal="temperature"] .value');
    await expect.poll(() => value.innerText(), soon).toContain("181.5");
    registers.setFloat32(0, 182.25);
    await expect.poll(() => value.innerText(), soon).toContain("182.25");
    await page.locator('[data-signal="swapped"] button').click();
    const check = page.locator('[data-check="swapped"]');
    await check.getByText("B333 4364").waitFor();
    const first = check.locator("tbody tr").first();
    expect(await first.innerText()).toMatch(/228\.7[\s\S]*order=CDAB[\s\S]*字序/);
    expect(await violations()).toEqual([]);
  });

  test("a unit is found beside the scans, recognised, and taken into the configuration", async () => {
    await open();
    await go("找设备");
    await page.getByLabel("到单元").fill("4");
    await button("开始").click();
    await page.locator('[data-scan="done"]').waitFor({ timeout: 15_000 });
    expect(await page.locator('[data-found="1"]').innerText()).toContain("已在配置中:press");
    expect(await page.locator('[data-found="3"]').innerText()).toContain("sdm630");
    expect(await page.locator("tbody tr").count()).toBe(2);

    await button("放入配置…").click();
    await page.getByText("新设备放在第 15 行起").waitFor();
    expect(await button("采用").isDisabled()).toBe(true);
    await button("检查").click();
    await page.locator('[data-said="checked"]').getByText("sdm630-3").waitFor();
    await button("采用").click();
    await page.locator('[data-said="taken"]').waitFor();
    const written = readFileSync(join(folder, "gateway.yaml"), "utf8");
    expect(written).toMatch(
      /^# of a person\n[\s\S]*# as the manual has it\n[\s\S]*id: sdm630-3[\s\S]*\n\n# the end\n$/,
    );
    expect(readdirSync(folder).filter((name) => name.endsWith(".bak"))).toHaveLength(1);
    await go("概况");
    const meter = page.locator('[data-equipment="sdm630-3"]');
    await expect.poll(() => meter.innerText(), soon).toContain("正常");

    // A file that somebody else changed meanwhile, and a text that is wrong, are left alone.
    await go("配置");
    const text = page.getByLabel("配置文件内容");
    await text.fill(written.replace("driver: modbus-tcp", "driver: modbus-tpc"));
    await button("检查").click();
    await page.getByRole("alert").getByText("modbus-tpc").waitFor();
    await text.fill(written);
    await button("检查").click();
    await page.getByText("正确,没有变化").waitFor();
    writeFileSync(join(folder, "gateway.yaml"), `${written}# by another\n`);
    await button("采用").click();
    await page.getByRole("alert").getByText("GATEWAY_CONFIG_OVERTAKEN").waitFor();
    expect(readFileSync(join(folder, "gateway.yaml"), "utf8")).toBe(`${written}# by another\n`);
    expect(device.statistics()).toMatchObject({ connections: 1, refusedConnections: 0 });
  });

  test("a list in GB18030 is understood; a workbook's wrong row is told by its cell", async () => {
    await open();
    await go("导入信号表");
    const file = page.getByLabel("文件");
    const list =
      "名称,从站,地址,数据类型,单位,负责人\n热压温度,1,40001,REAL,℃,甲\n压力,1,40003,REAL,MPa,乙\n";
    await file.setInputFiles({
      name: "点表.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(gb18030(list)),
    });
    await button("试读").click();
    const result = page.locator("[data-import]");
    await result.waitFor();
    const said = await result.innerText();
    expect(said).toMatch(/读懂 2 个信号[\s\S]*gb18030/);
    expect(said).toContain("热压温度");
    expect(said).toMatch(/id: 热压温度, address: "holding:0:float32/);
    expect(await page.locator('[data-column="F"]').innerText()).toContain("没有用到");

    const rows = [
      ["名称", "地址", "类型"],
      ["a", 40001, "INT"],
      ["b", "甲乙", "INT"],
    ];
    await file.setInputFiles({
      name: "list.xlsx",
      mimeType: "application/octet-stream",
      buffer: Buffer.from(workbook(rows)),
    });
    await button("试读").click();
    await page.locator('[data-cell="B3"]').waitFor();
    expect(await page.locator('[data-import="1"]').innerText()).toContain("holding:0:int16");
    expect(await violations()).toEqual([]);
  });

  test("every page is accessible, in English and on a phone", async () => {
    await open();
    await button("English").click();
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [path, sign] of [
      ["#/", "What is wrong now"],
      ["#/equipment/press", "temperature"],
      ["#/find", "Find devices and recognise products"],
      ["#/import", "Import a PLC programmer's list"],
      ["#/configuration", "Check first"],
    ] as const) {
      await page.goto(`${url}${path}`);
      await page.getByText(sign).first().waitFor();
      expect(await violations(), path).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBe(390);
    }
    await button("中文").click();
  });

  test("a device that dies is said within seconds, a gateway that dies as well", async () => {
    await open();
    const { port } = device.address();
    await device.close();
    await expect.poll(() => pressRow().getAttribute("data-state"), soon).toBe("down");
    expect(await pressRow().innerText()).toContain("中断");
    await expect
      .poll(() => page.locator('[data-connection="line"]').innerText(), soon)
      .toContain("GATEWAY_LINK_REFUSED");
    device = await serve(port);
    await expect.poll(() => pressRow().getAttribute("data-state"), soon).toBe("up");
    await gateway.stop(5000);
    await page.getByText("网关没有应答").waitFor();
  });

  test("nothing came from elsewhere, and the policy had nothing to refuse", () => {
    expect({ troubles, strangers }).toEqual({ troubles: [], strangers: [] });
  });
});
