// The driver contract: code for one protocol. A driver reads, it never writes to a machine.
// Every driver passes the suite in test/contract/driver-contract.ts.
import type { Clock } from "#contracts/time.ts";
import type { Value, ValueKind } from "#contracts/value.ts";
import type { Secret } from "./secret.ts";

/** What one address said at one reading. A failed address is a bad reading, not an exception. */
export type Reading = {
  readonly kind: ValueKind;
  readonly value: Value;
  /** Raw OPC UA status code. */
  readonly status: number;
  /**
   * ms UTC: the device's own time where the protocol has one, else when the answer came.
   * Of a bad reading: when the address was last asked.
   */
  readonly sourceTime: number;
  /**
   * False: this read did not ask (the unit or address is backing off) and repeats the badness last
   * found. Never false for a good reading. A read that asked nothing makes no record.
   */
  readonly asked: boolean;
};

/** What the settings of an endpoint may refer to outside the configuration. */
export type Outside = {
  /** Absolute path of a path as it is written. */
  readonly path: (path: string) => string;
  /** @param keys where in the endpoint it stands. What cannot be resolved is told to the user there. */
  readonly secret: (
    reference: { readonly fromEnv?: string | undefined; readonly fromFile?: string | undefined },
    keys: readonly PropertyKey[],
  ) => Secret;
};

export type DriverIo = {
  readonly clock: Clock;
  /** Absolute folder of the gateway's data, for what the driver keeps of its own, e.g. certificates. */
  readonly dataDir: string;
  /** For people: what happens on the wire, in words. */
  readonly log: (message: string) => void;
};

/** What the addresses of one equipment may have in common. */
export type SharedKey = "unit" | "maxRegisters" | "root" | "namespaces";

/** A fixed list of addresses, prepared once and read at every scan. */
export interface Plan {
  /**
   * One reading per address, in the order given to plan().
   * Rejects with a retriable GatewayError when the link itself failed; always settles within the
   * connection's time limit.
   */
  read(): Promise<readonly Reading[]>;
}

export interface Connection<Address> {
  /**
   * Groups addresses into few requests. No network.
   * @param intervalMs how often it will be read; where the device sends by itself, how often it shall.
   *   0: now and then, on demand.
   */
  plan(addresses: readonly Address[], intervalMs: number): Plan;
  /**
   * Who the device behind the connection says it is, where the protocol can tell; empty otherwise.
   * Keys as in EquipmentIdentity (contracts/evidence.ts). Bounded like read().
   */
  identify(): Promise<readonly (readonly [string, string])[]>;
  close(): Promise<void>;
}

export interface Driver<Endpoint, Address> {
  readonly kind: string;
  /** Keys of an equipment's configuration that parseAddress takes as shared, e.g. `unit`. */
  readonly sharedKeys: readonly SharedKey[];
  /** Checks connection settings. Throws GATEWAY_ENDPOINT_INVALID. No network. */
  parseEndpoint(value: unknown, outside: Outside): Endpoint;
  /**
   * Checks one address, e.g. `input:0x0046:float32`. Throws GATEWAY_ADDRESS_INVALID. No network.
   * @param shared what all addresses of one equipment have in common unless they say otherwise,
   *   e.g. `{ unit: 3, maxRegisters: 80 }`.
   */
  parseAddress(value: unknown, shared?: Readonly<Record<string, unknown>>): Address;
  /** Sparkplug datatype of the values of an address. */
  datatypeOf(address: Address): number;
  /** Connects or rejects; the caller decides whether to retry. Bounded by the endpoint's time limit. */
  open(endpoint: Endpoint, io: DriverIo): Promise<Connection<Address>>;
}

/** A driver whose own types nobody outside it looks into. */
export type AnyDriver = Driver<unknown, unknown>;
