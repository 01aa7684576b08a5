import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromHex, toBase64, toHex } from "./bytes.ts";
import {
  type Checkpoint,
  CheckpointError,
  formatCheckpoint,
  hasSignature,
  openCheckpoint,
  parseCheckpoint,
  parseCheckpointHead,
  signCheckpoint,
} from "./checkpoint.ts";
import { cosign, cosignatureTime } from "./cosignature.ts";
import { ed25519Spki, isSimulatedOrigin, logIdOf, logIdPattern, logOrigin } from "./log-id.ts";
import { rootOf } from "./merkle.ts";
import { formatNote, formatSignature, NoteError, parseNote } from "./signed-note.ts";

type Written = Omit<Checkpoint, "root"> & { root: string };
type File = {
  seed: string;
  publicKey: string;
  spki: string;
  logId: string;
  origin: string;
  witness: { name: string; seed: string; publicKey: string };
  vectors: {
    name: string;
    checkpoint: Written;
    text: string;
    note: string;
    cosignedNote?: string;
    witnessTime?: number;
  }[];
};
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./vectors/${name}.json`, import.meta.url), "utf8"));
const file = read("checkpoint") as File;
const sha256 = (data: Uint8Array) => new Uint8Array(createHash("sha256").update(data).digest());
const crypto = {
  sha256,
  verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => {
    const key = Buffer.from(ed25519Spki(publicKey));
    return verify(null, message, createPublicKey({ key, format: "der", type: "spki" }), signature);
  },
};

function signer(seed: string): (message: Uint8Array) => Uint8Array {
  const der = Buffer.from(`302e020100300506032b657004220420${seed}`, "hex");
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return (message) => new Uint8Array(sign(null, message, key));
}

const log = { origin: file.origin, publicKey: fromHex(file.publicKey) };
const witness = { name: file.witness.name, publicKey: fromHex(file.witness.publicKey) };
const checkpointOf = (written: Written): Checkpoint => ({
  ...written,
  root: fromHex(written.root),
});
const [, full] = file.vectors;

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CheckpointError || error instanceof NoteError) return error.code;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("log id and origin of the key", () => {
  expect(toHex(ed25519Spki(log.publicKey))).toBe(file.spki);
  expect(logIdOf(sha256, log.publicKey)).toBe(file.logId);
  expect(file.logId).toMatch(logIdPattern);
  const options = { site: "wenan-demo", gateway: "gw-01", logId: file.logId };
  expect(logOrigin({ ...options, simulated: true })).toBe(file.origin);
  expect(logOrigin({ ...options, simulated: false })).toBe(
    file.origin.replace("lineproof-sim/", "lineproof/"),
  );
});

for (const vector of file.vectors) {
  test(`checkpoint ${vector.name}`, () => {
    const checkpoint = checkpointOf(vector.checkpoint);
    expect(formatCheckpoint(checkpoint)).toBe(vector.text);
    expect(parseCheckpoint(vector.text)).toEqual(checkpoint);
    const key = { publicKey: log.publicKey, sign: signer(file.seed), sha256 };
    expect(signCheckpoint(checkpoint, key)).toBe(vector.note);
    expect(openCheckpoint(vector.note, log, crypto)).toEqual(checkpoint);
    expect(isSimulatedOrigin(checkpoint.origin)).toBe(true);
    if (vector.cosignedNote === undefined) return;
    const line = cosign(vector.text, vector.witnessTime!, {
      ...witness,
      sign: signer(file.witness.seed),
      sha256,
    });
    expect(vector.note + formatSignature(line)).toBe(vector.cosignedNote);
    expect(openCheckpoint(vector.cosignedNote, log, crypto)).toEqual(checkpoint);
    expect(cosignatureTime(parseNote(vector.cosignedNote), witness, crypto)).toBe(
      vector.witnessTime,
    );
    expect(cosignatureTime(parseNote(vector.note), witness, crypto)).toBeUndefined();
  });
}

test("the root is that of the records beside it", () => {
  const { vectors } = read("record") as { vectors: { leafHash: string }[] };
  const leaves = vectors.map((vector) => fromHex(vector.leafHash));
  expect(full!.checkpoint.size).toBe(leaves.length);
  expect(toHex(rootOf(sha256, leaves))).toBe(full!.checkpoint.root);
});

test("a checkpoint of another log or by another key is refused, each with its reason", () => {
  const other = { ...log, publicKey: witness.publicKey };
  expect(code(() => openCheckpoint(full!.note, other, crypto))).toBe(
    "CONTRACTS_CHECKPOINT_SIGNATURE",
  );
  const foreign = { ...log, origin: "lineproof/other/gw/0000000000000000" };
  expect(code(() => openCheckpoint(full!.note, foreign, crypto))).toBe(
    "CONTRACTS_CHECKPOINT_ORIGIN",
  );
});

test("one changed byte anywhere in the signed text is noticed", () => {
  const length = full!.text.length;
  for (let at = 0; at < length; at++) {
    const changed = full!.note[at] === "1" ? "2" : "1";
    const note = full!.note.slice(0, at) + changed + full!.note.slice(at + 1);
    expect(
      code(() => openCheckpoint(note, log, crypto)),
      String(at),
    ).toMatch(/^CONTRACTS_(?:CHECKPOINT|NOTE)_/);
  }
});

test("a second line by the log's key that does not verify spoils the note", () => {
  const note = parseNote(full!.note);
  const [line] = note.signatures;
  const forged = { ...line!, signature: line!.signature.toReversed() };
  const both = { ...note, signatures: [line!, forged] };
  expect(hasSignature(both, log.origin, log.publicKey, crypto)).toBe(false);
  expect(code(() => openCheckpoint(formatNote(both), log, crypto))).toBe(
    "CONTRACTS_CHECKPOINT_SIGNATURE",
  );
  // The same bytes under another name are an unknown key and change nothing.
  const unknown = { ...forged, keyName: "somebody" };
  expect(
    hasSignature({ ...note, signatures: [line!, unknown] }, log.origin, log.publicKey, crypto),
  ).toBe(true);
});

test("of two cosignatures the earlier counts; a false one by the witness's key spoils both", () => {
  const by = { ...witness, sign: signer(file.witness.seed), sha256 };
  const note = parseNote(full!.note);
  const lines = [200, 100].map((time) => cosign(full!.text, time, by));
  const time = (signatures: typeof lines) =>
    cosignatureTime({ ...note, signatures: [...note.signatures, ...signatures] }, witness, crypto);
  expect(time(lines)).toBe(100);
  const moved = { ...lines[0]!, signature: lines[0]!.signature.with(7, 99) };
  expect(time([lines[1]!, moved])).toBeUndefined();
  const short = { ...lines[0]!, signature: lines[0]!.signature.slice(1) };
  expect(time([lines[1]!, short])).toBeUndefined();
});

const root = toBase64(new Uint8Array(32));
const head = `lineproof/s/g/0\n5\n${root}\n`;
const extensions = "suite ed25519-sha256\ntime 1\nclock unknown 0\n";

test("a text that is no checkpoint is refused with the reason", () => {
  const cases: [string, string][] = [
    ["", "FORM"],
    [`o\n5\n${root}`, "FORM"],
    [`\n5\n${root}\n${extensions}`, "FORM"],
    [`${head}\n${extensions}`, "FORM"],
    [`o\n-5\n${root}\n${extensions}`, "SIZE"],
    [`o\n05\n${root}\n${extensions}`, "SIZE"],
    [`o\n+5\n${root}\n${extensions}`, "SIZE"],
    [`o\n9007199254740992\n${root}\n${extensions}`, "SIZE"],
    [`o\n5\n${toBase64(new Uint8Array(31))}\n${extensions}`, "ROOT"],
    [`o\n5\n${root.slice(0, -1)}\n${extensions}`, "ROOT"],
    [head, "EXTENSION"],
    [`${head}suite sm2-sm3\ntime 1\nclock unknown 0\n`, "EXTENSION"],
    [`${head}suite ed25519-sha256\nclock unknown 0\n`, "EXTENSION"],
    [`${head}suite ed25519-sha256\ntime 1.5\nclock unknown 0\n`, "EXTENSION"],
    [`${head}suite ed25519-sha256\ntime 1\nclock good 0\n`, "EXTENSION"],
    [`${head}suite ed25519-sha256\ntime 1\nclock unknown\n`, "EXTENSION"],
    [`${head}suite ed25519-sha256\ntime 1\nclock unknown 0 0\n`, "EXTENSION"],
    [`${head}${extensions}time 2\n`, "EXTENSION"],
    [`${head}${extensions}nospace\n`, "EXTENSION"],
    [`${head}${extensions}line-model ${"A".repeat(64)}\n`, "EXTENSION"],
    [`${head}${extensions}nonce ***\n`, "EXTENSION"],
  ];
  for (const [text, reason] of cases) {
    expect(
      code(() => parseCheckpoint(text)),
      JSON.stringify(text),
    ).toBe(`CONTRACTS_CHECKPOINT_${reason}`);
  }
  expect(parseCheckpoint(`${head}${extensions}`).size).toBe(5);
});

test("an extension line of a later version is read over; a foreign checkpoint has its head", () => {
  expect(parseCheckpoint(`${head}${extensions}later yes\n`).time).toBe(1);
  const real =
    "arche2025h1.staging.ct.transparency.dev\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n";
  expect(parseCheckpointHead(real)).toMatchObject({ size: 1432088532, extensions: [] });
  expect(code(() => parseCheckpoint(real))).toBe("CONTRACTS_CHECKPOINT_EXTENSION");
});
