/**
 * The two-byte font of a Chinese model: GB18030 "double-byte areas 1–5 only" (SURE SP91 p.66; facts/printer.md §1.9). There are
 * no four-byte characters: each half of one prints as a box. A software decoder that says "fine" is not the paper.
 */
const decoder = new TextDecoder('gb18030');

export const isLeadByte = (byte: number): boolean => byte >= 0x81 && byte <= 0xfe;
/** 30–39 would be the second byte of a four-byte character, which this font does not know. */
export const isTrailByte = (byte: number): boolean => byte >= 0x40 && byte <= 0xfe && byte !== 0x7f;

const inArea = (lead: number, trail: number): boolean =>
  (lead >= 0xa1 && lead <= 0xa9 && trail >= 0xa1) || // 1: symbols
  (lead >= 0xb0 && lead <= 0xf7 && trail >= 0xa1) || // 2: GB 2312 characters
  (lead >= 0x81 && lead <= 0xa0) || // 3
  (lead >= 0xaa && lead <= 0xfe && trail <= 0xa0) || // 4
  (lead >= 0xa8 && lead <= 0xa9 && trail <= 0xa0); // 5

/** @returns the character, or null where the font has none. */
export function chineseCharacter(lead: number, trail: number): string | null {
  if (!isLeadByte(lead) || !isTrailByte(trail) || !inArea(lead, trail)) return null;
  const text = decoder.decode(Uint8Array.of(lead, trail));
  const code = text.codePointAt(0) ?? 0;
  const isPrivate = code >= 0xe000 && code <= 0xf8ff;
  return [...text].length === 1 && code !== 0xfffd && !isPrivate ? text : null;
}
