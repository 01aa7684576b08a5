// All subcommands. Each is loaded when it is called: a gateway must not carry the centre's database engine.
import type { Command } from "./command.ts";

export type CommandEntry = {
  /** One line, zh then English. */
  readonly summary: string;
  load(): Promise<Command>;
};

export const commands: { readonly [name: string]: CommandEntry } = {
  demo: {
    summary: "演示:一台机器上跑全套 · everything on one machine",
    load: async () => (await import("./demo.ts")).demo,
  },
  simulate: {
    summary: "仿真工厂(Modbus、OPC UA)· simulated plants (Modbus, OPC UA)",
    load: async () => (await import("./simulate.ts")).simulate,
  },
  gateway: {
    summary: "边缘网关:读设备、签名、发布 · edge gateway: reads, signs, publishes",
    load: async () => (await import("./gateway.ts")).gateway,
  },
  serve: {
    summary: "中心:消息服务器、接收、评分、网页 · the centre: broker to web page",
    load: async () => (await import("./serve.ts")).serve,
  },
  enrolment: {
    summary: "登记:谁可以加入中心 · enrolment: who may join the centre",
    load: async () => (await import("./enrolment.ts")).enrolment,
  },
  explain: {
    summary: "解释错误代码 · explains an error code",
    load: async () => (await import("./explain.ts")).explain,
  },
  doctor: {
    summary: "体检:电脑与网关 · is the computer fit, is the gateway well",
    load: async () => (await import("./doctor.ts")).doctor,
  },
};
