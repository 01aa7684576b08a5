import { expect, test } from "vitest";
import { workbook } from "../../test/kit/workbook.ts";
import { parseModbusAddress } from "../drivers/modbus/address.ts";
import { blankList } from "./blank-list.ts";
import { importList } from "./import-list.ts";
import { equipmentOfList, listYaml } from "./list-yaml.ts";
import { plcProfiles } from "./plc-areas.ts";
import type { SignalList } from "./read-signal-list.ts";

const read = (text: string, more = {}): Promise<SignalList> =>
  importList("list.csv", new TextEncoder().encode(text), { base: 0, ...more });

const addresses = async (text: string, more = {}) =>
  (await read(text, more)).signals.map(({ address }) => address);

test("the blank list is a valid list, for Excel, and every address is one of the driver's", async () => {
  const blank = blankList();
  expect(blank.startsWith("\u{feff}")).toBe(true);
  const { signals, problems } = await read(blank);
  expect(problems).toEqual([]);
  expect(signals.map(({ address, station }) => [station, address])).toEqual([
    [1, "holding:0:float32,order=CDAB"],
    [1, "input:12:int16,scale=0.1"],
    [1, "coil:4:boolean"],
    [1, "holding:9:boolean,bit=3"],
  ]);
  expect(signals[0]).toMatchObject({ unitCode: "CEL", range: [0, 300] });
  expect(signals[0]?.explained).toContain("40001 → holding:0");
  for (const { address } of signals) parseModbusAddress(address);
});

// 名称,地址,类型 in GB18030, by `iconv -t GB18030`.
test("a list saved by Excel in China (GB18030) reads as one in UTF-8", async () => {
  const header = [
    0xc3, 0xfb, 0xb3, 0xc6, 0x2c, 0xb5, 0xd8, 0xd6, 0xb7, 0x2c, 0xc0, 0xe0, 0xd0, 0xcd, 0x0a,
  ];
  // 温度,40003,REAL
  const row = [0xce, 0xc2, 0xb6, 0xc8, ...Buffer.from(",40003,REAL\n")];
  const { signals, problems, notes } = await importList(
    "list.csv",
    Uint8Array.from([...header, ...row]),
    { base: 0 },
  );
  expect(problems).toEqual([]);
  expect(signals).toMatchObject([{ id: "温度", address: "holding:2:float32", line: 2 }]);
  expect(notes.join()).toContain("gb18030");
});

test("Modicon numbers count from 1 in their table; hexadecimal and plain numbers from 0", async () => {
  const text = `name;address;type
a;40001;INT
b;400001;INT
c;4x0017;DINT
d;30053;FLOAT
e;10001;BOOL
f;00012;BOOL
g;0x0003;BOOL
h;2000H;WORD
i;17;WORD
j;465536;WORD`;
  expect(await addresses(text)).toEqual([
    "holding:0:int16",
    "holding:0:int16",
    "holding:16:int32",
    "input:52:float32",
    "discrete:0:boolean",
    "coil:11:boolean",
    // The list writes 4x: 0x is the area of the coils.
    "coil:2:boolean",
    "holding:8192:uint16",
    "holding:17:uint16",
    "holding:65535:uint16",
  ]);
  expect(await addresses("name,address,type\na,0x0010,WORD")).toEqual(["holding:16:uint16"]);
  expect(await addresses("name,address,type\na,17,WORD", { base: 1 })).toEqual([
    "holding:16:uint16",
  ]);
});

test("a function code decides the table, and a number of another table stands as it is", async () => {
  const text = `变量名\t功能码\t寄存器地址\t数据类型\t字节序\t系数
电压\t04\t0\t浮点数\t低字在前\t1
温度\t3x\t12\t有符号16位\t\t÷10
计数\t03\t30001\tUDINT\t大端\t`;
  expect(await addresses(text)).toEqual([
    "input:0:float32,order=CDAB",
    "input:12:int16,scale=0.1",
    "holding:30001:uint32",
  ]);
});

test("areas inside a PLC need its make; X and Y count in eights", async () => {
  const list =
    "标签名,软元件,数据类型,注释\nRun,M10,Bit,运行\nIn,X17,Bit,\nCount,D100,Double Word [Unsigned],产量";
  const blind = await read(list);
  expect(blind.signals).toEqual([]);
  expect(blind.problems.map(({ cell }) => cell)).toEqual(["B2", "B3", "B4"]);
  expect(blind.problems[0]?.message).toContain("--plc");
  const plc = plcProfiles["mitsubishi-fx5"];
  expect(await addresses(list, { plc })).toEqual([
    "coil:8202:boolean",
    "discrete:15:boolean",
    "holding:100:uint32",
  ]);
});

// Delta DVP-ES2 operation manual, 4.4: X000–377 octal at 0400, Y at 0500, M0–1535 at 0800, M1536 at B000.
test("an area ends where its run of addresses ends, and what was not compared with a manual says so", async () => {
  const plc = plcProfiles["delta-dvp"];
  const list = "名称,地址,类型\na,X377,BOOL\nb,M1535,BOOL\nc,M1536,BOOL\nd,X8,BOOL\ne,D10,INT";
  const { signals, problems } = await read(list, { plc });
  expect(signals.map(({ address }) => address)).toEqual([
    "discrete:1279:boolean",
    "coil:3583:boolean",
    "holding:4106:int16",
  ]);
  expect(signals.map(({ explained }) => explained.includes("未经核对"))).toEqual([
    false,
    false,
    true,
  ]);
  expect(problems.map(({ cell }) => cell)).toEqual(["B4", "B5"]);
});

test("a TIA export is refused row by row, and read with the data block of MB_HOLD_REG", async () => {
  const list = `Name,Path,Data Type,Logical Address,Comment
"Temp",DB_Press,Real,%DB5.DBD4,oil
Run,DB_Press,Bool,%DB5.DBX8.1,
Odd,DB_Press,Int,%DB5.DBW7,
Start,Tags,Bool,%I0.0,`;
  const blind = await read(list);
  expect(blind.problems).toHaveLength(4);
  expect(blind.problems[0]?.message).toMatch(/OPC UA.*--holding-db/);
  const { signals, problems } = await read(list, { holdingBlock: 5 });
  expect(signals.map(({ address }) => address)).toEqual([
    "holding:2:float32",
    "holding:4:boolean,bit=9",
  ]);
  expect(problems.map(({ cell }) => cell)).toEqual(["D4", "D5"]);
});

test("every problem is told at once with its cell", async () => {
  const list = `一号压机信号表,,,,,
,,,,,
名称,地址,类型,字节序,倍率,量程
温度,40001,FLOAT,中间,0,0~300
温度,,,,,
压力,abc,INT,,x,300~0
运行,40003,BOOL,,,
速度,40001,SPEED,,,
速度,40009,INT,,,
速度,40010,INT,,,`;
  const { problems } = await read(list);
  expect(problems.map(({ cell }) => cell)).toEqual(["D4", "E4", "B6", "F6", "B7", "C8", "A10"]);
  expect((await read("名称,地址,类型\nx,465536,REAL")).problems).toMatchObject([{ cell: "B2" }]);
  expect(problems.every(({ message }) => message.includes(" · "))).toBe(true);
});

test("full-width digits and signs of a Chinese keyboard are digits and signs", async () => {
  const text = [
    "名称,地址,类型,倍率,单位,从站,量程",
    "甲,４０００３,ＩＮＴ,０．１,㎥,１,－５０～＋５０",
    "乙,16#20,WORD,,,1,±10",
    "丙,４０００４．３,BOOL,,,1,",
  ].join("\n");
  const { signals, problems } = await read(text);
  expect(problems).toEqual([]);
  expect(signals.map(({ address }) => address)).toEqual([
    "holding:2:int16,scale=0.1",
    "holding:32:uint16",
    "holding:3:boolean,bit=3",
  ]);
  expect(signals.map(({ range }) => range)).toEqual([[-50, 50], [-10, 10], undefined]);
  expect(signals[0]).toMatchObject({ unitCode: "MTQ", station: 1 });
});

test("a decimal comma is refused and never read as another number; thousands are", async () => {
  const text = [
    "名称;地址;类型;倍率;上限;下限;量程",
    "甲;40001;INT;1,5;100;0;",
    "乙;40002;INT;1,000;100;0;",
    "丙;40003;INT;;65,535;0;",
    "丁;40004;INT;;;;0~1,5",
    "戊;40005;INT;;1,5;0;",
  ].join("\n");
  const { signals, problems } = await read(text);
  expect(problems.map(({ cell }) => cell)).toEqual(["D2", "D3", "G5", "E6"]);
  expect(problems[0]?.message).toContain("小数点");
  expect(signals.map(({ range }) => range)).toEqual([[0, 65_535]]);
});

test("an accuracy is no scale", async () => {
  const { signals, notes } = await read("名称,地址,类型,精度\n甲,40001,INT,0.5\n");
  expect(signals[0]?.address).toBe("holding:0:int16");
  expect(notes.join()).toContain("精度");
});

test("a list without a header, and a file that is no list, say so", async () => {
  expect((await read("a,b\n1,2")).problems[0]?.message).toContain("表头");
  const picture = await importList("list.csv", Uint8Array.of(0x89, 0x50, 0, 0, 1), { base: 0 });
  expect(picture.problems[0]?.message).toContain(".xls");
  const broken = await importList("list.xlsx", Uint8Array.of(1, 2, 3), { base: 0 });
  expect(broken.problems[0]?.message).toContain(".xlsx");
});

test("an offset goes into the address as a scale does", async () => {
  const [address] = await addresses("名称,地址,类型,系数,偏移\n温度,10,INT,0.1,-40");
  expect(address).toBe("holding:10:int16,scale=0.1,offset=-40");
  parseModbusAddress(address);
});

test("quoted separators, quotes, line ends and lines of the file survive", async () => {
  const list =
    'sep=;\r\nname;comment;address;type\r\n"a ""b"";c";"one\r\ntwo";40001;INT\r\nz;;abc;INT\r\n';
  const { signals, problems } = await read(list);
  expect(signals).toMatchObject([{ id: "a b;c", line: 3 }]);
  expect(problems.map(({ cell }) => cell)).toEqual(["C5"]);
});

test("the YAML of a list carries its signals by station", async () => {
  const { signals } = await read(
    "name,slave,address,type,unit\n1#泵,2,40001,INT,bar\nb,3,40001,INT,",
  );
  const equipment = equipmentOfList(signals, {
    connection: "c",
    equipment: "plc",
    intervalMs: 1000,
  });
  const text = listYaml(equipment);
  const { parse } = await import("yaml");
  expect(parse(text)).toEqual({
    equipment: [
      {
        id: "plc-2",
        connection: "c",
        unit: 2,
        signals: [{ id: "1号泵", address: "holding:0:int16" }],
        scanGroups: [{ id: "second", intervalMs: 1000 }],
      },
      expect.objectContaining({ id: "plc-3", unit: 3 }),
    ],
  });
});

test("a workbook: numbers as numbers, title above the header, problems by cell", async () => {
  const bytes = workbook([
    ["压机点表"],
    ["序号", "变量名称", "PLC地址", "数据类型", "最小值", "最大值"],
    [1, "油温", 40011, "REAL", 0, 120],
    [2, "油压", 40013, "什么", 0, 25],
  ]);
  const { signals, problems } = await importList("点表.xlsx", bytes, { base: 0 });
  expect(signals).toMatchObject([
    { id: "油温", address: "holding:10:float32", range: [0, 120], line: 3 },
  ]);
  expect(problems.map(({ cell }) => cell)).toEqual(["D4"]);
});

test("a formula that failed is a problem of its cell, and no empty one", async () => {
  const bytes = workbook([
    ["名称", "地址", "类型", "倍率"],
    ["油温", 40011, "REAL", "#REF!"],
    ["油压", 40013, "REAL", 0.1],
  ]);
  const { signals, problems } = await importList("点表.xlsx", bytes, { base: 0 });
  expect(signals.map(({ id }) => id)).toEqual(["油压"]);
  expect(problems).toMatchObject([{ cell: "D2", message: expect.stringContaining("#REF!") }]);
});
