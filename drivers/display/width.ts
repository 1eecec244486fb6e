/** Text counted in cells: a Chinese character takes two (string-width). Pure. */
import stringWidth from 'string-width';

const SEGMENTER = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** ASCII takes one cell, these Chinese characters and signs take two, whatever stands beside them: most of what is shown, and cheap to know. */
const PLAIN = /^[\x20-\x7e\u3001-\u3029\u4e00-\u9fff\uff01-\uff60\uffe5]*$/;

/**
 * Control characters would move the cursor or start a command of the device; they become blanks. Direction marks and joiners go: in a name they
 * would turn the amount behind it around on a terminal that obeys them.
 */
export function printable(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .normalize('NFC')
    .replace(/\p{Cc}|\p{Zl}|\p{Zp}/gu, ' ')
    .replace(/\p{Cf}/gu, '');
}

/** What of `text` fits into `cells`; a wide character that would be cut in two is left out. */
export function cutToWidth(text: string, cells: number): string {
  if (PLAIN.test(text)) return cutPlain(text, cells);
  let left = cells;
  let cut = '';
  for (const { segment } of SEGMENTER.segment(printable(text))) {
    left -= stringWidth(segment);
    if (left < 0) break;
    cut += segment;
  }
  return cut;
}

function cutPlain(text: string, cells: number): string {
  let left = cells;
  let end = 0;
  for (; end < text.length; end += 1) {
    left -= text.charCodeAt(end) < 0x7f ? 1 : 2;
    if (left < 0) break;
  }
  return text.slice(0, end);
}
