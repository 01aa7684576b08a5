// The driver contract: code for one protocol. A driver reads, it never writes to a machine.
// Every driver passes the suite in test/contract/driver-contract.ts.
import type { Clock } from "#contracts/time.ts";
import type { Value, ValueKind } from "#contracts/value.ts";
import type { Secret } from "./config/secret.ts";

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
   * found; true once where that badness is news to this plan. Never false for a good reading. A read that
   * asked nothing makes no record.
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
export type SharedKey = "unit" | "maxRegisters" | "quirks" | "root" | "namespaces";

/** A fixed list of addresses, prepared once and read at every scan. */
export interface Plan {
  /**
   * One reading per address, in the order given to plan(). They are valid until the next read() of this plan,
   * which may fill the same objects again.
   * Rejects with a retriable GatewayError when the link itself failed; always settles within the
   * connection's time limit.
   */
  read(): Promise<readonly Reading[]>;
  /** When an address that is set aside is asked again, monotonic ms; undefined: at the next read, or not known. */
  askedAgainAt?(index: number): number | undefined;
}

/** One address asked alone, with all that came: for whoever maps a machine. */
export type Inspection = {
  /** What was asked, in words of the protocol, e.g. `FC03 0x2000 ×2`. */
  readonly request: string;
  /** The bytes of the answer as they came; absent when there was none, or none that is bytes. */
  readonly raw?: Uint8Array;
  /** As a scan would take it. */
  readonly reading: Reading;
  /** Every other way in which the same bytes could be meant; empty where the protocol tells the type. */
  readonly decodings: readonly Decoding[];
};

export type Decoding = {
  /** As a configuration would write it, without a scale, e.g. `holding:16:float32,unit=3,order=CDAB`. */
  readonly as: string;
  /** Before any scale. */
  readonly value: Value;
  /** What of the address as asked would have to be changed. */
  readonly changes: {
    readonly type: boolean;
    readonly order: boolean;
    /** Registers from where the address stands; -1 is the mistake of counting from 1. */
    readonly shift: number;
  };
};

/** A unit or machine that was found behind a connection. */
export type FoundDevice = {
  /** Shared keys that a configuration of it would carry, e.g. `{ unit: 3 }` or `{ root, namespaces }`. */
  readonly shared: Readonly<Record<string, unknown>>;
  /** Template that its own words call for, where they do. */
  readonly template?: string;
  /** What it says of itself, keys as in EquipmentIdentity where they fit. */
  readonly said: readonly (readonly [string, string])[];
  /** For people: why it is believed to be there. */
  readonly evidence: string;
};

/** A node on the way through a server's address space. */
export type BrowsedNode = {
  /** Names from where the browsing began, as an address's `path` writes them. */
  readonly path: string;
  readonly name: string;
  readonly kind: "folder" | "variable";
  /** As parseAddress takes it; of a variable whose type a signal may have. */
  readonly address?: unknown;
  readonly unit?: string;
  readonly value?: Value;
  /** Why a variable cannot be a signal. */
  readonly refused?: string;
};

export interface Connection<Address> {
  /** Why nothing is read though the connection stands, in words zh · en, e.g. another master on the line. */
  trouble?(): string | undefined;
  /** ms within which read() settles; absent: 10 s. One that takes longer is given up. */
  readonly limitMs?: number;
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
  /**
   * Commissioning: one address asked alone. Bounded like read().
   * @param around whether its neighbours are asked for as well, so that the decodings cover them.
   */
  inspect?(address: Address, around?: boolean): Promise<Inspection>;
  /**
   * Commissioning: looks for devices behind the connection, one question at a time. Ends with its signal.
   * @param range protocol's own, e.g. first and last Modbus unit.
   */
  find?(range: readonly [number, number], signal: AbortSignal): AsyncIterable<FoundDevice>;
  /**
   * Commissioning: what lies below a node, breadth first.
   * @param from as an equipment's `root`; undefined: from the top. @param limit most nodes to give.
   */
  browse?(
    from: string | undefined,
    namespaces: Readonly<Record<string, string>>,
    limit: number,
    signal: AbortSignal,
  ): AsyncIterable<BrowsedNode>;
  /** For metrics: what the driver mended or lost since the connection was opened, by name. */
  counts?(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** What is spoken on the wire, whatever carries it. Templates belong to a protocol. */
export const protocols = ["modbus", "opcua"] as const;
export type Protocol = (typeof protocols)[number];

export interface Driver<Endpoint, Address> {
  readonly kind: string;
  readonly protocol: Protocol;
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
