import { constants } from "node:fs";
import { access, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { type DoctorCheck, type DoctorFinding, fail, ok, unknown, warn } from "../doctor-check.ts";

/** Files that hold secrets: keys and tokens. */
const secret = /(?:\.key\.pem|-key\.pem|\.token)$/;

async function secretFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => secret.test(name)).map((name) => join(folder, name));
}

export const dataFolder: DoctorCheck = {
  id: "data-folder",
  name: "数据目录 · data folder",
  async run({ config }) {
    if (config === undefined) return [unknown("没有配置 · no configuration")];
    const folder = config.gateway.data;
    const found = await stat(folder).catch(() => undefined);
    if (found === undefined) {
      return [
        warn(
          `${folder} 还不存在 · does not exist yet`,
          "网关第一次启动时会建;上级目录须可写 · made at the first start, where its parent may be written",
        ),
      ];
    }
    const findings: DoctorFinding[] = [];
    const own = process.getuid?.();
    if (own !== undefined && found.uid !== own) {
      findings.push(
        warn(
          `${folder} 属于用户 ${found.uid},现在是用户 ${own} · belongs to another user`,
          "用运行网关的用户来检查 · run the doctor as the gateway's user: sudo -u lineproof …",
        ),
      );
    }
    const writable = await access(folder, constants.R_OK | constants.W_OK).then(
      () => true,
      () => false,
    );
    findings.push(
      writable
        ? ok(`${folder} 可写 · writable`)
        : fail(
            `${folder} 不可写 · not writable`,
            "chown 给运行网关的用户 · chown it to the gateway's user",
          ),
    );
    for (const file of await secretFiles(folder)) {
      const { mode } = await stat(file);
      if ((mode & 0o077) === 0) continue;
      findings.push(fail(`${file} 别人也能读 · others can read it`, `chmod 600 ${file}`));
    }
    return findings;
  },
};
