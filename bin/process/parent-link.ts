// The child's end of the channel to `lineproof demo`: says it is ready, answers questions, and hears
// when the parent asks it to stop or is gone, so that nothing is left running.

/** What a parent may ask; the child answers with plain data. */
export type Questions = { readonly [question: string]: () => unknown };

export type ParentMessage = { ask: string; id: number } | { stop: true };
export type ChildMessage =
  | { ready: unknown }
  | { answer: unknown; id: number }
  | { failed: string; id: number };

function send(message: ChildMessage): void {
  // Without a channel this is a command started by hand.
  if (process.connected) process.send?.(message);
}

export function announceReady(facts: unknown): void {
  send({ ready: facts });
}

export function answerQuestions(questions: Questions): void {
  process.on("message", (message: ParentMessage) => {
    if (!("ask" in message)) return;
    const question = questions[message.ask];
    Promise.resolve(question?.())
      .then((answer) => send({ answer, id: message.id }))
      .catch((error: unknown) => send({ failed: String(error), id: message.id }));
  });
}

/** Resolves with the reason at SIGTERM, SIGINT, the parent's word or end, or when nobody reads the output any more. */
export function stopRequest(): Promise<string> {
  return new Promise((resolve) => {
    process.on("SIGTERM", () => resolve("SIGTERM"));
    process.stdout.once("error", () => resolve("output is closed"));
    if (process.send === undefined) {
      process.on("SIGINT", () => resolve("SIGINT"));
      return;
    }
    // Ctrl-C reaches every process of the terminal at once; the parent decides the order of stopping.
    process.on("SIGINT", () => undefined);
    process.once("disconnect", () => resolve("parent is gone"));
    process.on("message", (message: ParentMessage) => {
      if ("stop" in message) resolve("parent asked");
    });
  });
}
