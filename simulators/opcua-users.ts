// Who may open a session: a YAML file of its own with one `name: password` per line, so that no password
// stands in a scenario.

import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { SimulatorsError } from "./errors.ts";

const usersSchema = z.record(z.string().min(1), z.string().min(1));

/** Passwords by name. Throws SIMULATORS_USERS_INVALID naming the file, never what it holds. */
export function readOpcUaUsers(file: string): ReadonlyMap<string, string> {
  try {
    const users = Object.entries(usersSchema.parse(parse(readFileSync(file, "utf8"))));
    if (users.length > 0) return new Map(users);
  } catch {
    // One message for all reasons: those of the parsers would quote the passwords.
  }
  throw new SimulatorsError(
    "SIMULATORS_USERS_INVALID",
    `用户文件 ${file} 读不到,或不是每行一个“名字: 口令”。 · Users file ${file} cannot be read, or is not one "name: password" per line.`,
    { file },
  );
}
