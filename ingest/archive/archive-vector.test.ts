// Tables of a sealed hour worked out by another program after docs/formats/archive.md.
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBBlobValue, type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { fromHex, toHex } from "#contracts/bytes.ts";
import { decodeRecord } from "#contracts/record-bytes.ts";
import type { Value, ValueKind } from "#contracts/value.ts";
import type { DurableRecord } from "../durable-record.ts";
import { openRecordIndex } from "../store/record-index.ts";
import { hourFiles } from "./hour-files.ts";
import { readHour } from "./hour-reader.ts";
import { sealHour } from "./hour-writer.ts";
import { createMantissa, decodeValue, encodeValue, kindNumbers } from "./mantissa.ts";

type Cell = number | string | null;
type Table = {
  readonly description: unknown;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
};
type Encoded = {
  readonly mantissa: number | string;
  readonly exponent: number;
  readonly bytes: string | null;
};
type Written = Encoded & { readonly kind: ValueKind; readonly value: Cell | boolean };

const vector = JSON.parse(
  readFileSync(new URL("../../contracts/vectors/archive-tables.json", import.meta.url), "utf8"),
) as {
  site: string;
  hour: number;
  files: { samples: string; records: string };
  records: { gateway: string; log: string; sequence: number; ingestTime: number; hex: string }[];
  samples: Table;
  recordsTable: Table;
  values: Written[];
  alsoRead: Written[];
  refused: (Encoded & { name: string; kind: number })[];
};
const { site, hour } = vector;

/** Values as the vector file writes them. */
function readValue({ kind, value }: Written): Value {
  if (typeof value !== "string" || kind === "string") return value;
  if (kind === "bytes") return fromHex(value);
  return kind === "float" || kind === "double" ? Number(value) : BigInt(value);
}

function bytesOf({ bytes }: Encoded): Uint8Array | null {
  return bytes === null ? null : fromHex(bytes);
}

function cellOf(value: unknown): Cell {
  if (value instanceof DuckDBBlobValue) return toHex(value.bytes);
  if (typeof value !== "bigint") return value as Cell;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

async function readTable(connection: DuckDBConnection, file: string): Promise<Table> {
  const kv = await connection.runAndReadAll(
    `SELECT decode(value) FROM parquet_kv_metadata('${file}') WHERE decode(key) = 'lineproof'`,
  );
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM '${file}'`);
  const found = await connection.runAndReadAll(`SELECT * FROM '${file}'`);
  return {
    description: JSON.parse(String(kv.getRows()[0]?.[0])),
    columns: described.getRows().map(([name, type]) => ({ name: `${name}`, type: `${type}` })),
    rows: found.getRows().map((row) => row.map(cellOf)),
  };
}

test("sealing gives exactly these rows, and reading gives the records' bytes back", async () => {
  const archive = await mkdtemp(join(tmpdir(), "lineproof-archive-vector-"));
  const index = await openRecordIndex({
    path: join(archive, "index.duckdb"),
    now: () => hour,
    report: () => {},
  });
  const instance = await DuckDBInstance.create(":memory:");
  const reader = await instance.connect();
  try {
    index.add(
      vector.records.map(
        ({ hex, ...envelope }): DurableRecord => ({
          ...envelope,
          site,
          historical: false,
          record: decodeRecord(fromHex(hex)),
        }),
      ),
    );
    await index.flush();
    const connection = await index.connect();
    const { files } = await sealHour(connection, { archive, site, hour });
    connection.closeSync();
    expect(files).toEqual(hourFiles(archive, site, hour));
    expect(files.samples).toBe(join(archive, vector.files.samples));
    expect(files.records).toBe(join(archive, vector.files.records));
    expect(await readTable(reader, files.samples)).toEqual(vector.samples);
    expect(await readTable(reader, files.records)).toEqual(vector.recordsTable);

    const back = [];
    for await (const { bytes, ...record } of readHour(reader, files)) {
      back.push({ ...record, hex: toHex(bytes) });
    }
    const numbers = [...new Set(vector.records.map(({ log }) => log))];
    const inHour = vector.records
      .filter(({ hex }) => {
        const { gatewayTime } = decodeRecord(fromHex(hex));
        return gatewayTime >= hour && gatewayTime < hour + 3_600_000;
      })
      .sort((a, b) => numbers.indexOf(a.log) - numbers.indexOf(b.log) || a.sequence - b.sequence);
    expect(inHour.length).toBe(vector.records.length - 1);
    expect(back).toEqual(inHour.map((record) => ({ site, ...record })));
  } finally {
    reader.closeSync();
    instance.closeSync();
    await index.close();
    await rm(archive, { recursive: true });
  }
});

test("mantissas of values", () => {
  for (const written of vector.values) {
    const { kind, mantissa, exponent } = written;
    const into = createMantissa();
    encodeValue(kind, readValue(written), 0, into);
    const found = { mantissa: BigInt(into.mantissa), exponent: into.exponent, bytes: into.bytes };
    const expected = { mantissa: BigInt(mantissa), exponent, bytes: bytesOf(written) };
    expect(found, JSON.stringify(written)).toEqual(expected);
  }
});

test("values of mantissas, to the bit", () => {
  for (const written of [...vector.values, ...vector.alsoRead]) {
    const { kind, mantissa, exponent } = written;
    const { value } = decodeValue(kindNumbers[kind], BigInt(mantissa), exponent, bytesOf(written));
    expect(value, JSON.stringify(written)).toStrictEqual(readValue(written));
  }
});

test.each(vector.refused)("refuses $name", (columns) => {
  const { kind, mantissa, exponent } = columns;
  expect(() => decodeValue(kind, BigInt(mantissa), exponent, bytesOf(columns))).toThrow(
    expect.objectContaining({ code: "INGEST_ARCHIVE_VALUE", detail: { kind, exponent } }),
  );
});
