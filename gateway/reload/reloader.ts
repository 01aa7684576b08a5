// Takes over a changed configuration while the gateway runs. All or nothing: whatever is wrong with it is said, and
// the one in force stays. What did not change does not notice: its connection stays open, its scans go on.
import { errorCode } from "#contracts/errors.ts";
import type { Clock } from "#contracts/time.ts";
import { declaredEquipment, type GatewayConfig } from "../config/config.ts";
import { GatewayError } from "../errors.ts";
import { configuredLineModelHash } from "../identity/identity-record.ts";
import type { Poller } from "../poll/poller.ts";
import type { Edge } from "../sparkplug/edge-options.ts";
import type { ReloadStatus } from "../status.ts";
import { describeDifference, difference, fixedParts, isEmpty, pollChange } from "./difference.ts";
import type { ReloadResult } from "./reload-result.ts";
import { isSame } from "./same-settings.ts";

export type ReloaderOptions = {
  /** In force now. */
  readonly config: GatewayConfig;
  readonly load: (() => GatewayConfig) | undefined;
  readonly edge: Pick<Edge, "redeclare">;
  readonly poller: Pick<Poller, "change">;
  readonly clock: Clock;
  readonly log: (message: string) => void;
};

export class Reloader {
  readonly #options: ReloaderOptions;
  #config: GatewayConfig;
  #status: ReloadStatus = { count: 0, lastAt: null, lastError: null };

  constructor(options: ReloaderOptions) {
    this.#options = options;
    this.#config = options.config;
  }

  /** In force. */
  get config(): GatewayConfig {
    return this.#config;
  }

  get status(): ReloadStatus {
    return this.#status;
  }

  /** Throws what load() throws, GATEWAY_RELOAD_RESTART_NEEDED, GATEWAY_RELOAD_UNAVAILABLE. */
  reload(): ReloadResult {
    const { clock, log } = this.#options;
    const { count } = this.#status;
    try {
      const result = this.#reload();
      this.#status = { count: count + 1, lastAt: clock.now(), lastError: null };
      return result;
    } catch (error) {
      const code = errorCode(error);
      const message = error instanceof Error ? error.message : String(error);
      const text = code === undefined ? message : `[${code}] ${message}`;
      this.#status = { count, lastAt: clock.now(), lastError: text };
      log(
        `${text}\n新配置未采用,仍按原配置运行 · the new configuration is not taken: the one before stays in force`,
      );
      throw error;
    }
  }

  /** What taking it over would change; nothing is changed. Throws GATEWAY_RELOAD_RESTART_NEEDED. */
  rehearse(to: GatewayConfig): ReloadResult {
    const from = this.#config;
    const fixed = fixedParts(from, to);
    if (fixed.length > 0) throw restartNeeded(fixed);
    const redeclared =
      configuredLineModelHash(to) !== configuredLineModelHash(from) ||
      !isSame(declaredEquipment(from), declaredEquipment(to));
    return { ...difference(from, to), redeclared };
  }

  #reload(): ReloadResult {
    const { edge, load, log, poller } = this.#options;
    if (load === undefined) {
      throw new GatewayError(
        "GATEWAY_RELOAD_UNAVAILABLE",
        "本网关不是从文件启动的,不能重读配置 · this gateway was not started from a file: there is nothing to read again",
      );
    }
    const to = load();
    const result = this.rehearse(to);
    // Births first: a new signal is declared before its first record goes out.
    if (result.redeclared) edge.redeclare(declaredEquipment(to), configuredLineModelHash(to));
    poller.change(pollChange(to, result));
    this.#config = to;
    log(
      isEmpty(result) && !result.redeclared
        ? "配置已重读,没有变化 · the configuration was read again: nothing changed"
        : `配置已更新 · the configuration was taken over. ${describeDifference(result)}`,
    );
    return result;
  }
}

function restartNeeded(parts: readonly string[]): GatewayError {
  const list = parts.join(", ");
  return new GatewayError(
    "GATEWAY_RELOAD_RESTART_NEEDED",
    `这些更改须重启网关才生效:${list};其余更改也未采用 · these changes need a restart of the gateway: ${list}; the others are not taken either`,
    { parts: list },
  );
}
