// Text as Excel in China saves it. The runtime decodes GB18030 and encodes it not: the two-byte part (GBK) is turned
// around.

const bytesOf: ReadonlyMap<string, readonly [number, number]> = (() => {
  const decoder = new TextDecoder("gb18030");
  const table = new Map<string, readonly [number, number]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if ([...text].length === 1 && text !== "\ufffd") table.set(text, [lead, trail]);
    }
  }
  return table;
})();

/** Throws RangeError for a character beyond GBK. */
export function gb18030(text: string): Uint8Array {
  const bytes = [...text].flatMap((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return [code];
    const pair = bytesOf.get(character);
    if (pair === undefined) throw new RangeError(`not in GBK: ${character}`);
    return pair;
  });
  return Uint8Array.from(bytes);
}
