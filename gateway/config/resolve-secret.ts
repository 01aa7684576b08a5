// Secrets of a configuration: references in the file, texts from a file or the environment.
import type { z } from "zod";
import type { Resolving } from "./resolving.ts";
import type { secretSchema } from "./schema.ts";

export type SecretReference = z.infer<typeof secretSchema>;

/** The text referred to; undefined after a problem was told at `at`. */
export function resolveSecret(
  secret: SecretReference,
  at: readonly PropertyKey[],
  { env, problem, textOf }: Resolving,
): string | undefined {
  if (secret.fromFile !== undefined) {
    return textOf([...at, "fromFile"], secret.fromFile)?.replace(/\r?\n$/, "");
  }
  const name = secret.fromEnv ?? "";
  const value = env[name];
  if (value === undefined || value === "") {
    problem(
      [...at, "fromEnv"],
      `环境变量 ${name} 没有设置 · environment variable ${name} is not set`,
    );
    return undefined;
  }
  return value;
}
