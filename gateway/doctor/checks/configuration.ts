import { type DoctorCheck, fail, ok, unknown } from "../doctor-check.ts";

export const configuration: DoctorCheck = {
  id: "configuration",
  name: "配置 · configuration",
  async run({ file, config, problem }) {
    if (file === undefined) {
      return [
        unknown("没有给出配置文件,只看了电脑 · no file was named: only the computer is looked at"),
      ];
    }
    if (config === undefined) {
      return [
        fail(problem ?? file, `照上面每一行改 · mend each line: lineproof gateway ${file} --check`),
      ];
    }
    const signals = config.equipment.flatMap(({ scanGroups }) =>
      scanGroups.flatMap((group) => group.signals),
    );
    return [
      ok(
        `${file}: ${config.connections.length} 个连接、${config.equipment.length} 台设备、${signals.length} 个信号 · connections, equipment, signals`,
      ),
    ];
  },
};
