// `lineproof` processes of one test: started with what they need, gone when the test ends.
import { onTestFinished } from "vitest";
import { Child } from "../../bin/process/child.ts";

/** Starts a process and waits until it is ready. */
export async function startProcess(
  name: string,
  args: readonly string[],
  /** Takes every line that the process writes. */
  lines: string[] = [],
): Promise<Child> {
  const child = new Child({ name, args, onLine: (line) => lines.push(line) });
  onTestFinished(async () => {
    await child.stop(5000);
  });
  await child.ready(30_000);
  return child;
}

export type GatewayAnswer = {
  readonly edge: {
    readonly log: string;
    readonly next: number;
    readonly acknowledged: number;
    readonly pending: number;
    readonly buffered: number;
    readonly dropped: number;
    readonly gapRecords: number;
    readonly connected: boolean;
    readonly lastError: { readonly code: string } | null;
  };
};

export async function gatewayStatus(child: Child): Promise<GatewayAnswer> {
  return (await child.ask("status")) as GatewayAnswer;
}
