// The address of a list → table and PDU address from 0, with the translation in words: 40001 is holding 0.
// What cannot be known is refused with a mend and never guessed. Pure.
import { type PlcProfile, plcProfiles } from "./plc-areas.ts";

export type Table = "holding" | "input" | "coil" | "discrete";

export type PlcAddressOptions = {
  /** From a column of function codes or tables. */
  readonly table?: Table;
  /** What the first plain number of a table counts from: 0 as on the wire, 1 as in many manuals. */
  readonly base: 0 | 1;
  /** The list writes areas as 4x0001: then 0x0001 is a coil and no hexadecimal. */
  readonly areaX: boolean;
  readonly plc?: PlcProfile;
  /** Siemens MB_SERVER: number of the data block behind MB_HOLD_REG. */
  readonly holdingBlock?: number;
};

export type PlcAddress = {
  readonly table: Table;
  /** PDU address, from 0. */
  readonly address: number;
  readonly bit?: number;
  /** As the form of the address says, where it does: DBD is 32 bits wide. */
  readonly type?: "boolean" | "uint16" | "uint32";
  /** What was understood, zh · en; empty where nothing was translated. */
  readonly explained: string;
};

export type Translated = PlcAddress | { readonly refused: string };

const modiconTables: Readonly<Record<string, Table>> = {
  "0": "coil",
  "1": "discrete",
  "3": "input",
  "4": "holding",
};

export function isRefused(translated: Translated): translated is { readonly refused: string } {
  return "refused" in translated;
}

/** Each knows one way of writing; the first that answers is right. */
const forms: readonly ((text: string, options: PlcAddressOptions) => Translated | undefined)[] = [
  own,
  modicon,
  dataBlock,
  hexadecimal,
  plcArea,
  plainNumber,
];

export function translateAddress(written: string, options: PlcAddressOptions): Translated {
  const text = written.trim().replace(/^%/, "").toUpperCase();
  for (const form of forms) {
    const found = form(text, options);
    if (found !== undefined) return inProtocol(found);
  }
  return {
    refused: `看不懂地址 ${written},请写 40001、holding:0、0x2000 这样的形式 · address ${written} is not understood: write 40001, holding:0 or 0x2000`,
  };
}

function inProtocol(found: Translated): Translated {
  if (isRefused(found) || (found.address >= 0 && found.address <= 0xffff)) return found;
  return {
    refused: `地址 ${found.address} 不在 0–65535 · address ${found.address} is not in 0–65535`,
  };
}

/** `holding:16`, as configurations write it. */
function own(text: string): Translated | undefined {
  const found = /^(HOLDING|INPUT|COIL|DISCRETE):(0X[0-9A-F]+|\d+)(?:\.(\d+))?$/.exec(text);
  if (found === null) return undefined;
  return {
    table: String(found[1]).toLowerCase() as Table,
    address: Number(found[2]),
    ...bitOf(found[3]),
    explained: "",
  };
}

/** 40001, 400001, 4x0001, 4X1: area and number from 1 (Modicon Modbus Protocol Reference Guide). */
function modicon(text: string, options: PlcAddressOptions): Translated | undefined {
  const x = /^([0134])X(\d{1,6})(?:[.:](\d{1,2}))?$/.exec(text);
  const plain = /^([0134])(\d{4,5})(?:\.(\d{1,2}))?$/.exec(text);
  const found = x !== null && (x[1] !== "0" || options.areaX) ? x : plain;
  if (found === null) return undefined;
  const table = modiconTables[found[1] ?? ""];
  const number = Number(found[2]);
  if (table === undefined) return undefined;
  // A five-digit number in the table of another function code is meant as it stands.
  if (found === plain && options.table !== undefined && options.table !== table) return undefined;
  if (number === 0) {
    return {
      refused: `${text}:Modicon 编号从 1 起,没有 0 号 · ${text}: Modicon numbers begin at 1`,
    };
  }
  const to = `${table}:${number - 1}`;
  return {
    table,
    address: number - 1,
    ...bitOf(found[3]),
    explained: `${text} → ${to}(说明书从 1 起,线上从 0 起 · manual from 1, wire from 0)`,
  };
}

/** DB1.DBW20: Siemens numbers bytes; a register is two. */
function dataBlock(text: string, { holdingBlock }: PlcAddressOptions): Translated | undefined {
  const found = /^DB(\d+)\.DB([XBWD])(\d+)(?:\.(\d))?$/.exec(text);
  const memory = /^(?:[IQEAM]\d+\.\d|[IQEA][BWD]\d+|M[BD]\d+)$/.test(text);
  if (found === null && !memory) return undefined;
  if (found === null || Number(found[1]) !== holdingBlock) {
    return {
      refused: `${text} 是西门子的内部地址,Modbus 读不到:用 OPC UA(gateway browse),或 MB_SERVER 的 MB_HOLD_REG 指向某个 DB 时加 --holding-db N · ${text} is inside a Siemens PLC, out of reach of Modbus: use OPC UA (gateway browse), or --holding-db N where MB_SERVER's MB_HOLD_REG is that DB`,
    };
  }
  const byte = Number(found[3]);
  const kind = found[2] ?? "";
  const explained = `${text} → holding:${byte >> 1}(MB_HOLD_REG = DB${found[1]},每寄存器 2 字节 · 2 bytes a register)`;
  if (kind === "X") {
    // Byte 0 of a register is its high half.
    const bit = Number(found[4] ?? 0) + (byte % 2 === 0 ? 8 : 0);
    return { table: "holding", address: byte >> 1, bit, type: "boolean", explained };
  }
  if (kind === "B" || byte % 2 === 1) {
    return {
      refused: `${text} 不在寄存器边界上,Modbus 取不出单个字节 · ${text} is no whole register: Modbus reads no single byte`,
    };
  }
  return {
    table: "holding",
    address: byte >> 1,
    type: kind === "D" ? "uint32" : "uint16",
    explained,
  };
}

/** 0x2000, 2000H and 16#2000 (IEC 61131-3): PDU addresses, as drives and controllers print them. */
function hexadecimal(
  text: string,
  { table = "holding" }: PlcAddressOptions,
): Translated | undefined {
  const found =
    /^(?:(?:0X|16#)([0-9A-F]{1,5})|([0-9][0-9A-F]{0,4})H|([0-9A-F]*[A-F][0-9A-F]*))(?:\.(\d{1,2}))?$/.exec(
      text,
    );
  const digits = found?.[1] ?? found?.[2];
  if (digits === undefined) return undefined;
  const address = Number.parseInt(digits, 16);
  return {
    table,
    address,
    ...bitOf(found?.[4]),
    explained: `${text} → ${table}:${address}(十六进制,从 0 起 · hexadecimal, from 0)`,
  };
}

/** D100, MW10, X17: an area of the program. */
function plcArea(text: string, { plc }: PlcAddressOptions): Translated | undefined {
  const found = /^(MW|M|D|X|Y)(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (found === null) return undefined;
  const known = plc?.areas.find(({ area }) => area === found[1]);
  if (plc === undefined || known === undefined) {
    const ids = Object.keys(plcProfiles).join(" | ");
    return {
      refused: `${text} 是 PLC 内部的编号,各家对应的 Modbus 地址不同,请加 --plc ${ids} · ${text} is numbered inside the PLC; every maker maps it differently: add --plc`,
    };
  }
  const { table, first, octal, last, verified } = known;
  const digits = found[2] ?? "";
  if (octal === true && /[89]/.test(digits)) {
    return { refused: `${text}:该系列的 X、Y 是八进制 · X and Y of this PLC count in eights` };
  }
  const element = Number.parseInt(digits, octal === true ? 8 : 10);
  if (element > last) {
    return {
      refused: `${text} 超出已知的地址段,请按手册写 Modbus 地址 · ${text} lies behind the range that is known: write its Modbus address by the manual`,
    };
  }
  const address = first + element;
  const doubt =
    verified === true ? "" : ";未经核对,须试读 · not compared with the manual: check it";
  return {
    table,
    address,
    ...bitOf(found[3]),
    explained: `${text} → ${table}:${address}(${plc.name.zh} · ${plc.name.en}${doubt})`,
  };
}

function plainNumber(text: string, options: PlcAddressOptions): Translated | undefined {
  const found = /^(\d{1,5})(?:\.(\d{1,2}))?$/.exec(text);
  if (found === null) return undefined;
  const { table = "holding", base } = options;
  const address = Number(found[1]) - base;
  const counted = base === 1 ? "说明书从 1 起 · manual from 1" : "按从 0 起 · taken from 0";
  const assumed =
    options.table === undefined ? ";没有功能码,按保持寄存器 · no function code: holding" : "";
  return {
    table,
    address,
    ...bitOf(found[2]),
    explained: `${text} → ${table}:${address}(${counted}${assumed})`,
  };
}

function bitOf(text: string | undefined): { bit?: number } {
  return text === undefined ? {} : { bit: Number(text) };
}
