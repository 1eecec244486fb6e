/** A document as text, one character cell per column: what golden files show and properties measure. */
import iconv from 'iconv-lite';
import type { Columns, ReceiptLine } from '../../../firmware/receipts/document.ts';

/** Columns as a two-byte printer counts them: one per GB18030 byte; four bytes are drawn in a cell. Knows nothing of the layout's own counting. */
export function printedColumns(text: string): number {
  return [...text].reduce((sum, character) => {
    const bytes = iconv.encode(character, 'gb18030').length;
    return sum + (bytes <= 2 ? bytes : character >= '\u2e80' ? 2 : 1);
  }, 0);
}

/** Columns that a line takes on paper: large type takes twice. */
export function lineColumns(line: ReceiptLine): number {
  if (line.kind !== 'text') return 0;
  return printedColumns(line.text) * (line.size === 'large' ? 2 : 1);
}

/** The text of a document's lines, without its codes. */
export function textsOf(lines: readonly ReceiptLine[]): readonly string[] {
  return lines.flatMap((line) => (line.kind === 'text' ? [line.text] : []));
}

/** The whole paper as text; style in the margin: b bold, t tall, l large. */
export function drawn(lines: readonly ReceiptLine[], columns: Columns): string {
  return `${lines.flatMap((line) => drawnLine(line, columns)).join('\n')}\n`;
}

function drawnLine(line: ReceiptLine, columns: Columns): readonly string[] {
  switch (line.kind) {
    case 'rule':
      return [`   |${'-'.repeat(columns)}|`];
    case 'feed':
      return Array.from({ length: line.lines }, () => `   |${' '.repeat(columns)}|`);
    case 'logo':
      return [`   |[logo]`];
    case 'qr':
    case 'barcode':
      return [`   |[${line.kind} ${line.data}]`];
    case 'text': {
      const style = `${line.bold === true ? 'b' : ' '}${{ normal: ' ', tall: 't', large: 'l' }[line.size ?? 'normal']}`;
      const room = Math.max(0, columns - lineColumns(line));
      const before = line.align === 'center' ? Math.floor(room / 2) : line.align === 'right' ? room : 0;
      // Large type is shown at its own width: each of its columns takes two.
      const shown = line.size === 'large' ? `${line.text}${' '.repeat(printedColumns(line.text))}` : line.text;
      return [`${style} |${' '.repeat(before)}${shown}${' '.repeat(room - before)}|`];
    }
  }
}
