// Driver for Modbus behind a 4G DTU: the DTU dials in to us, says who it is, and carries RTU frames, or converts to
// Modbus TCP. Bytes of its own (heartbeat, registration said again) stand between frames.
import { openDtuStream } from "./dtu-listener.ts";
import { parseDtuEndpoint } from "./endpoint.ts";
import { modbusDriver } from "./modbus-driver.ts";
import { rtuLink, tcpLink } from "./open-link.ts";

export const modbusDtu = modbusDriver({
  kind: "modbus-dtu",
  parseEndpoint: parseDtuEndpoint,
  openLink: async (endpoint, io) => {
    const { registration, heartbeat, framing } = endpoint;
    const stream = await openDtuStream(endpoint.listen, {
      registration,
      waitMs: endpoint.connectTimeoutMs,
      registrationMs: endpoint.registrationTimeoutMs,
      log: io.log,
    });
    const idle = heartbeat === undefined ? [registration] : [heartbeat, registration];
    return framing === "tcp"
      ? tcpLink(stream, endpoint, { maxInFlight: 1, idle }, io)
      : rtuLink(stream, endpoint, { ...endpoint, idle }, io);
  },
});
