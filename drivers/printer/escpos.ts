/**
 * The only place that knows the package `escpos` (2.5.2): plain text blocks, in memory.
 *
 * Used: `hardware('init')`, `align`, `pureText`, `text`. Not used, because the bytes are wrong (facts/printer §3): its QR code, barcode,
 * drawer pulse, `style`, sizes 1–2, `control('glf')`, `tableCustom`, `image`, `close` and every adapter. Its printer file alone is
 * loaded, and only when the first receipt is encoded: loading it costs 120 ms, more than the whole start of the terminal may take.
 */
import { createRequire } from 'node:module';
import type { Adapter, Printer as EscposPrinter } from 'escpos';
import type { Charset } from './charset.ts';

type PrinterClass = typeof EscposPrinter;

const require = createRequire(import.meta.url);

/** Loads the package, so that the first slip does not wait for it. */
export function warmUp(): void {
  require('escpos/printer.js');
}

export type Align = 'left' | 'center' | 'right';
const ALIGN = { left: 'LT', center: 'CT', right: 'RT' } as const;

/** One block of plain text commands; `take` empties it. */
export interface TextBlock {
  /** ESC @ */
  reset(): void;
  /** ESC a n */
  align(to: Align): void;
  /** The text in the charset's bytes; the line goes on. */
  words(text: string): void;
  /** The text in the charset's bytes, and LF. Give it only characters that the charset has. */
  line(text: string): void;
  take(): Uint8Array;
}

export function textBlock(charset: Charset): TextBlock {
  const Printer = require('escpos/printer.js') as PrinterClass;
  let taken: Uint8Array = new Uint8Array(0);
  const memory: Adapter = {
    open: () => memory,
    write: (data) => {
      taken = data;
      return memory;
    },
  };
  const printer = new Printer(memory, {
    encoding: charset === 'gb18030' ? 'GB18030' : 'ascii',
  });
  return {
    reset: () => void printer.hardware('init'),
    align: (to) => void printer.align(ALIGN[to]),
    words: (text) => void printer.pureText(text),
    line: (text) => void printer.text(text),
    take: () => {
      printer.flush(() => {});
      return Uint8Array.from(taken);
    },
  };
}
