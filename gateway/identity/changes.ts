// Tells a person when a device says it is another one than before: another serial, certificate, firmware, MAC. What
// was last said is remembered over restarts (`device-identities.json` in the data folder), because devices are swapped
// while the cabinet is off. Only a memory for messages: records are made from what was read since the start.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeDurably } from "../evidence/durable-file.ts";
import type { Said } from "./device-identities.ts";

const fileName = "device-identities.json";

/** `equipment <id>` or `connection <id>` → key → text last said. */
const memorySchema = z.record(z.string(), z.record(z.string(), z.string()));
type Memory = z.infer<typeof memorySchema>;

const words: Readonly<Record<string, string>> = {
  serial: "序列号 · serial",
  certificate: "证书 · certificate",
  firmware: "固件 · firmware",
  mac: "MAC",
  maker: "制造商 · maker",
  model: "型号 · model",
  product: "产品 · product",
};

/** Changes of these alone are no other device: somebody updated it. */
const updates = new Set(["firmware"]);

export interface IdentityMemory {
  load(): string | undefined;
  save(text: string): void;
}

/** The memory in a gateway's data folder. */
export function identityMemory(dataDir: string): IdentityMemory {
  const path = join(dataDir, fileName);
  return {
    load: () => {
      try {
        return readFileSync(path, "utf8");
      } catch {
        return undefined;
      }
    },
    save: (text) => writeDurably(path, text),
  };
}

function parse(text: string | undefined): Memory {
  try {
    return memorySchema.parse(JSON.parse(text ?? "{}"));
  } catch {
    // Damaged: a change over this restart goes untold, nothing else.
    return {};
  }
}

export class IdentityChanges {
  readonly #memory: IdentityMemory;
  readonly #log: (message: string) => void;
  readonly #last: Map<string, Map<string, string>>;

  constructor(memory: IdentityMemory, log: (message: string) => void) {
    this.#memory = memory;
    this.#log = log;
    const entries = Object.entries(parse(memory.load()));
    this.#last = new Map(entries.map(([who, said]) => [who, new Map(Object.entries(said))]));
  }

  /** Something said who it is; what it does not say takes nothing back. */
  heard(kind: "equipment" | "connection", id: string, said: Said): void {
    const who = `${kind} ${id}`;
    const last = this.#last.get(who) ?? new Map<string, string>();
    this.#last.set(who, last);
    const changes: [key: string, before: string, now: string][] = [];
    let learnt = false;
    for (const [key, text] of said) {
      const before = last.get(key);
      if (text === "" || text === before) continue;
      if (before !== undefined) changes.push([key, before, text]);
      last.set(key, text);
      learnt = true;
    }
    if (changes.length > 0) this.#tell(kind, id, changes);
    if (learnt) this.#save();
  }

  #tell(kind: "equipment" | "connection", id: string, changes: [string, string, string][]): void {
    const what =
      kind === "equipment" ? `设备 ${id} · equipment ${id}` : `连接 ${id} · connection ${id}`;
    const list = changes.map(([key, before, now]) => `${words[key] ?? key}: ${before} → ${now}`);
    const question = changes.every(([key]) => updates.has(key))
      ? "升级了?已记入身份记录 · updated? It is in the identity record"
      : "设备换了?已记入身份记录,请核对资产清单 · another device? It is in the identity record; compare with the asset list";
    this.#log(`${what}: ${list.join("; ")}。${question}`);
  }

  #save(): void {
    const memory: Memory = {};
    for (const [who, said] of this.#last) memory[who] = Object.fromEntries(said);
    try {
      this.#memory.save(`${JSON.stringify(memory, undefined, 1)}\n`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#log(
        `${fileName} 写不下(${reason}) · cannot be written: a device swapped while this gateway is off goes untold`,
      );
    }
  }
}
