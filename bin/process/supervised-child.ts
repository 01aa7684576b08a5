// Keeps one child running: starts it again after an unexpected end, with a short pause.
import { Child, type ChildOptions } from "./child.ts";

const restartDelayMs = 500;

export type SupervisedOptions = ChildOptions & {
  /** Told at every unexpected end. */
  readonly onRestart: (exit: string) => void;
};

export class SupervisedChild {
  readonly #options: SupervisedOptions;
  #child: Child | undefined;
  #stopping = false;
  #restarts = 0;

  constructor(options: SupervisedOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get restarts(): number {
    return this.#restarts;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The first start is not repeated: rejects with BIN_CHILD_FAILED, because its cause needs a person. */
  async start(limitMs: number): Promise<unknown> {
    const child = new Child(this.#options);
    this.#child = child;
    const facts = await child.ready(limitMs).catch(async (error: unknown) => {
      await child.stop(2000);
      throw error;
    });
    this.#watch(child);
    return facts;
  }

  #watch(child: Child): void {
    child.exited
      .then((exit) => {
        if (this.#stopping) return;
        this.#restarts += 1;
        this.#options.onRestart(exit);
        setTimeout(() => {
          if (this.#stopping) return;
          this.#child = new Child(this.#options);
          this.#watch(this.#child);
        }, restartDelayMs);
      })
      .catch((error: unknown) => this.#options.onRestart(String(error)));
  }

  async ask(question: string, limitMs?: number): Promise<unknown> {
    return this.#child?.ask(question, limitMs);
  }

  async stop(limitMs: number): Promise<boolean> {
    this.#stopping = true;
    return (await this.#child?.stop(limitMs)) ?? true;
  }
}
