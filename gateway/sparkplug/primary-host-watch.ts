// The edge node's eye on its primary host: its STATE, how long it is waited for, and who else is there.
import { formatTopic } from "#contracts/sparkplug-topic.ts";
import { HostWait, waitAtServerMs, waitSaidMs } from "./host-wait.ts";
import { PrimaryHost } from "./primary-host.ts";

export class PrimaryHostWatch {
  readonly topic: string;
  readonly #host = new PrimaryHost();
  readonly #wait: HostWait;
  readonly #severalServers: boolean;

  constructor(host: string, severalServers: boolean) {
    this.topic = formatTopic({ type: "STATE", host });
    this.#wait = new HostWait(host);
    this.#severalServers = severalServers;
  }

  get online(): boolean {
    return this.#host.online;
  }

  connecting(server: string): void {
    this.#host.connecting(server);
  }

  /** The births are held back from now on. @param at monotonic ms */
  begin(at: number): void {
    this.#wait.begin(at);
  }

  saw(topic: string): void {
    this.#wait.saw(topic);
  }

  /** False when the message changed nothing. @param now ms UTC */
  receive(payload: Uint8Array, now: number): boolean {
    return this.#host.receive(payload, now);
  }

  /** Another server should be tried: the host says that it is offline, or says nothing for long. */
  leaves(at: number): boolean {
    if (!this.#severalServers || this.online) return false;
    return this.#host.word === "offline" || this.#wait.waited(at) >= waitAtServerMs;
  }

  /** In words, when it has lasted; undefined before. */
  waitingFor(at: number): string | undefined {
    return this.#wait.waited(at) >= waitSaidMs ? this.#wait.words(this.#host.word) : undefined;
  }
}
