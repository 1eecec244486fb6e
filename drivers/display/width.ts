/** Text counted in cells: a Chinese character takes two (string-width). Pure. */
import stringWidth from 'string-width';

const SEGMENTER = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Control characters would move the cursor or start a command of the device; they become blanks. */
export function printable(text: string): string {
  return text.normalize('NFC').replace(/\p{Cc}|\p{Zl}|\p{Zp}/gu, ' ');
}

/** What of `text` fits into `cells`; a wide character that would be cut in two is left out. */
export function cutToWidth(text: string, cells: number): string {
  let left = cells;
  let cut = '';
  for (const { segment } of SEGMENTER.segment(printable(text))) {
    left -= stringWidth(segment);
    if (left < 0) break;
    cut += segment;
  }
  return cut;
}
