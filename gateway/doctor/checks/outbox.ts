import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { WatchClient } from "../../commissioning/watch-client.ts";
import type { GatewayConfig } from "../../config/config.ts";
import { GatewayError } from "../../errors.ts";
import { tokenFile } from "../../local/token.ts";
import { outboxFileName } from "../../outbox/outbox.ts";
import { type DoctorCheck, type DoctorFinding, fail, ok, unknown } from "../doctor-check.ts";

/** Looked at in a copy, up to this; a larger one by its size alone. */
const maxCopyBytes = 256 * 1024 ** 2;

type State = {
  readonly size: number;
  readonly oldest: number;
  readonly acknowledged: number;
  readonly held_bytes: number;
};

/** What a running gateway says; undefined when none answers. */
async function running(config: GatewayConfig): Promise<DoctorFinding | undefined> {
  const { local, gateway } = config;
  if (!local.enabled || local.port === 0) return undefined;
  const host = local.host.includes(":") ? `[${local.host}]` : local.host;
  try {
    const client = new WatchClient(`http://${host}:${local.port}`, tokenFile(gateway.data));
    const { edge } = await client.status();
    return ok(
      `网关在运行:下一号 ${edge.next},待确认 ${edge.pending},丢弃 ${edge.dropped} · runs: next, pending, dropped`,
    );
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

/** The file itself is not opened: SQLite would take locks and tidy up. Rejects when the copy is no database. */
async function stateOfCopy(file: string): Promise<State | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "lineproof-doctor-"));
  try {
    const copy = join(folder, outboxFileName);
    await copyFile(file, copy);
    await copyFile(`${file}-wal`, `${copy}-wal`).catch(() => undefined);
    const database = new DatabaseSync(copy);
    try {
      const row = database
        .prepare("SELECT size, oldest, acknowledged, held_bytes FROM state")
        .get();
      return row as State | undefined;
    } finally {
      database.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const outbox: DoctorCheck = {
  id: "outbox",
  name: "待发队列 · outbox",
  async run({ config }) {
    if (config === undefined) return [unknown("没有配置 · no configuration")];
    const alive = await running(config);
    if (alive !== undefined) return [alive];
    const file = join(config.gateway.data, outboxFileName);
    const found = await stat(file).catch(() => undefined);
    if (found === undefined) return [ok("还没有 · none yet")];
    const megabytes = `${(found.size / 1024 ** 2).toFixed(1)} MB`;
    if (found.size > maxCopyBytes)
      return [unknown(`${megabytes},太大,没有细看 · too large to be looked into`)];
    try {
      const state = await stateOfCopy(file);
      if (state === undefined)
        return [
          fail(
            `${file} 里没有状态 · holds no state`,
            "见手册「换网关」第二节 · see the guide replace-gateway, section 2",
          ),
        ];
      const { size, oldest, acknowledged, held_bytes: held } = state;
      return [
        ok(
          `${megabytes};记录 records ${oldest}–${size},已确认 acknowledged ${acknowledged},待发 pending ${size - acknowledged},占用 held ${(held / 1024 ** 2).toFixed(1)} MB`,
        ),
      ];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return [
        fail(
          `${file} 读不了 · cannot be read: ${reason}`,
          "不要删除;见手册「换网关」第二节 · do not delete it; see the guide replace-gateway, section 2",
        ),
      ];
    }
  },
};
