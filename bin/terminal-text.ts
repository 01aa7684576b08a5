// Text for a terminal of 80 columns, in which a Chinese character takes two.

const columns = 80;

/** Hangul, kana, CJK and their punctuation, and full-width forms take two columns each. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/gu;

export function columnsOf(text: string): number {
  return [...text].length + (text.match(wide)?.length ?? 0);
}

/** Chinese breaks between characters, but no line begins with closing or ends with opening punctuation. */
const between =
  /(?<=[\u2e80-\u9fff\uff00-\uff07\uff09-\uff60、。》」』】])(?=[\u3041-\u9fff《「『【(A-Za-z0-9])(?<![《「『【(])/u;

/** Pieces that stay whole, each with what stands between it and the one before. */
function pieces(text: string): { gap: string; piece: string }[] {
  // A dot between two parts stays with the part before it.
  return text
    .split(/ (?!·)/)
    .flatMap((word) => word.split(between).map((piece, i) => ({ gap: i === 0 ? " " : "", piece })));
}

/**
 * Lines of at most 80 columns, broken at spaces and between Chinese characters: the first begins with `lead`,
 * the others with as many spaces. A word longer than a line stays whole.
 */
export function wrap(lead: string, text: string): string[] {
  const indent = " ".repeat(columnsOf(lead));
  const lines: string[] = [];
  let line = lead;
  let empty = true;
  for (const { gap, piece } of pieces(text)) {
    const longer = `${line}${empty ? "" : gap}${piece}`;
    if (empty || columnsOf(longer) <= columns) line = longer;
    else {
      lines.push(line);
      line = `${indent}${piece}`;
    }
    empty = false;
  }
  return [...lines, line].map((text) => text.replaceAll("\u00a0", " "));
}

/** The text, or its beginning and "…" where it is wider. */
export function shorten(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  let cut = "";
  for (const letter of text) {
    if (columnsOf(cut + letter) > width - 1) break;
    cut += letter;
  }
  return `${cut}…`;
}
