import { constants } from "node:fs";
import { access, readdir } from "node:fs/promises";
import { type DoctorCheck, type DoctorFinding, fail, ok, warn } from "../doctor-check.ts";

const mend =
  "把用户加入 dialout 组:usermod -aG dialout 用户名,然后重启网关 · add the user to group dialout, then restart the gateway";

/** Serial ports that connections of the configuration name. */
function configuredPaths(
  connections: readonly { readonly endpoint: unknown }[],
): readonly string[] {
  return connections.flatMap(({ endpoint }) =>
    typeof endpoint === "object" && endpoint !== null && "path" in endpoint
      ? [String(endpoint.path)]
      : [],
  );
}

async function usable(path: string): Promise<string | null> {
  try {
    await access(path, constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}

export const serialPorts: DoctorCheck = {
  id: "serial-ports",
  name: "串口 · serial ports",
  async run({ config }) {
    const names = await readdir("/dev").catch(() => []);
    const adapters = names
      .filter((name) => /^tty(USB|ACM)\d+$/.test(name))
      .map((name) => `/dev/${name}`);
    const wanted = configuredPaths(config?.connections ?? []);
    const findings: DoctorFinding[] = [];
    for (const path of wanted) {
      const reason = await usable(path);
      if (reason === null) findings.push(ok(`${path} 可用 · usable`));
      else {
        findings.push(
          fail(
            `${path} 用不了 · cannot be used (${reason})`,
            reason === "EACCES"
              ? mend
              : "查路径与插头,宜用 /dev/serial/by-id/… · check path and plug; /dev/serial/by-id/… stays the same",
          ),
        );
      }
    }
    for (const path of adapters.filter((each) => !wanted.includes(each))) {
      const reason = await usable(path);
      findings.push(
        reason === null
          ? ok(`${path}`)
          : warn(`${path} 没有权限 · no permission (${reason})`, mend),
      );
    }
    return findings.length === 0
      ? [ok("没有串口,也没有用到 · none, and none is needed")]
      : findings;
  },
};
