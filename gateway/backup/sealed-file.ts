// A file that only a passphrase opens: scrypt (RFC 7914) makes the key, AES-256-GCM seals, and the header is sealed
// with the content. Layout in docs/formats/backup.md.
import {
  createCipheriv,
  createDecipheriv,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from "node:crypto";
import { GatewayError } from "../errors.ts";

const magic = Buffer.from("LPBK", "latin1");
const version = 1;
const headerBytes = 48;
const [saltAt, checkAt, nonceAt] = [12, 28, 36] as const;
const tagBytes = 16;
/** N = 2^17, r = 8, p = 1: 128 MiB and some 0.4 s for every guess. */
const cost = { log2N: 17, r: 8, p: 1 } as const;
/** What a reader is willing to spend on a header that nobody has vouched for yet. */
const highestLog2N = 20;
const shortestPassphrase = 12;

/** 32 bytes of key, and 8 by which a wrong passphrase is told from a damaged file. */
function derive(passphrase: string, salt: Buffer, log2N: number): Promise<Buffer> {
  const { r, p } = cost;
  const options = { N: 2 ** log2N, r, p, maxmem: 2 ** log2N * r * 128 + 2 ** 20 };
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  // Keyboards differ in how they compose a character.
  scrypt(passphrase.normalize("NFC"), salt, 40, options, (error, key) =>
    error === null ? resolve(key) : reject(error),
  );
  return promise;
}

/** Throws GATEWAY_BACKUP_PASSPHRASE for one that is too short. */
export async function seal(content: Uint8Array, passphrase: string): Promise<Buffer> {
  if ([...passphrase].length < shortestPassphrase) {
    throw new GatewayError(
      "GATEWAY_BACKUP_PASSPHRASE",
      `口令至少 ${shortestPassphrase} 个字符:备份里有密码与私钥 · the passphrase needs at least ${shortestPassphrase} characters: passwords and private keys are in the backup`,
    );
  }
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.set([version, 1, cost.log2N, cost.r, cost.p], 4);
  randomBytes(16).copy(header, saltAt);
  const key = await derive(passphrase, header.subarray(saltAt, checkAt), cost.log2N);
  key.copy(header, checkAt, 32);
  randomBytes(12).copy(header, nonceAt);
  const cipher = createCipheriv("aes-256-gcm", key.subarray(0, 32), header.subarray(nonceAt));
  cipher.setAAD(header);
  return Buffer.concat([header, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

function damaged(file: string, reason: string): GatewayError {
  return new GatewayError(
    "GATEWAY_BACKUP_DAMAGED",
    `备份 ${file} 已损坏或被改动(${reason}),什么也没有恢复。请用另一份备份 · The backup ${file} is damaged or was changed (${reason}); nothing was restored. Use another copy.`,
    { file, reason },
  );
}

function checkHeader(file: string, sealed: Buffer): void {
  if (sealed.length < 5 || !sealed.subarray(0, 4).equals(magic)) {
    throw new GatewayError(
      "GATEWAY_BACKUP_FORMAT",
      `${file} 不是网关备份 · ${file} is no backup of a gateway`,
      { file },
    );
  }
  if (sealed[4] !== version) {
    throw new GatewayError(
      "GATEWAY_BACKUP_VERSION",
      `备份 ${file} 的版本是 ${sealed[4]},本程序只认识 ${version}。请用写它的程序版本或更新的版本 · The backup ${file} has version ${sealed[4]}, this program knows ${version}: use the version that wrote it, or a newer one.`,
      { file, version: sealed[4] ?? 0 },
    );
  }
  if (sealed.length < headerBytes + tagBytes) throw damaged(file, "cut short");
  const [, kdf, log2N = 0, r, p] = sealed.subarray(4, 9);
  if (kdf !== 1 || log2N < 14 || log2N > highestLog2N || r !== cost.r || p !== cost.p) {
    throw damaged(file, "its parameters are out of range");
  }
}

/** Throws GATEWAY_BACKUP_FORMAT, _VERSION, _PASSPHRASE or _DAMAGED. @param file name for people */
export async function unseal(file: string, sealed: Buffer, passphrase: string): Promise<Buffer> {
  checkHeader(file, sealed);
  const header = sealed.subarray(0, headerBytes);
  const key = await derive(passphrase, header.subarray(saltAt, checkAt), header[6] ?? 0);
  if (!timingSafeEqual(key.subarray(32), header.subarray(checkAt, nonceAt))) {
    throw new GatewayError(
      "GATEWAY_BACKUP_PASSPHRASE",
      `口令打不开备份 ${file}:口令不对,或文件开头损坏 · The passphrase does not open ${file}: it is wrong, or the file's beginning is damaged.`,
      { file },
    );
  }
  const decipher = createDecipheriv("aes-256-gcm", key.subarray(0, 32), header.subarray(nonceAt));
  decipher.setAAD(header);
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    const body = sealed.subarray(headerBytes, sealed.length - tagBytes);
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    throw damaged(file, "its seal is broken");
  }
}
