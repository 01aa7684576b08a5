// An empty signal list with its header and examples, to be filled in with Excel.

const header = [
  "名称 Name",
  "从站 Slave",
  "功能码 FC",
  "地址 Address",
  "数据类型 Type",
  "字节序 Order",
  "倍率 Scale",
  "单位 Unit",
  "下限 Min",
  "上限 Max",
  "描述 Comment",
] as const;

const examples: readonly (readonly string[])[] = [
  [
    "press.temperature",
    "1",
    "",
    "40001",
    "REAL",
    "CDAB",
    "",
    "℃",
    "0",
    "300",
    "热压板温度 platen temperature",
  ],
  [
    "press.pressure",
    "1",
    "04",
    "12",
    "INT",
    "",
    "0.1",
    "MPa",
    "0",
    "25",
    "液压压力 hydraulic pressure",
  ],
  ["press.running", "1", "", "00005", "BOOL", "", "", "", "", "", "运行 running"],
  ["press.alarm", "1", "", "40010.3", "BOOL", "", "", "", "", "", "报警位 a bit of a register"],
];

/** UTF-8 with a byte order mark, without which Excel takes it for its ANSI code page; lines end as RFC 4180 says. */
export function blankList(): string {
  const lines = [header, ...examples].map((cells) => cells.join(","));
  return `\u{feff}${lines.join("\r\n")}\r\n`;
}
