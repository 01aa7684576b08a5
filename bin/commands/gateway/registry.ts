// The words after `lineproof gateway`; one file and one line each. Each is loaded when it is called: the running
// gateway must not carry the commissioning.
import type { GatewayCommand } from "./gateway-command.ts";

export type GatewayCommandEntry = {
  /** One line, zh then English. */
  readonly summary: string;
  load(): Promise<GatewayCommand>;
};

export const gatewayCommands: { readonly [name: string]: GatewayCommandEntry } = {
  run: {
    summary: "运行网关(run 可省略)· runs it (run may be left out)",
    load: async () => (await import("./run.ts")).run,
  },
  enrol: {
    summary: "用一次性登记码加入中心 · joins a centre by a code",
    load: async () => (await import("./enrol.ts")).enrol,
  },
  init: {
    summary: "新建配置文件 · makes a configuration",
    load: async () => (await import("./init.ts")).init,
  },
  check: {
    summary: "逐个信号试读、判断、解码 · reads and judges signals",
    load: async () => (await import("./check.ts")).check,
  },
  scan: {
    summary: "找设备、认型号 · finds and recognises devices",
    load: async () => (await import("./scan.ts")).scan,
  },
  browse: {
    summary: "浏览 OPC UA 服务器 · browses an OPC UA server",
    load: async () => (await import("./browse.ts")).browse,
  },
  import: {
    summary: "导入点表 · imports a signal list (Excel, CSV)",
    load: async () => (await import("./import.ts")).importSignals,
  },
  watch: {
    summary: "实时查看运行中的网关 · watches a running gateway",
    load: async () => (await import("./watch.ts")).watch,
  },
  page: {
    summary: "打印本地页面的地址 · address of the local page",
    load: async () => (await import("./page.ts")).page,
  },
  backup: {
    summary: "备份配置、证书、密码(加密)· makes a sealed backup",
    load: async () => (await import("./backup.ts")).backup,
  },
  restore: {
    summary: "换机换盘:从备份恢复 · restores on a new machine",
    load: async () => (await import("./restore.ts")).restore,
  },
  unit: {
    summary: "打印 systemd 单元 · prints a systemd unit",
    load: async () => (await import("./unit.ts")).unit,
  },
};
