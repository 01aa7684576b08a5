// Where a plant of a scenario answers. What is not listed is not opened.

import { z } from "zod";

export const endpointSchema = z.strictObject({
  host: z.string().min(1).default("127.0.0.1").describe("Address to listen on."),
  port: z.int().min(0).max(65_535).describe("0 takes a free port."),
});
export type Endpoint = z.output<typeof endpointSchema>;

export const listenSchema = z.strictObject({
  modbus: endpointSchema.optional().describe("Modbus TCP."),
  rtuOverTcp: endpointSchema
    .optional()
    .describe("RTU frames over TCP, as serial servers pass them."),
  rtu: z
    .strictObject({
      path: z.string().min(1).describe("Serial device, e.g. a pseudo-terminal of socat."),
      baud: z
        .int()
        .min(1200)
        .max(115_200)
        .default(9600)
        .describe("For the silence between frames."),
    })
    .optional()
    .describe("Modbus RTU on a serial device."),
  opcua: endpointSchema.optional().describe("OPC UA; its security stands in `opcua`."),
});
export type Listen = z.output<typeof listenSchema>;
