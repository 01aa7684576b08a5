// The part of a configuration that lets gateways join and connect over a network. Listeners stay on loopback until
// somebody writes another address.
import { isIP } from "node:net";
import { z } from "zod";

const hostWords =
  "应为主机名或 IP 地址,不带 https:// 与端口 · a host name or IP address, without https:// and port";

const port = z.number().int().min(0).max(65_535);

export const tlsSchema = z.strictObject({
  /** Address to listen on; 0.0.0.0 for every interface. */
  host: z.string().min(1).default("127.0.0.1"),
  /** MQTT over TLS with client certificates. */
  port: port.default(8883),
  /** HTTPS, where gateways are enrolled. */
  enrolmentPort: port.default(8884),
  /** Names and addresses by which gateways call this centre: they stand in its certificate. */
  hosts: z
    .array(
      z
        .string()
        .max(253)
        .regex(/^[0-9A-Za-z:](?:[0-9A-Za-z.:-]*[0-9A-Za-z:])?$/, hostWords)
        .refine((host) => isIP(host) !== 0 || !host.includes(":"), hostWords),
    )
    .min(1, "至少一个网关可用的主机名或 IP · at least one name or address that gateways can use")
    .max(100),
});

export type TlsConfig = z.infer<typeof tlsSchema>;
