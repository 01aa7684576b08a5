// Words of a list → words of an address: data types, byte orders, tables and units, as tools and people write them.

/** As addresses of Modbus name them; a length (registers) only where the word tells one. */
export type ListType = { readonly type: string; readonly length?: number };

const types: readonly (readonly [RegExp, string])[] = [
  [/^(bool|boolean|bit|位|布尔量?|开关量|离散量|数字量|di|do)$/, "boolean"],
  [
    /^(u|无符号)(short|int16|16|16位|16位整数?|16位整型|整数|整型|短整型)$|^(uint|uint16|ushort|word|16bit|16位|字|unsigned|unsignedword|无符号字|单字|unsigned16|wordunsigned(bitstring16bit)?)$/,
    "uint16",
  ],
  [
    /^(s|有符号)?(int|int16|short|16位整数|16位整型|16位有符号|整数|整型|短整型|integer|signed|signed16|i16|s16|有符号字|16|wordsigned)$|^有符号16位(整数|整型)?$/,
    "int16",
  ],
  [
    /^(udint|uint32|dword|u32|ulong|uint32t|32bit|双字|无符号双字|无符号长整型|32位无符号(整数|整型)?|无符号32位(整数|整型)?|unsigned32|doubleword|doublewordunsigned(bitstring32bit)?)$/,
    "uint32",
  ],
  [
    /^(dint|int32|i32|s32|long|长整型|长整数|双整数|32位整数|32位整型|有符号双字|有符号32位(整数|整型)?|32位有符号(整数|整型)?|signed32|doublewordsigned)$/,
    "int32",
  ],
  [/^(ulint|uint64|lword|u64|qword|64位无符号(整数|整型)?|无符号64位(整数|整型)?)$/, "uint64"],
  [/^(lint|int64|i64|s64|64位整数|64位整型|有符号64位(整数|整型)?)$/, "int64"],
  [
    /^(real|float|float32|f32|single|浮点|浮点数|浮点型|单精度|单精度浮点数?|单精度浮点型|32位浮点数?|floatsingleprecision|ieee754)$/,
    "float32",
  ],
  [
    /^(lreal|double|float64|f64|双精度|双精度浮点数?|双精度浮点型|64位浮点数?|floatdoubleprecision)$/,
    "float64",
  ],
];

const textType = /^(?:string|wstring|char|ascii|字符串|文本|文字)(\d+)?$/;

/** Undefined when the word is none of the known. `STRING[20]` has 20 characters, two to a register. */
export function typeOfWord(word: string): ListType | undefined {
  const text = word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const characters = textType.exec(text);
  if (characters !== null) {
    const length = Math.ceil(Number(characters[1] ?? 0) / 2);
    return length === 0 ? { type: "string" } : { type: "string", length };
  }
  const found = types.find(([pattern]) => pattern.test(text));
  return found === undefined ? undefined : { type: found[1] };
}

const orders: readonly (readonly [RegExp, string])[] = [
  [
    /^(abcd|1234|大端|大端模式|大端序|高字在前|高位在前|bigendian|big|be|highwordfirst|msw|mswfirst|12|ab|不交换|none|no|否)$/,
    "ABCD",
  ],
  [
    /^(cdab|3412|低字在前|字交换|大端字交换|大端字节交换|wordswap|swapwords|swapword|lowwordfirst|lswfirst|lsw|bigendianswap|midlittleendian)$/,
    "CDAB",
  ],
  [
    /^(badc|2143|字节交换|byteswap|swapbytes|小端字节交换|小端字交换|littleendianswap|midbigendian|ba|21)$/,
    "BADC",
  ],
  [/^(dcba|4321|小端|小端模式|小端序|littleendian|little|le)$/, "DCBA"],
];

/** `CDAB`, 低字在前, word swap → a word order; undefined when unknown. */
export function orderOfWord(word: string): string | undefined {
  const text = word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return orders.find(([pattern]) => pattern.test(text))?.[1];
}

const tables: readonly (readonly [RegExp, string])[] = [
  [
    /^(0?3|0x03|fc0?3|03h|4x?|4区|保持寄存器|保持|输出寄存器|holding|holdingregisters?|hr|readholdingregisters?|3保持寄存器|03保持寄存器|03读保持寄存器)$/,
    "holding",
  ],
  [
    /^(0?4|0x04|fc0?4|04h|3x|3区|输入寄存器|模拟量输入|input|inputregisters?|ir|readinputregisters?|04输入寄存器|04读输入寄存器)$/,
    "input",
  ],
  [
    /^(0?1|0x01|fc0?1|01h|0x|0区|线圈|线圈状态|输出线圈|coils?|coilstatus|readcoils?|01线圈|01读线圈)$/,
    "coil",
  ],
  [
    /^(0?2|0x02|fc0?2|02h|1x|1区|离散输入|输入状态|离散量输入|discrete|discreteinputs?|inputstatus|readdiscreteinputs?|di|02离散输入|02读离散输入)$/,
    "discrete",
  ],
];

/**
 * A function code or the name of a table; undefined when unknown. A plain 4 is function code 04 (input), 4x and
 * 4区 are the holding registers.
 */
export function tableOfWord(word: string): string | undefined {
  const text = word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  if (text === "4") return "input";
  if (text === "3") return "holding";
  return tables.find(([pattern]) => pattern.test(text))?.[1];
}
