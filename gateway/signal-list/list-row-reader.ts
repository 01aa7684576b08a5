// One row of a signal list → one signal, with every problem of its cells. Pure.
import { isTopicId } from "#contracts/sparkplug-topic.ts";
import { parseModbusAddress } from "../drivers/modbus/address.ts";
import { GatewayError } from "../errors.ts";
import type { ListRow } from "./csv-rows.ts";
import { type ColumnName, columnLetters, type ListHeader } from "./list-columns.ts";
import { type ListType, orderOfWord, tableOfWord, typeOfWord } from "./list-words.ts";
import { isRefused, type PlcAddress, type Table, translateAddress } from "./plc-address.ts";
import type { PlcProfile } from "./plc-areas.ts";
import { unitOfSymbol } from "./unit-codes.ts";

export type ListOptions = {
  readonly base: 0 | 1;
  readonly plc?: PlcProfile;
  readonly holdingBlock?: number;
};

export type ListedSignal = {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly id: string;
  /** Modbus unit; absent where the list names none. */
  readonly station?: number;
  /** As a configuration writes it. */
  readonly address: string;
  /** How the address was understood, zh · en. */
  readonly explained: string;
  readonly description?: string;
  /** As written, and its UNECE Recommendation 20 code where it has one. */
  readonly unit?: string;
  readonly unitCode?: string;
  readonly range?: readonly [number, number];
};

export type ListProblem = {
  /** As a spreadsheet names it, e.g. C7. */
  readonly cell: string;
  /** zh · en, with the mend. */
  readonly message: string;
};

/** Thousands, as spreadsheets group them. */
const grouped = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;
/** 1,000 may be one here: half the world writes a decimal comma, and a wrong factor is not seen. */
const ambiguous: ReadonlySet<ColumnName> = new Set(["scale", "offset"]);

export class RowReader {
  readonly problems: ListProblem[] = [];
  readonly #header: ListHeader;
  readonly #options: ListOptions;
  readonly #areaX: boolean;
  #row: ListRow = { line: 0, cells: [] };

  constructor(header: ListHeader, rows: readonly ListRow[], options: ListOptions) {
    this.#header = header;
    this.#options = options;
    const column = header.columns.get("address") ?? 0;
    this.#areaX = rows.some(({ cells }) => /^[134]x\d/i.test(cells[column] ?? ""));
  }

  read(row: ListRow): ListedSignal | undefined {
    this.#row = row;
    const before = this.problems.length;
    const written = this.#text("address");
    const name = this.#text("name") || this.#text("description");
    // Headings between groups and remarks below the list have no address.
    if (written === "") return undefined;
    if (name === "") this.#problem("name", "缺少名称 · the name is missing");
    const place = this.#place(written);
    const address = place === undefined ? undefined : this.#address(place);
    const range = this.#range();
    const station = this.#integer("station", 0, 255);
    if (this.problems.length > before || place === undefined || address === undefined) {
      return undefined;
    }
    const unit = this.#text("unit");
    const unitCode = unitOfSymbol(unit);
    const description = this.#text("description");
    return {
      line: row.line,
      id: idOf(name),
      ...(station === undefined ? {} : { station }),
      address,
      explained: place.explained,
      ...(description === "" || description === name ? {} : { description }),
      ...(unit === "" ? {} : { unit }),
      ...(unitCode === undefined ? {} : { unitCode }),
      ...(range === undefined ? {} : { range }),
    };
  }

  checkDuplicates(signals: readonly ListedSignal[]): void {
    const lines = new Map<string, number>();
    const column = this.#letters("name");
    for (const { id, line, station } of signals) {
      const key = `${station ?? ""}/${id}`;
      const first = lines.get(key);
      if (first !== undefined) {
        const message = `信号 ${id} 与第 ${first} 行重复 · signal ${id} stands in line ${first} already`;
        this.problems.push({ cell: `${column}${line}`, message });
      }
      lines.set(key, first ?? line);
    }
  }

  #place(written: string): PlcAddress | undefined {
    const word = this.#text("table");
    const table = word === "" ? undefined : tableOfWord(word);
    if (word !== "" && table === undefined) {
      this.#problem(
        "table",
        `看不懂功能码或区 ${word},请写 01 02 03 04 或 0x 1x 3x 4x · function code or area ${word} is unknown: 01 02 03 04 or 0x 1x 3x 4x`,
      );
      return undefined;
    }
    const translated = translateAddress(written, {
      ...this.#options,
      areaX: this.#areaX,
      ...(table === undefined ? {} : { table: table as Table }),
    });
    if (!isRefused(translated)) return translated;
    this.#problem("address", translated.refused);
    return undefined;
  }

  /** As a configuration writes it; undefined after a problem. The driver has the last word. */
  #address(place: PlcAddress): string | undefined {
    const type = this.#type(place, isBitTable(place));
    const said = {
      order: this.#order(),
      scale: this.#number("scale"),
      offset: this.#number("offset"),
      bit: this.#integer("bit", 0, 15) ?? place.bit,
    };
    if (said.scale === 0) this.#problem("scale", "倍率不能为 0 · the scale must not be 0");
    if (type === undefined || said.scale === 0) return undefined;
    if (type.type === "boolean" && !isBitTable(place) && said.bit === undefined) {
      this.#problem(
        "address",
        "寄存器里的布尔量须写明位,如 40001.3 · a boolean in a register needs its bit, e.g. 40001.3",
      );
      return undefined;
    }
    const text = addressText(place, type, said);
    try {
      parseModbusAddress(text);
      return text;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      this.#problem("address", error.message);
      return undefined;
    }
  }

  #type(place: PlcAddress, bits: boolean): ListType | undefined {
    const word = this.#text("type");
    if (bits) return { type: "boolean" };
    if (word === "") {
      if (place.type !== undefined) return { type: place.type };
      if (place.bit !== undefined) return { type: "boolean" };
      this.#problem(
        "type",
        "缺少数据类型,如 INT、WORD、REAL · the data type is missing, e.g. INT, WORD, REAL",
      );
      return undefined;
    }
    const type = typeOfWord(word);
    if (type === undefined) {
      this.#problem(
        "type",
        `看不懂数据类型 ${word},请写 BOOL INT WORD DINT DWORD REAL LREAL · data type ${word} is unknown: BOOL INT WORD DINT DWORD REAL LREAL`,
      );
      return undefined;
    }
    if (type.type !== "string") return { type: place.bit === undefined ? type.type : "boolean" };
    const length = type.length ?? this.#integer("length", 1, 125);
    if (length !== undefined) return { type: "string", length };
    this.#problem(
      "type",
      "文字须写明长度,如 STRING[20] · a text needs its length, e.g. STRING[20]",
    );
    return undefined;
  }

  #order(): string | undefined {
    const word = this.#text("order");
    if (word === "") return undefined;
    const order = orderOfWord(word);
    if (order === undefined) {
      this.#problem(
        "order",
        `看不懂字节序 ${word},请写 ABCD CDAB BADC DCBA · byte order ${word} is unknown: ABCD CDAB BADC DCBA`,
      );
    }
    return order;
  }

  #range(): readonly [number, number] | undefined {
    const text = this.#text("range");
    const around = /^±(\d[\d.]*)(?![\d.,])/.exec(text);
    const parts =
      around === null
        ? /^([+-]?\d[\d.]*)\s*(?:~|–|—|-|至|到|\.\.+|…)\s*([+-]?\d[\d.]*)(?![\d.,])/.exec(text)
        : [text, `-${around[1]}`, around[1]];
    const low = parts === null ? this.#number("low") : Number(parts[1]);
    const high = parts === null ? this.#number("high") : Number(parts[2]);
    if (text !== "" && parts === null) {
      this.#problem("range", `看不懂量程 ${text},请写 0~100 · range ${text}: write 0~100`);
    }
    if (low === undefined || high === undefined) return undefined;
    if (low < high) return [low, high];
    this.#problem(
      parts === null ? "high" : "range",
      `量程下限 ${low} 不小于上限 ${high} · range does not ascend`,
    );
    return undefined;
  }

  /** Full-width digits, signs and units of a Chinese keyboard as their common forms (NFKC); names stay as written. */
  #text(column: ColumnName): string {
    const at = this.#header.columns.get(column);
    const text = at === undefined ? "" : (this.#row.cells[at] ?? "");
    if (column === "name" || column === "description") return text;
    return text.normalize("NFKC").replaceAll("−", "-").trim();
  }

  /** `0.1`, `1/10`, `÷10`, `x0.1`; undefined when empty or after a problem. */
  #number(column: ColumnName): number | undefined {
    const written = this.#text(column).replace(/\s/g, "");
    if (written === "" || written === "-" || written === "—" || written === "/") return undefined;
    const text =
      grouped.test(written) && !ambiguous.has(column) ? written.replaceAll(",", "") : written;
    const divided = /^(?:1\/|÷|\/)(\d+(?:\.\d+)?)$/.exec(text);
    const value = divided === null ? Number(text.replace(/^[×x*]/i, "")) : 1 / Number(divided[1]);
    if (Number.isFinite(value)) return value;
    const mend = text.includes(",")
      ? ":小数点请写成点,如 0.1 · write a decimal point, e.g. 0.1"
      : "";
    this.#problem(column, `不是数字 · not a number: ${text}${mend}`);
    return undefined;
  }

  #integer(column: ColumnName, low: number, high: number): number | undefined {
    const value = this.#number(column);
    if (value === undefined) return undefined;
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    this.#problem(column, `应为 ${low}–${high} 的整数 · must be a whole number of ${low}–${high}`);
    return undefined;
  }

  #letters(column: ColumnName): string {
    return columnLetters(this.#header.columns.get(column) ?? 0);
  }

  #problem(column: ColumnName, message: string): void {
    this.problems.push({ cell: `${this.#letters(column)}${this.#row.line}`, message });
  }
}

function isBitTable({ table }: PlcAddress): boolean {
  return table === "coil" || table === "discrete";
}

type Said = {
  readonly order: string | undefined;
  readonly scale: number | undefined;
  readonly offset: number | undefined;
  readonly bit: number | undefined;
};

/** `holding:12:float32,order=CDAB,scale=0.1`: only what differs from the usual, and only where the type has it. */
function addressText(place: PlcAddress, { type, length }: ListType, said: Said): string {
  const { order = "ABCD", scale = 1, offset = 0, bit } = said;
  const head = `${place.table}:${place.address}:${type}`;
  if (type === "boolean")
    return isBitTable(place) || bit === undefined ? head : `${head},bit=${bit}`;
  if (type === "string") return `${head},length=${length ?? 1}`;
  const ordered =
    order === "ABCD" || type === "int16" || type === "uint16" ? "" : `,order=${order}`;
  const scaled = scale === 1 ? "" : `,scale=${scale}`;
  return `${head}${ordered}${scaled}${offset === 0 ? "" : `,offset=${offset}`}`;
}

/** Ids have none of `/ + #` (MQTT topics); quotes are Siemens' own. */
function idOf(name: string): string {
  const id = name
    .replace(/["'“”]/g, "")
    .replace(/(\d)#/g, "$1号")
    .replace(/[/+#]/g, "_")
    .trim();
  return isTopicId(id) ? id : id.replace(/\s+/g, "_");
}
