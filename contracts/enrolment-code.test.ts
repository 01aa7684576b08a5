import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex } from "./bytes.ts";
import {
  centreGroups,
  centreSymbols,
  formatEnrolmentCode,
  parseEnrolmentCode,
  secretSymbols,
} from "./enrolment-code.ts";
import vectors from "./vectors/enrolment.json" with { type: "json" };

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const fingerprint = Uint8Array.from({ length: 32 }, (_, i) => i * 7);
const secret = Uint8Array.from([0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4, 5, 255]);
const code = formatEnrolmentCode({
  centre: centreSymbols(fingerprint),
  secret: secretSymbols(secret),
});

function problemOf(text: string) {
  const parsed = parseEnrolmentCode(text);
  return parsed.ok ? undefined : parsed.problem;
}

test.each(vectors.codes)("as computed by other means: $code", (vector) => {
  const [hash, bytes] = [fromHex(vector.fingerprint), fromHex(vector.secret)];
  const parts = { centre: centreSymbols(hash), secret: secretSymbols(bytes) };
  expect(formatEnrolmentCode(parts)).toBe(vector.code);
  expect(parseEnrolmentCode(vector.code)).toEqual({ ok: true, code: parts });
  expect(vector.code.split("-").slice(1, 6)).toEqual(centreGroups(parts.centre));
});

test("what was printed is read back, however it is typed", () => {
  const expected = { centre: centreSymbols(fingerprint), secret: secretSymbols(secret) };
  for (const typed of [
    code,
    code.toLowerCase(),
    code.replaceAll("-", ""),
    code.replaceAll("-", " – "),
    code.replaceAll("0", "o").replaceAll("1", "l"),
    `  ${code}\n`,
  ]) {
    expect(parseEnrolmentCode(typed)).toEqual({ ok: true, code: expected });
  }
});

test("every single wrong symbol is found in its group", () => {
  const body = code.slice(4);
  for (let at = 0; at < body.length; at += 1) {
    if (body[at] === "-") continue;
    for (const symbol of alphabet) {
      if (symbol === body[at]) continue;
      const typed = `LP1-${body.slice(0, at)}${symbol}${body.slice(at + 1)}`;
      expect(problemOf(typed)).toEqual({ kind: "groups", groups: [Math.floor(at / 6) + 1] });
    }
  }
});

test("neighbours swapped within a group and groups swapped are found", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.uint8Array({ minLength: 10, maxLength: 10 }),
      fc.nat(8),
      fc.nat(8),
      fc.nat(3),
      (hash, bytes, one, other, at) => {
        const groups = formatEnrolmentCode({
          centre: centreSymbols(hash),
          secret: secretSymbols(bytes),
        }).split("-");
        const swapped = [...groups];
        const group = groups[one + 1] ?? "";
        const pair = `${group[at + 1]}${group[at]}`;
        swapped[one + 1] = group.slice(0, at) + pair + group.slice(at + 2);
        if (swapped[one + 1] !== group) {
          expect(problemOf(swapped.join("-"))).toEqual({ kind: "groups", groups: [one + 1] });
        }
        const moved = [...groups];
        [moved[one + 1], moved[other + 1]] = [groups[other + 1] ?? "", group];
        if (one !== other) {
          expect(problemOf(moved.join("-"))).toEqual({
            kind: "groups",
            groups: [one + 1, other + 1].sort((a, b) => a - b),
          });
        }
      },
    ),
    { seed: 6, numRuns: 300 },
  );
});

test("anything typed is answered, and what is taken is written the same way again", () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom("LP1", "-", "O", "l", ...alphabet, code));
  const typed = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(fc.oneof(typed, fc.string({ unit: "binary" })), (text) => {
      const parsed = parseEnrolmentCode(text);
      if (!parsed.ok) return;
      expect(parseEnrolmentCode(formatEnrolmentCode(parsed.code))).toEqual(parsed);
    }),
    { seed: 6, numRuns: 2_000 },
  );
});

test("another program's code, a short one and foreign symbols are told apart", () => {
  expect(problemOf("ABCDE-FGHIJ")).toEqual({ kind: "prefix" });
  expect(problemOf(code.slice(0, -1))).toEqual({ kind: "length", found: 44, expected: 45 });
  expect(problemOf(`${code.slice(0, -1)}U`)).toEqual({ kind: "groups", groups: [9] });
});
