// A raw status in words, with what a technician can do about it.

export type StatusWords = {
  readonly said: string;
  /** Empty where there is nothing to mend. */
  readonly mend: string;
};

type Row = readonly [code: number, said: string, mend: string];

/** OPC UA Part 6 Annex A.2; a Modbus exception stands in the low byte (contracts/quality.ts). */
const rows: readonly Row[] = [
  [
    0x80890002,
    "设备不认这个地址 · the device has no such address",
    "对照说明书;说明书从 1 起编号的要减 1 · see the manual; where it counts from 1, take 1 off",
  ],
  [
    0x80890003,
    "设备不认这个长度 · the device refuses the length",
    "对照类型占几个寄存器 · check how many registers the type has",
  ],
  [
    0x803d0001,
    "设备不支持这个功能码 · the device lacks the function code",
    "holding 与 input(coil 与 discrete)换着试 · try input for holding, discrete for coil",
  ],
  [
    0x808a000a,
    "转换器说:去设备的路不通 · the gateway on the way has no path",
    "查转换器的端口与配置 · check the converter's port and set-up",
  ],
  [
    0x808a000b,
    "转换器说:这个单元没有应答 · the gateway on the way: the unit is silent",
    "查单元号、供电、485 线 · check unit id, power and RS-485 wires",
  ],
  [
    0x808b0004,
    "设备内部故障 · failure inside the device",
    "看设备面板的报警 · see the alarms on its panel",
  ],
  [
    0x80040005,
    "设备已收到,仍在处理 · the device is still working on it",
    "放慢扫描 · scan more slowly",
  ],
  [
    0x80890000,
    "类型与设备的不一致 · the type is not the device's",
    "看设备上的数据类型,改 type · look up the data type in the device",
  ],
  [
    0x80340000,
    "没有这个节点 · there is no such node",
    "逐字对照名称与命名空间,可用 browse · compare name and namespace letter by letter; browse helps",
  ],
  [
    0x80330000,
    "节点写法不对 · the node id is malformed",
    "逐字对照名称与引号 · compare name and quotes",
  ],
  [
    0x806f0000,
    "路径走不通 · the path leads nowhere",
    "逐段对照浏览名,可用 browse · compare the browse names; browse helps",
  ],
  [
    0x801f0000,
    "没有读取权限 · not allowed to read",
    "在设备上给该用户读的权限 · grant the user reading in the device",
  ],
  [
    0x803a0000,
    "节点不可读 · the node is not readable",
    "在设备上勾选可从 HMI/OPC UA 访问 · tick “accessible from HMI/OPC UA”",
  ],
  [0x800a0000, "没有应答 · no answer", "查单元号、供电、接线 · check unit id, power and wiring"],
  [
    0x80050000,
    "应答不合规约 · the answer breaks the protocol",
    "查转换器与单元号是否冲突 · check the converter and for two units of one id",
  ],
  [
    0x80070000,
    "内容不是这种类型的数 · the content is no value of the type",
    "换类型,看下面的解码 · change the type, see the decodings",
  ],
  [
    0x808c0000,
    "设备说没有值(传感器断线等)· the device says it has no value",
    "查传感器 · check the sensor",
  ],
  [
    0x808b0000,
    "设备自身故障 · the device reports a failure",
    "看设备面板的报警 · see the alarms on its panel",
  ],
  [
    0x808a0000,
    "设备与它下面的部件没有连上 · the device is not connected to what it reads",
    "查设备下面的线路 · check the lines behind the device",
  ],
  [
    0x80040000,
    "设备忙 · the device is busy",
    "关掉别的读取程序,或放慢扫描 · close other readers or scan more slowly",
  ],
  [0x803c0000, "超出量程 · out of range", "查传感器 · check the sensor"],
  [0x80320000, "还没有数据 · no data yet", "稍后再看 · look again later"],
  [0x803d0000, "设备不支持 · not supported by the device", ""],
];

export function statusWords(code: number): StatusWords {
  const severity = code >>> 30;
  if (severity === 0) return { said: "有效 · good", mend: "" };
  const row =
    rows.find(([known]) => known === code) ??
    rows.find(([known]) => known === (code & 0xffff0000) >>> 0);
  const hex = `0x${code.toString(16).toUpperCase().padStart(8, "0")}`;
  if (row !== undefined) return { said: `${row[1]} (${hex})`, mend: row[2] };
  return severity === 1
    ? { said: `存疑 · uncertain (${hex})`, mend: "" }
    : { said: `无效 · bad (${hex})`, mend: "看设备自己的诊断 · see the device's own diagnosis" };
}
