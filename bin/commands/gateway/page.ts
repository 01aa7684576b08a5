// `lineproof gateway page`: where the local page of a running gateway is. The token goes to the person who may read its
// file, and into no log.
import { readFileSync } from "node:fs";
import { loadGatewayConfig } from "#gateway/config/load-config.ts";
import { tokenFile } from "#gateway/local/token.ts";
import { parseArguments } from "../../arguments.ts";
import { onlyFile } from "../../commissioning/only-file.ts";
import { CommandError } from "../../errors.ts";
import type { GatewayCommand } from "./gateway-command.ts";

export const page: GatewayCommand = {
  help: `lineproof gateway page FILE
  打印本地页面的地址,在这台电脑的浏览器里打开;口令在 # 之后,不会进入任何日志
  prints the address of the local page, to be opened on this computer; what
  stands behind # is the token and reaches no log
  在别的电脑上 · from elsewhere: ssh -L 7411:127.0.0.1:7411 USER@HOST`,
  async run(args) {
    const { positionals } = parseArguments(args, {});
    const { gateway, local } = loadGatewayConfig(onlyFile(positionals, page.help), process.env);
    if (!local.enabled || local.port === 0) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        "配置里 local 为 false 或端口为 0:写一个固定端口 · local is false or its port 0: name a port",
      );
    }
    const host = local.host.includes(":") ? `[${local.host}]` : local.host;
    process.stdout.write(`http://${host}:${local.port}/#token=${tokenOf(gateway.data)}\n`);
    return 0;
  },
};

function tokenOf(dataDir: string): string {
  const file = tokenFile(dataDir);
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new CommandError(
      "BIN_FILE_UNREADABLE",
      `读不到口令文件 ${file}:网关启动过才有,并且只有它的用户能读(sudo -u lineproof …)· cannot read the token file: it is made when the gateway first starts, for its user alone`,
      { file },
      { cause },
    );
  }
}
