// Tables of the index file. samples and records carry the columns of the archive (docs/formats/archive.md),
// so that sealing an hour is one COPY; logs, signals and scan_groups turn ids into small integers.
// Report by exception: a scan without samples is a row of records and none of samples. identities is what
// identity records say of equipment, taken apart once so that a question need not decode them all.

/** Changes with every change of a table; a file of another format is rebuilt. */
export const indexFormat = "lineproof/index/2";

export const indexTables = `
  CREATE TABLE meta (key VARCHAR, value VARCHAR);
  CREATE TABLE logs (id INTEGER, site VARCHAR, gateway VARCHAR, log VARCHAR);
  CREATE TABLE signals (id INTEGER, site VARCHAR, equipment VARCHAR, signal VARCHAR);
  CREATE TABLE scan_groups (id INTEGER, site VARCHAR, equipment VARCHAR, scan_group VARCHAR);
  CREATE TABLE indexed (log INTEGER, first BIGINT, past BIGINT);
  CREATE TABLE records (
    log INTEGER, sequence BIGINT, kind UTINYINT, scan_group INTEGER,
    gateway_time BIGINT, ingest_time BIGINT, source_time BIGINT, samples INTEGER, body BLOB
  );
  CREATE TABLE samples (
    signal INTEGER, source_time BIGINT, log INTEGER, sequence BIGINT, ordinal INTEGER,
    kind UTINYINT, mantissa BIGINT, exponent TINYINT, status UINTEGER, flag UTINYINT, bytes BLOB
  );
  CREATE TABLE identities (
    log INTEGER, sequence BIGINT, gateway_time BIGINT, equipment VARCHAR, key VARCHAR, value VARCHAR
  );
  CREATE TABLE facts (site VARCHAR, hour BIGINT, records BIGINT, late BIGINT, model VARCHAR, body VARCHAR);
`;

/**
 * sample_number(kind, mantissa, exponent): a value as DOUBLE, NULL where it has no finite one.
 * A division of two exact doubles is exact to the bit; a float rounds once more, to its own width.
 * Raw IEEE bits are taken apart, since SQL cannot reinterpret them. Kind numbers: contracts/value.ts.
 */
export const indexMacros = `
  CREATE OR REPLACE TEMP MACRO power_of_ten(k) AS list_extract(
    [1e0,1e1,1e2,1e3,1e4,1e5,1e6,1e7,1e8,1e9,1e10,1e11,1e12,1e13,1e14,1e15,1e16,1e17,1e18,1e19,1e20,1e21,1e22]::DOUBLE[],
    k + 1);
  CREATE OR REPLACE TEMP MACRO ieee_number(bits, fraction_bits, exponent_bits) AS (
    CASE WHEN (bits >> fraction_bits) & ((1::BIGINT << exponent_bits) - 1) = (1::BIGINT << exponent_bits) - 1
      THEN NULL
    WHEN (bits >> fraction_bits) & ((1::BIGINT << exponent_bits) - 1) = 0
      THEN (bits & ((1::BIGINT << fraction_bits) - 1))::DOUBLE
        * pow(2::DOUBLE, 2 - (1::BIGINT << (exponent_bits - 1)) - fraction_bits)
    ELSE ((bits & ((1::BIGINT << fraction_bits) - 1)) + (1::BIGINT << fraction_bits))::DOUBLE
        * pow(2::DOUBLE, ((bits >> fraction_bits) & ((1::BIGINT << exponent_bits) - 1))
          - (1::BIGINT << (exponent_bits - 1)) + 1 - fraction_bits)
    END);
  CREATE OR REPLACE TEMP MACRO sample_number(kind, mantissa, exponent) AS (
    CASE WHEN kind = 5 AND exponent >= 0 THEN mantissa::DOUBLE / power_of_ten(exponent)
    WHEN kind = 4 AND exponent >= 0 THEN (mantissa::DOUBLE / power_of_ten(exponent))::FLOAT::DOUBLE
    WHEN kind = 1 OR kind = 2 THEN mantissa::DOUBLE
    WHEN kind = 3 THEN mantissa::DOUBLE + CASE WHEN mantissa < 0 THEN 18446744073709551616::DOUBLE ELSE 0 END
    WHEN kind = 4 THEN ieee_number(mantissa & 2147483647, 23, 8)
      * CASE WHEN mantissa >= 2147483648 THEN -1 ELSE 1 END
    WHEN kind = 5 THEN ieee_number(mantissa & 9223372036854775807, 52, 11)
      * CASE WHEN mantissa < 0 THEN -1 ELSE 1 END
    END);
`;
