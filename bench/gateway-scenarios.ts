// The loads of the gateway bench. S1, S2, S3 and S6 are the read scenarios of NG Gateway, `neuron` that of Neuron
// 2.2.1, as their makers describe them (channels × devices × values, interval); `budget` is the project's own.

export type GatewayLoad = {
  /** Modbus TCP connections. */
  readonly channels: number;
  /** Units behind each. */
  readonly devices: number;
  /** float32 values of each unit. */
  readonly values: number;
  readonly intervalMs: number;
};

export type Published = { readonly load: GatewayLoad; readonly said: string };

export const scenarios: Readonly<Record<string, Published>> = {
  S1: {
    load: { channels: 1, devices: 10, values: 1000, intervalMs: 1000 },
    said: "NG Gateway S1: 50.8 MiB, 2.62 %, reading only",
  },
  S2: {
    load: { channels: 5, devices: 10, values: 1000, intervalMs: 1000 },
    said: "NG Gateway S2: 103 MiB, 4.41 %, reading only",
  },
  S3: {
    load: { channels: 10, devices: 10, values: 1000, intervalMs: 1000 },
    said: "NG Gateway S3: 153 MiB, 7.03 %, reading only; NeuronEX 497 MB, 30 %",
  },
  S6: {
    load: { channels: 10, devices: 1, values: 1000, intervalMs: 100 },
    said: "NG Gateway S6: 55.2 MiB, 7.56 %, reading only; NeuronEX 189 MB, 21 %",
  },
  neuron: {
    load: { channels: 500, devices: 1, values: 30, intervalMs: 1000 },
    said: "Neuron 2.2.1: ~98 MB, 124 %, reading only",
  },
};
