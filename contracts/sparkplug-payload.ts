// The Sparkplug B payload (sparkplug_b.proto, Sparkplug 3.0 §6.4) as this product uses it.
// DataSet, Template and extension values pass through as bytes.
import type { WireValue } from "./sparkplug-datatype.ts";

/** A property value; type is a Sparkplug datatype number. Nested property sets are dropped on decode. */
export type Property = { readonly type: number; readonly value: WireValue | null };

export type Metric = {
  readonly name?: string;
  readonly alias?: number;
  /** Acquisition time, ms UTC. */
  readonly timestamp?: number;
  /** Present in BIRTH, absent in DATA (tck-id-payloads-metric-datatype-not-req). */
  readonly datatype?: number;
  readonly isHistorical?: boolean;
  readonly isTransient?: boolean;
  /** null: is_null was set, or no value field came. */
  readonly value: WireValue | null;
  readonly properties?: ReadonlyMap<string, Property>;
};

export type Payload = {
  /** Publish time, ms UTC. */
  readonly timestamp?: number;
  /** 0..255; absent in NDEATH and commands. */
  readonly seq?: number;
  readonly uuid?: string;
  readonly metrics: readonly Metric[];
};
