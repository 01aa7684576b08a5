// Which column of a list says what, told from its header in Chinese or English, as engineering tools and people
// write it (TIA Portal, GX Works, CODESYS exports; lists made by hand).
import type { ListRow } from "./csv-rows.ts";

export const columnNames = [
  "name",
  "description",
  "address",
  "table",
  "type",
  "order",
  "scale",
  "offset",
  "unit",
  "station",
  "low",
  "high",
  "range",
  "bit",
  "length",
] as const;
export type ColumnName = (typeof columnNames)[number];

/** Headers without blanks and punctuation, in lower case. The first that fits wins. */
const headers: Readonly<Record<ColumnName, RegExp>> = {
  name: /^(信号|变量|标签|点位?|参数|测点|signal|tag|variable|label|symbol|point)?(名称?|编号|标识|name|id)$|^(信号|变量|标签|测点|参数|signal|variable|symbol|tag)$/,
  description:
    /^(变量|信号)?(描述|注释|说明|含义|备注|中文名称?)|^(comment|description|remarks?|meaning|desc)/,
  address:
    /^(plc|modbus|逻辑|寄存器|起始|变量|信号)?(地址|软元件|寄存器号?)(dec|hex|十进制|十六进制)?$|^(plc|modbus|logical|register|start|data)?(address|addr|device|register|offsetaddress)(dec|hex)?$/,
  table:
    /^(功能码|寄存器类型|寄存器区|存储区|区域|区|表|fc|functioncode|function|registertype|area|table|memoryarea)$/,
  type: /^(数据|变量|值)?(类型|格式)$|^(data|value)?(type|format)$/,
  order:
    /^(字节序|字节顺序|字序|字节高低位|大小端|高低字|byteorder|wordorder|endian|endianness|order|swap)$/,
  scale:
    /^(倍率|系数|比例|比例系数|缩放|缩放系数|换算系数|乘数|分辨率|scale|factor|multiplier|gain|scaling|resolution|ratio)$/,
  offset: /^(偏移量?|零点偏移|offset|bias)$/,
  unit: /^(工程|计量)?单位$|^(units?|engunits?|engineeringunits?|uom)$/,
  station:
    /^(从站|站|设备|单元|modbus)?(地址码|站号|号)$|^(从站|从站地址|从机地址|站地址|设备地址|通讯地址)$|^(slave|slaveid|unitid|station|stationno|deviceid|node)$/,
  low: /^(量程)?(下限|最小值?|低限)$|^(min|minimum|low|lower|rangelow|rangemin|lo)$/,
  high: /^(量程)?(上限|最大值?|高限)$|^(max|maximum|high|upper|rangehigh|rangemax|hi)$/,
  range: /^(量程|量程范围|测量范围|范围|range)$/,
  bit: /^(位|位号|bit|bitno)$/,
  length: /^(长度|寄存器个数|寄存器数量?|字数|个数|数量|length|count|size|registers|quantity)$/,
};

export type ListHeader = {
  /** Place of the header among the rows. */
  readonly row: number;
  /** Column, from 0, by what it says. */
  readonly columns: ReadonlyMap<ColumnName, number>;
  /** Headers that say nothing to us, as they are written. */
  readonly unused: readonly string[];
};

/** A list has titles and logos above its header. */
const searchedRows = 30;

/** `"逻辑地址 (Dec)"` → `逻辑地址dec`. */
function plain(header: string): string {
  return header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** "名称 Name": either half alone may be known. */
function readings(header: string): readonly string[] {
  const halves = header.split(/[\s/|·(()]+/).map(plain);
  const chinese = plain(header.replace(/[^\p{Script=Han}]/gu, ""));
  return [plain(header), chinese, ...halves].filter((text) => text !== "");
}

function columnsOf(cells: readonly string[]): Map<ColumnName, number> {
  const columns = new Map<ColumnName, number>();
  const taken = new Set<number>();
  // What a header says as a whole counts before what its halves say.
  for (const depth of [1, Number.POSITIVE_INFINITY]) {
    for (const name of columnNames) {
      if (columns.has(name)) continue;
      const at = cells.findIndex(
        (cell, i) =>
          !taken.has(i) &&
          readings(cell)
            .slice(0, depth)
            .some((text) => headers[name].test(text)),
      );
      if (at < 0) continue;
      columns.set(name, at);
      taken.add(at);
    }
  }
  return columns;
}

/** The row with the most known headers, an address among them; undefined when there is none. */
export function findHeader(rows: readonly ListRow[]): ListHeader | undefined {
  let best: ListHeader | undefined;
  rows.slice(0, searchedRows).forEach(({ cells }, row) => {
    const columns = columnsOf(cells);
    if (!columns.has("address") || columns.size < 2) return;
    if (best !== undefined && best.columns.size >= columns.size) return;
    const used = new Set(columns.values());
    const unused = cells.filter((cell, i) => cell !== "" && !used.has(i));
    best = { row, columns, unused };
  });
  return best;
}

/** Name of a column as a spreadsheet shows it: 0 → A, 26 → AA. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}
