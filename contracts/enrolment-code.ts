// The one-time code by which a gateway joins a centre, as it is read aloud and typed: `LP1-` and nine groups of
// five symbols. The first five groups are the centre's own: they begin the SHA-256 of its CA certificate (DER) and
// are the same on all of its codes. The last four are the one-time secret. Symbols are Crockford's base 32; the
// fifth of each group checks the other four and its place, so that a typo is told offline, and where it is.

/** Groups of a code: 4 × 5 bits each beside the check symbol, so 100 bits of the CA and 80 of the secret. */
export const codeGroups = { centre: 5, secret: 4 } as const;

/** Bytes of the one-time secret. */
export const secretBytes = 10;

const symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const prefix = "LP1";
const groupData = 4;
const groupCount = codeGroups.centre + codeGroups.secret;
const groupLength = groupData + 1;

export type EnrolmentCode = {
  /** The first 100 bits of the CA certificate's SHA-256: 20 symbols. */
  readonly centre: string;
  /** 16 symbols. */
  readonly secret: string;
};

export type CodeProblem =
  | { readonly kind: "prefix" }
  /** @property found symbols after the prefix */
  | { readonly kind: "length"; readonly found: number; readonly expected: number }
  /** @property groups from 1, those whose check symbol disagrees or that have a foreign symbol */
  | { readonly kind: "groups"; readonly groups: readonly number[] };

/** The first `count` symbols of bytes, five bits each from the left. */
function symbolsOf(bytes: Uint8Array, count: number): string {
  if (bytes.length * 8 < count * 5) throw new RangeError(`${count} symbols need more bytes`);
  let text = "";
  for (let i = 0; i < count; i += 1) {
    let value = 0;
    for (let bit = i * 5; bit < i * 5 + 5; bit += 1) {
      value = (value << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    }
    text += symbols[value] ?? "";
  }
  return text;
}

/** What the code says of a centre. @param sha256 of the CA certificate (DER) */
export function centreSymbols(sha256: Uint8Array): string {
  return symbolsOf(sha256, codeGroups.centre * groupData);
}

/** @param secret 10 random bytes */
export function secretSymbols(secret: Uint8Array): string {
  if (secret.length !== secretBytes) throw new RangeError(`a secret has ${secretBytes} bytes`);
  return symbolsOf(secret, codeGroups.secret * groupData);
}

/** Doubles in GF(32) with x⁵ + x² + 1. */
function double(value: number): number {
  return value & 16 ? ((value << 1) & 31) ^ 5 : value << 1;
}

/**
 * Group number and symbols weighted by 2, 4, 8, 16 in GF(32): no weight is alike, so every single wrong symbol,
 * every swap of neighbours and every group in another's place changes it.
 */
function checkOf(group: number, data: string): string {
  let sum = 0;
  for (let i = data.length - 1; i >= 0; i -= 1) {
    sum = double(sum ^ symbols.indexOf(data[i] ?? ""));
  }
  return symbols[sum ^ group] ?? "";
}

function groupsOf(data: string, first: number): string[] {
  const groups: string[] = [];
  for (let at = 0; at < data.length; at += groupData) {
    const part = data.slice(at, at + groupData);
    groups.push(part + checkOf(first + groups.length, part));
  }
  return groups;
}

/** Groups of the centre with their check symbols, as they stand in every code: for reading aloud. */
export function centreGroups(centre: string): readonly string[] {
  return groupsOf(centre, 1);
}

export function formatEnrolmentCode({ centre, secret }: EnrolmentCode): string {
  return [prefix, ...centreGroups(centre), ...groupsOf(secret, codeGroups.centre + 1)].join("-");
}

/** As people type: any case, spaces or hyphens anywhere or nowhere, O for 0, I and L for 1. */
export function parseEnrolmentCode(
  text: string,
):
  | { readonly ok: true; readonly code: EnrolmentCode }
  | { readonly ok: false; readonly problem: CodeProblem } {
  const plain = text
    .toUpperCase()
    .replaceAll(/[\s\-‐-―−－]/g, "")
    .replace(/^[L1I]P[1IL]/, prefix);
  if (!plain.startsWith(prefix)) return { ok: false, problem: { kind: "prefix" } };
  const body = plain.slice(prefix.length).replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  const expected = groupCount * groupLength;
  if (body.length !== expected) {
    return { ok: false, problem: { kind: "length", found: body.length, expected } };
  }
  const data: string[] = [];
  const wrong: number[] = [];
  for (let group = 1; group <= groupCount; group += 1) {
    const part = body.slice((group - 1) * groupLength, group * groupLength);
    const four = part.slice(0, groupData);
    const foreign = [...part].some((symbol) => !symbols.includes(symbol));
    if (foreign || checkOf(group, four) !== part[groupData]) wrong.push(group);
    data.push(four);
  }
  if (wrong.length > 0) return { ok: false, problem: { kind: "groups", groups: wrong } };
  return {
    ok: true,
    code: {
      centre: data.slice(0, codeGroups.centre).join(""),
      secret: data.slice(codeGroups.centre).join(""),
    },
  };
}
