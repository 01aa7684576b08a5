import { type DoctorCheck, type DoctorFinding, fail, ok, unknown, warn } from "../doctor-check.ts";

type Place = { readonly name: string; readonly host: string; readonly port: number };

const standardPorts: Readonly<Record<string, number>> = {
  "mqtt:": 1883,
  "mqtts:": 8883,
  "opc.tcp:": 4840,
};

/** Where a connection or broker is on the network; undefined for serial ports and for those that dial in. */
export function placeOf(name: string, endpoint: unknown): Place | undefined {
  if (typeof endpoint !== "object" || endpoint === null) return undefined;
  if ("url" in endpoint) return placeOfUrl(name, String(endpoint.url));
  if (!("host" in endpoint && "port" in endpoint)) return undefined;
  return { name, host: String(endpoint.host), port: Number(endpoint.port) };
}

export function placeOfUrl(name: string, text: string): Place | undefined {
  const url = URL.parse(text);
  if (url === null || url.hostname === "") return undefined;
  const port = url.port === "" ? standardPorts[url.protocol] : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return port === undefined ? undefined : { name, host, port };
}

export const reachability: DoctorCheck = {
  id: "reachability",
  name: "网络可达 · reachability",
  async run({ machine, config }) {
    if (config === undefined) return [unknown("没有配置 · no configuration")];
    const devices = config.connections.flatMap(({ id, endpoint }) => placeOf(id, endpoint) ?? []);
    const brokers = config.broker.servers.flatMap((url) => placeOfUrl("broker", url) ?? []);
    const judged = async (place: Place, broker: boolean): Promise<DoctorFinding> => {
      const reason = await machine.dial(place.host, place.port);
      const where = `${place.name} ${place.host}:${place.port}`;
      if (reason === null) return ok(`${where} 通 · reachable`);
      return broker
        ? warn(
            `${where} 不通 · ${reason}`,
            "中心没开机或网络不通;数据留在本机,恢复后补传 · the centre is off or out of reach; records stay here until it is back",
          )
        : fail(
            `${where} 不通 · ${reason}`,
            "查供电、网线、地址;只许一个连接的设备可能被网关占着 · check power, cable, address; a device with one connection may be taken by the gateway",
          );
    };
    return Promise.all([
      ...devices.map((place) => judged(place, false)),
      ...brokers.map((place) => judged(place, true)),
    ]);
  },
};
