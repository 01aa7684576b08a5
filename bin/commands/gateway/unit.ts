// `lineproof gateway unit FILE`: a systemd unit for this gateway, on the standard output.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { loadGatewayConfig } from "#gateway/config/load-config.ts";
import { parseArguments } from "../../arguments.ts";
import { CommandError } from "../../errors.ts";
import { gatewayRuntimeFlags } from "../../process/gateway-heap.ts";
import { gatewayUnit } from "../../unit/gateway-unit.ts";
import type { GatewayCommand } from "./gateway-command.ts";

/** What is running now: bundled or not, it starts the same way again. */
function ownCommand(): readonly string[] {
  const main = process.argv[1] ?? fileURLToPath(new URL("../../lineproof.ts", import.meta.url));
  return [process.execPath, ...gatewayRuntimeFlags, resolve(main)];
}

export const unit: GatewayCommand = {
  help: `lineproof gateway unit FILE [--user lineproof]
  打印 systemd 单元;例 · prints a systemd unit, e.g.
    lineproof gateway unit /etc/lineproof/gateway.yaml |
      sudo tee /etc/systemd/system/lineproof-gateway.service
    sudo systemctl daemon-reload
    sudo systemctl enable --now lineproof-gateway
  重读配置 · reads the configuration again: systemctl reload lineproof-gateway
  --user U    运行用户,须能读配置与密码文件、写数据目录
              who runs it: reads configuration and secrets, writes data`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      user: { type: "string", default: "lineproof" },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `须给出一个配置文件 · one configuration file is needed\n${unit.help}`,
      );
    }
    if (!/^[a-z_][\w-]*$/i.test(values.user)) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `不是用户名:${values.user} · no name of a user: ${values.user}`,
      );
    }
    const { gateway } = loadGatewayConfig(file, process.env);
    process.stdout.write(
      gatewayUnit({
        config: resolve(file),
        data: gateway.data,
        command: ownCommand(),
        gateway: gateway.id,
        user: values.user,
      }),
    );
    return 0;
  },
};
