// Bytes of a text file from somebody else's desk → text. Excel in China saves CSV as GB18030 (its ANSI code page),
// and "Unicode text" as UTF-16 with a byte order mark.

export type ListText = { readonly text: string; readonly encoding: string };

const marks: readonly { readonly bytes: readonly number[]; readonly encoding: string }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: "utf-8" },
  { bytes: [0xff, 0xfe], encoding: "utf-16le" },
  { bytes: [0xfe, 0xff], encoding: "utf-16be" },
];

/** Undefined when the bytes are text in none of the encodings. Text in GB18030 is hardly ever valid UTF-8 by chance. */
export function decodeListText(bytes: Uint8Array): ListText | undefined {
  const mark = marks.find((each) => each.bytes.every((byte, i) => bytes[i] === byte));
  const encodings = mark === undefined ? ["utf-8", "gb18030"] : [mark.encoding];
  for (const encoding of encodings) {
    try {
      // The decoder drops the byte order mark by itself.
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // A workbook or a picture under the name of a text.
      if (text.includes("\0")) return undefined;
      return { text, encoding };
    } catch {
      // The next encoding is tried.
    }
  }
  return undefined;
}
