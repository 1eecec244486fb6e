/** Text → the bytes of one row of a character display. Pure. */
import iconv from 'iconv-lite';
import stringWidth from 'string-width';
import { printable } from './width.ts';

export type DisplayCharset = 'ascii' | 'gb18030';

const SPACE = 0x20;
const UNKNOWN = 0x3f; // ?

/**
 * Exactly `cells` bytes: in GB18030 a character's bytes are its cells, since such displays show two-byte characters double-wide. What the
 * charset cannot show becomes `?` in as many cells as it would have taken; a wide character is never cut in two.
 */
export function rowBytes(text: string, cells: number, charset: DisplayCharset): Uint8Array {
  const row = new Uint8Array(cells).fill(SPACE);
  let at = 0;
  for (const character of printable(text)) {
    const bytes = charset === 'gb18030' ? gb(character) : ascii(character);
    if (at + bytes.length > cells) break;
    row.set(bytes, at);
    at += bytes.length;
  }
  return row;
}

function ascii(character: string): readonly number[] {
  const code = character.codePointAt(0) ?? 0;
  if (code >= SPACE && code <= 0x7e) return [code];
  if (character === '¥' || character === '￥') return ['Y'.charCodeAt(0)];
  return new Array<number>(stringWidth(character)).fill(UNKNOWN);
}

/** Devices know the one- and two-byte part (GBK); the four-byte characters are beyond them. */
function gb(character: string): readonly number[] {
  const encoded = iconv.encode(character === '¥' ? '￥' : character, 'gb18030');
  if (encoded.length <= 2 && stringWidth(character) > 0 && (encoded[0] !== UNKNOWN || character === '?'))
    return [...encoded];
  return new Array<number>(stringWidth(character)).fill(UNKNOWN);
}
