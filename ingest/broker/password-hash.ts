// Passwords as a configuration may hold them: scrypt (RFC 7914), `scrypt$N$r$p$salt$hash`, base64 parts.
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

export type ScryptHash = {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
};

const form =
  /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9+/=]{16,})\$([A-Za-z0-9+/=]{22,})$/;

/** The parts of a hash; undefined when the text is none, or one too costly to check. */
export function parseScryptHash(text: string): ScryptHash | undefined {
  const [, n, r, p, salt, hash] = form.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  const [cost, blockSize, parallelization] = [Number(n), Number(r), Number(p)];
  const powerOfTwo = cost >= 2 && (cost & (cost - 1)) === 0;
  if (!powerOfTwo || blockSize < 1 || parallelization < 1) return undefined;
  if (128 * cost * blockSize > 64 * 1024 * 1024) return undefined;
  return {
    cost,
    blockSize,
    parallelization,
    salt: Buffer.from(salt, "base64"),
    hash: Buffer.from(hash, "base64"),
  };
}

function derive(
  password: Uint8Array,
  salt: Buffer,
  length: number,
  of: Omit<ScryptHash, "salt" | "hash">,
) {
  const { cost, blockSize, parallelization } = of;
  const maxmem = 128 * 1024 * 1024;
  return new Promise<Buffer>((resolve, reject) => {
    scrypt(password, salt, length, { cost, blockSize, parallelization, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

export async function matchesHash(password: Uint8Array, expected: ScryptHash): Promise<boolean> {
  const found = await derive(password, expected.salt, expected.hash.length, expected);
  return timingSafeEqual(found, expected.hash);
}

/** A hash of a password with a fresh salt, N = 2^14, r = 8, p = 1. */
export async function hashPassword(password: string): Promise<string> {
  const of = { cost: 16_384, blockSize: 8, parallelization: 1 };
  const salt = randomBytes(16);
  const hash = await derive(Buffer.from(password), salt, 32, of);
  return `scrypt$${of.cost}$${of.blockSize}$${of.parallelization}$${salt.toString("base64")}$${hash.toString("base64")}`;
}
