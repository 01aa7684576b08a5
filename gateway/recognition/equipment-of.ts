// A found machine → its entry under `equipment` of a configuration, with exactly the signals that it has.
import type { AnyDriver, Connection, FoundDevice } from "../driver.ts";
import type { Template } from "../templates/template.ts";

/** As YAML writes it; config/schema.ts reads it. */
export type WrittenEquipment = {
  readonly id: string;
  readonly connection: string;
  readonly template: string;
  readonly [shared: string]: unknown;
  readonly scanGroups: readonly {
    readonly id: string;
    readonly intervalMs: number;
    readonly signals: readonly string[];
  }[];
};

export type Recognition = {
  readonly equipment: WrittenEquipment;
  /** Signals of the template that the machine does not have, or has in another type: raw status by id. */
  readonly absent: readonly (readonly [signal: string, status: number])[];
};

/** BadNodeIdUnknown, BadNoMatch, BadNotSupported, and our own word for a value of another type. */
const notThere: ReadonlySet<number> = new Set([0x8034_0000, 0x806f_0000, 0x803d_0000, 0x8089_0000]);
const intervalMs = 1_000;

/**
 * @param connectionId id of the connection in the configuration. @param taken ids that other equipment has.
 * @returns undefined when the machine has no signal of the template. Rejects when the link is lost.
 */
export async function equipmentOf(
  found: FoundDevice,
  template: Template,
  open: { readonly driver: AnyDriver; readonly connection: Connection<unknown> },
  connectionId: string,
  taken: ReadonlySet<string>,
): Promise<Recognition | undefined> {
  const shared = sharedWith(found, template);
  const addresses = template.signals.map(({ address }) =>
    open.driver.parseAddress(address, shared),
  );
  const readings = await open.connection.plan(addresses, 0).read();
  const absent: (readonly [string, number])[] = [];
  const signals = template.signals.flatMap(({ id }, i) => {
    const status = (readings[i]?.status ?? 0) >>> 0;
    if (!notThere.has((status & 0xffff_0000) >>> 0)) return [id];
    absent.push([id, status]);
    return [];
  });
  if (signals.length === 0) return undefined;
  const equipment = {
    id: freeId(nameOf(found), taken),
    connection: connectionId,
    template: template.id,
    ...found.shared,
    scanGroups: [{ id: "second", intervalMs, signals }],
  };
  return { equipment, absent };
}

function sharedWith({ shared }: FoundDevice, template: Template): Record<string, unknown> {
  const own = (shared.namespaces ?? {}) as Readonly<Record<string, string>>;
  return { ...shared, namespaces: { ...template.namespaces, ...own } };
}

/** The last browse name of its root, or the identifier of its node. */
function nameOf({ shared }: FoundDevice): string {
  const root = String(shared.root ?? "machine");
  const last = /^(?:nsu=|[isgb]=)/.test(root)
    ? root.replace(/^.*[;]?[isgb]=/, "")
    : root.replace(/^.*(?<!&)\//, "").replace(/^[^&:]*:/, "");
  return last.replaceAll("&", "");
}

/** An id of the configuration: letters, digits, and - _ . between them. */
function freeId(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
    .slice(0, 40);
  const base = plain === "" ? "machine" : plain;
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}
