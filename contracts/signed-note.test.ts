import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { encodeUtf8, fromBase64, fromHex, toHex } from "./bytes.ts";
import { hasSignature } from "./checkpoint.ts";
import { cosignatureTime } from "./cosignature.ts";
import { ed25519Spki } from "./log-id.ts";
import {
  formatNote,
  formatSignature,
  isKeyName,
  NoteError,
  noteKeyHash,
  noteKeyType,
  parseNote,
  type SignedNote,
} from "./signed-note.ts";

type Vector =
  | {
      kind: "note";
      name: string;
      note?: string;
      noteHex?: string;
      vkeys: string[];
      expect: { ok: boolean; reason?: string; text?: string; verified?: string[] };
    }
  | {
      kind: "signature-line";
      name: string;
      line: string;
      expect: { name: string; keyId: string; length: number };
    }
  | {
      kind: "cosignature";
      name: string;
      body: string;
      vkey: string;
      line: string;
      expect: { timestamp: number; signature: string; message: string };
    }
  | {
      kind: "sign";
      name: string;
      keyName: string;
      seed: string;
      text: string;
      expect: { note: string };
    }
  | { kind: "vkey"; name: string; vkey: string; expect: { ok: boolean; reason?: string } };

const sha256 = (data: Uint8Array) => new Uint8Array(createHash("sha256").update(data).digest());
const crypto = {
  sha256,
  verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
    verify(
      null,
      message,
      createPublicKey({
        key: Buffer.from(ed25519Spki(publicKey)),
        format: "der",
        type: "spki",
      }),
      signature,
    ),
};
const { vectors } = JSON.parse(
  readFileSync(new URL("./vectors/signed-note-c2sp.json", import.meta.url), "utf8"),
) as { vectors: Vector[] };

/** <name>+<key hash>+base64(type ‖ key); only valid ones come here. */
function openKey(vkey: string) {
  const [name = "", keyId = "", ...rest] = vkey.split("+");
  const bytes = fromBase64(rest.join("+"));
  return { name, keyId, type: bytes[0]!, publicKey: bytes.subarray(1) };
}

function verifies(note: SignedNote, vkey: string): boolean {
  const { name, type, publicKey } = openKey(vkey);
  return type === noteKeyType.cosignatureV1
    ? cosignatureTime(note, { name, publicKey }, crypto) !== undefined
    : hasSignature(note, name, publicKey, crypto);
}

function failure(run: () => unknown): NoteError {
  try {
    run();
  } catch (error) {
    if (error instanceof NoteError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

for (const vector of vectors) {
  if (vector.kind === "note") {
    test(vector.name, () => {
      // Bytes that are no UTF-8 never become text: whoever reads a file or a socket decodes strictly.
      if (vector.note === undefined) {
        const bytes = fromHex(vector.noteHex!);
        expect(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)).toThrow(TypeError);
        return;
      }
      const text = vector.note;
      if (vector.expect.reason === "malformed") {
        expect(failure(() => parseNote(text)).code).toMatch(/^CONTRACTS_NOTE_/);
        return;
      }
      const note = parseNote(text);
      expect(formatNote(note)).toBe(text);
      const answers = vector.vkeys.map((vkey) => verifies(note, vkey));
      expect(answers.some((answer) => answer)).toBe(vector.expect.ok);
      if (!vector.expect.ok) return;
      if (vector.expect.text !== undefined) expect(note.text).toBe(vector.expect.text);
      const verified = vector.expect.verified!;
      vector.vkeys.forEach((vkey, i) => {
        const { name, keyId } = openKey(vkey);
        expect(answers[i], vkey).toBe(verified.includes(`${name}+${keyId}`));
      });
    });
  } else if (vector.kind === "signature-line") {
    test(vector.name, () => {
      const [line] = parseNote(`text\n\n${vector.line}\n`).signatures;
      expect(line?.keyName).toBe(vector.expect.name);
      expect(line?.keyHash.toString(16).padStart(8, "0")).toBe(vector.expect.keyId);
      expect(4 + line!.signature.length).toBe(vector.expect.length);
      expect(formatSignature(line!)).toBe(`${vector.line}\n`);
    });
  } else if (vector.kind === "cosignature") {
    test(vector.name, () => {
      const note = parseNote(`${vector.body}\n${vector.line}\n`);
      const { name, publicKey } = openKey(vector.vkey);
      expect(toHex(note.signatures[0]!.signature.subarray(8))).toBe(vector.expect.signature);
      const messages: string[] = [];
      const spy = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => {
        messages.push(new TextDecoder().decode(message));
        return crypto.verify(key, message, signature);
      };
      const time = cosignatureTime(note, { name, publicKey }, { sha256, verify: spy });
      expect(time).toBe(vector.expect.timestamp);
      expect(messages).toEqual([vector.expect.message]);
    });
  } else if (vector.kind === "sign") {
    test(vector.name, () => {
      const der = `302e020100300506032b657004220420${vector.seed}`;
      const key = createPrivateKey({ key: Buffer.from(der, "hex"), format: "der", type: "pkcs8" });
      const spki = createPublicKey(key).export({ format: "der", type: "spki" });
      const publicKey = new Uint8Array(spki.subarray(12));
      const note = {
        text: vector.text,
        signatures: [
          {
            keyName: vector.keyName,
            keyHash: noteKeyHash(sha256, vector.keyName, noteKeyType.ed25519, publicKey),
            signature: new Uint8Array(sign(null, encodeUtf8(vector.text), key)),
          },
        ],
      };
      expect(formatNote(note)).toBe(vector.expect.note);
    });
  } else if (vector.expect.ok || vector.expect.reason === "key-id") {
    test(`key id of ${vector.name}`, () => {
      const { name, keyId, type, publicKey } = openKey(vector.vkey);
      const hash = noteKeyHash(sha256, name, type, publicKey).toString(16).padStart(8, "0");
      expect(hash === keyId).toBe(vector.expect.ok);
    });
  }
}

const good = "text\n\n— a AAAAAAA=\n";

test("a note is refused with the reason and the line", () => {
  const cases: [string, string, object][] = [
    ["x".repeat(1_000_001), "CONTRACTS_NOTE_SIZE", {}],
    [good.slice(0, -1), "CONTRACTS_NOTE_FORM", {}],
    ["text\n", "CONTRACTS_NOTE_FORM", {}],
    ["text\n\n", "CONTRACTS_NOTE_FORM", {}],
    [`t\u0001${good}`, "CONTRACTS_NOTE_FORM", {}],
    [`\ud800${good}`, "CONTRACTS_NOTE_FORM", {}],
    [`text\n\n${"— a AAAAAAA=\n".repeat(101)}`, "CONTRACTS_NOTE_FORM", {}],
    [`${good}- a AAAAAAA=\n`, "CONTRACTS_NOTE_SIGNATURE_LINE", { number: 2 }],
    ["text\n\n— a  AAAAAAA=\n", "CONTRACTS_NOTE_SIGNATURE_LINE", { number: 1 }],
    ["text\n\n— a+b AAAAAAA=\n", "CONTRACTS_NOTE_SIGNATURE_LINE", { number: 1 }],
    ["text\n\n— a AAAAAAA\n", "CONTRACTS_NOTE_SIGNATURE_LINE", { number: 1 }],
    ["text\n\n— a AAAAAA==\n", "CONTRACTS_NOTE_SIGNATURE_LINE", { number: 1 }],
  ];
  for (const [text, code, detail] of cases) {
    const error = failure(() => parseNote(text));
    expect([error.code, error.detail], JSON.stringify(text.slice(0, 40))).toEqual([code, detail]);
  }
  expect(parseNote(good).signatures).toHaveLength(1);
  expect(parseNote(`text\n\n${"— a AAAAAAA=\n".repeat(100)}`).signatures).toHaveLength(100);
});

test("the last blank line parts text and signatures", () => {
  expect(parseNote(`a\n\nb\n\n— a AAAAAAA=\n`).text).toBe("a\n\nb\n");
});

test("a key name has no plus and no space of Unicode", () => {
  for (const name of ["", "a+b", "a b", "a\u00a0b", "a\u0085b", "a\u3000b", "\ud800"]) {
    expect(isKeyName(name), JSON.stringify(name)).toBe(false);
    expect(failure(() => noteKeyHash(sha256, name, 1, new Uint8Array(32))).code).toBe(
      "CONTRACTS_NOTE_KEY_NAME",
    );
  }
  expect(isKeyName("lineproof/文安/gw-01")).toBe(true);
});
