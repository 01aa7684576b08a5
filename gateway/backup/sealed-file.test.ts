import { scryptSync } from "node:crypto";
import { expect, test } from "vitest";
import { errorCode } from "#contracts/errors.ts";
import { seal, unseal } from "./sealed-file.ts";

const passphrase = "correct horse 电池 staple";
const content = Buffer.from("what nobody else may read");

async function codeOf(sealed: Buffer, words = passphrase): Promise<string | undefined> {
  try {
    return (await unseal("b.lpb", sealed, words)).toString();
  } catch (error) {
    return errorCode(error);
  }
}

test("it opens with its passphrase only, however the keyboard composed it", async () => {
  const sealed = await seal(content, "Größe-und-Länge");
  expect(sealed.includes(content)).toBe(false);
  expect(await codeOf(sealed, "Größe-und-Länge".normalize("NFD"))).toBe(content.toString());
  expect(await codeOf(sealed, "Groesse-und-Laenge")).toBe("GATEWAY_BACKUP_PASSPHRASE");
});

test("header: version 1, scrypt with N = 2^17, r = 8, p = 1; two seals share nothing", async () => {
  const [one, two] = await Promise.all([seal(content, passphrase), seal(content, passphrase)]);
  expect(one.subarray(0, 12).toString("hex")).toBe("4c50424b0101110801000000");
  expect(one.subarray(12, 48).equals(two.subarray(12, 48))).toBe(false);
  expect(one.subarray(48).equals(two.subarray(48))).toBe(false);
  // The check bytes by the format's words, with the runtime's synchronous function.
  const key = scryptSync(passphrase, one.subarray(12, 28), 40, {
    N: 2 ** 17,
    r: 8,
    p: 1,
    maxmem: 2 ** 28,
  });
  expect(one.subarray(28, 36).equals(key.subarray(32))).toBe(true);
});

test("a short passphrase is refused before anything is written", async () => {
  await expect(seal(content, "elevenchars")).rejects.toMatchObject({
    code: "GATEWAY_BACKUP_PASSPHRASE",
    message: expect.stringContaining("at least 12"),
  });
});

test("every kind of damage has its code, and none gives content", async () => {
  const sealed = await seal(content, passphrase);
  const changed = (at: number, value?: number) => {
    const bytes = Buffer.from(sealed);
    bytes[at] = value ?? (bytes[at] ?? 0) ^ 1;
    return bytes;
  };
  expect(await codeOf(changed(0))).toBe("GATEWAY_BACKUP_FORMAT");
  expect(await codeOf(Buffer.alloc(0))).toBe("GATEWAY_BACKUP_FORMAT");
  expect(await codeOf(changed(4, 2))).toBe("GATEWAY_BACKUP_VERSION");
  // Parameters that would eat the memory are refused before they are tried.
  expect(await codeOf(changed(6, 40))).toBe("GATEWAY_BACKUP_DAMAGED");
  expect(await codeOf(changed(9))).toBe("GATEWAY_BACKUP_DAMAGED");
  expect(await codeOf(changed(12))).toBe("GATEWAY_BACKUP_PASSPHRASE");
  for (const at of [36, 48, sealed.length - 1]) {
    expect(await codeOf(changed(at)), `byte ${at}`).toBe("GATEWAY_BACKUP_DAMAGED");
  }
  expect(await codeOf(sealed.subarray(0, -1))).toBe("GATEWAY_BACKUP_DAMAGED");
  expect(await codeOf(sealed.subarray(0, 50))).toBe("GATEWAY_BACKUP_DAMAGED");
});
