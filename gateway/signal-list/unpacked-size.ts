// How large the files of a ZIP archive are when they are unpacked, as its directory says (APPNOTE.TXT 4.3.12, 4.3.16):
// a workbook of 5 MB may hold gigabytes of blanks.

const endMark = 0x06054b50;
const endRecord = { bytes: 22, entries: 10, start: 16 };
const entryMark = 0x02014b50;
const entry = { bytes: 46, unpacked: 24, nameLength: 28, extraLength: 30, commentLength: 32 };
/** Of the comment behind the directory's end. */
const longestComment = 0xffff;

/** Bytes; 0 for what is no archive. */
export function unpackedSize(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === undefined) return 0;
  const entries = view.getUint16(end + endRecord.entries, true);
  let at = view.getUint32(end + endRecord.start, true);
  let size = 0;
  for (let i = 0; i < entries && at + entry.bytes <= end; i += 1) {
    if (view.getUint32(at, true) !== entryMark) break;
    size += view.getUint32(at + entry.unpacked, true);
    const lengths = [entry.nameLength, entry.extraLength, entry.commentLength];
    at += lengths.reduce((sum, place) => sum + view.getUint16(at + place, true), entry.bytes);
  }
  return size;
}

function endOf(view: DataView): number | undefined {
  const last = view.byteLength - endRecord.bytes;
  for (let at = last; at >= Math.max(0, last - longestComment); at -= 1) {
    if (view.getUint32(at, true) === endMark) return at;
  }
  return undefined;
}
