// Tests that prove statements of Sparkplug 3.0 name them by tck-id: `const proves = proving(test)`. The table
// docs/sparkplug-edge.md is read out of these calls, and a statement that nothing proves fails.

export type Proves = (
  /** Without the prefix `tck-id-`. */
  ids: readonly string[],
  title: string,
  body: () => unknown,
) => void;

/** @param runner vitest's test, or one that skips for want of a peer */
export function proving(runner: (name: string, body: () => unknown) => void): Proves {
  return (ids, title, body) => runner(`${title} [${ids.join(" ")}]`, body);
}
