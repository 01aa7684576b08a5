// Text for a terminal of 80 columns, in which a Chinese character takes two.

const columns = 80;

/** Hangul, kana, CJK and their punctuation, and full-width forms take two columns each. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/gu;

export function columnsOf(text: string): number {
  return [...text].length + (text.match(wide)?.length ?? 0);
}

/**
 * Lines of at most 80 columns, broken at spaces only: the first begins with `lead`, the others with as
 * many spaces. A word longer than a line stays whole.
 */
export function wrap(lead: string, text: string): string[] {
  const indent = " ".repeat(columnsOf(lead));
  const lines: string[] = [];
  let line = lead;
  let empty = true;
  // A dot between two parts stays with the part before it.
  for (const word of text.split(/ (?!·)/)) {
    const longer = `${line}${empty ? "" : " "}${word}`;
    if (empty || columnsOf(longer) <= columns) line = longer;
    else {
      lines.push(line);
      line = `${indent}${word}`;
    }
    empty = false;
  }
  return [...lines, line].map((text) => text.replaceAll("\u00a0", " "));
}
