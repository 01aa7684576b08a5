// Where the plants of a run answer, one address a line.
import type { RunningPlant } from "#simulators/run/running-plant.ts";
import type { Scenario } from "#simulators/scenario/scenario.ts";

export function describePlants(
  { plants: planned }: Scenario,
  plants: readonly RunningPlant[],
): string[] {
  return plants.flatMap(({ id, line, addresses }) => {
    const { modbus, rtuOverTcp, rtu, opcua } = addresses;
    const security = planned.find((each) => each.id === id)?.opcua;
    const lines = [
      `${id}: ${line}`,
      ...(modbus === undefined ? [] : [`  Modbus TCP ${modbus.host}:${modbus.port}`]),
      ...(rtuOverTcp === undefined ? [] : [`  RTU over TCP ${rtuOverTcp.host}:${rtuOverTcp.port}`]),
      ...(rtu === undefined ? [] : [`  Modbus RTU ${rtu.path} ${rtu.baud} baud`]),
      ...(opcua === undefined
        ? []
        : [
            `  OPC UA ${opcua.endpointUrl} (${(security?.securityModes ?? []).map((mode) => (mode === "None" ? mode : `${mode} ${security?.securityPolicies.join("/")}`)).join(", ")})`,
            `  服务器证书 · server certificate: ${opcua.certificateFile}`,
          ]),
    ];
    return lines.length > 1
      ? lines
      : [...lines, "  没有对外端口 · answers nowhere (listen 为空 is empty)"];
  });
}
