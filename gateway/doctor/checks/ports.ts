import { type DoctorCheck, type DoctorFinding, ok, unknown, warn } from "../doctor-check.ts";

const listening = "0A";

/** Ports on which anybody may connect from the network: /proc/net/tcp and tcp6 (proc(5)), state LISTEN, not loopback. */
export function openPorts(tables: readonly (string | undefined)[]): readonly number[] {
  const ports = new Set<number>();
  for (const line of tables.flatMap((table) => (table ?? "").split("\n").slice(1))) {
    const [, local = "", , state] = line.trim().split(/\s+/);
    const [address = "", port = ""] = local.split(":");
    // 127.x.x.x in host byte order ends with 7F; ::1 is all zeros and 01000000.
    const loopback = /^[0-9A-F]{6}7F$/.test(address) || /^0{24}0?1000000$/.test(address);
    if (state === listening && !loopback) ports.add(Number.parseInt(port, 16));
  }
  return [...ports].sort((a, b) => a - b);
}

export const ports: DoctorCheck = {
  id: "ports",
  name: "端口 · ports",
  async run({ machine, config }) {
    const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => machine.readText(path));
    const open = openPorts(tables);
    const findings: DoctorFinding[] = [
      tables[0] === undefined
        ? unknown("看不到监听的端口 · listening ports not known")
        : ok(`对网络开放的端口 open to the network: ${open.join(" ") || "无 none"}`),
    ];
    if (config?.local.enabled === true && config.local.port !== 0) {
      const { host, port } = config.local;
      const free = (await machine.dial(host, port)) !== null;
      findings.push(
        ok(
          free
            ? `本地页面端口 ${port} 空闲(网关没有运行)· local port is free, the gateway does not run`
            : `本地页面端口 ${port} 有程序在听(应是网关)· somebody listens on the local port: the gateway, most likely`,
        ),
      );
    }
    if (open.includes(23)) {
      findings.push(warn("telnet(23)对网络开放 · telnet is open", "关闭 telnet · switch it off"));
    }
    return findings;
  },
};
