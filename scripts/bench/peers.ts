/** The same slip by four encoders from npm, each used as its documentation says. */
import { createRequire } from 'node:module';
import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import type { ReceiptLine } from '../../firmware/receipts/document.ts';

const require = createRequire(import.meta.url);

/** @returns the bytes of the whole slip, cut included. */
export type Encode = (lines: readonly ReceiptLine[], columns: 48 | 32) => Uint8Array;

export interface Peer {
  readonly name: string;
  readonly encode: Encode;
  /** It can say Chinese in GB18030. */
  readonly chinese: boolean;
  /** Its QR and CODE128 commands are right (facts: those of escpos are not). */
  readonly codes: boolean;
}

type Text = Extract<ReceiptLine, { readonly kind: 'text' }>;

interface Escpos {
  hardware(what: 'init'): Escpos;
  align(to: 'LT' | 'CT' | 'RT'): Escpos;
  style(type: 'B' | 'NORMAL'): Escpos;
  size(width: number, height: number): Escpos;
  text(text: string): Escpos;
  cut(partial: boolean, feed: number): Escpos;
  flush(done: () => void): Escpos;
}

const ESCPOS_ALIGN = { left: 'LT', center: 'CT', right: 'RT' } as const;
const TIMES = { normal: [1, 1], tall: [1, 2], large: [2, 2] } as const;

const escpos: Encode = (lines, columns) => {
  const Printer = require('escpos/printer.js') as new (adapter: object, options: object) => Escpos;
  let bytes = new Uint8Array(0);
  const memory = {
    write: (data: Buffer, done: () => void) => {
      bytes = Uint8Array.from(data);
      done();
    },
  };
  const printer = new Printer(memory, { encoding: 'GB18030' });
  printer.hardware('init');
  for (const line of lines) {
    if (line.kind === 'rule') printer.align('LT').style('NORMAL').size(1, 1).text('-'.repeat(columns));
    if (line.kind === 'feed') for (let n = 0; n < line.lines; n += 1) printer.text('');
    if (line.kind !== 'text') continue;
    const [width, height] = TIMES[line.size ?? 'normal'];
    printer
      .align(ESCPOS_ALIGN[line.align ?? 'left'])
      .size(width, height)
      .style(line.bold === true ? 'B' : 'NORMAL')
      .text(line.text);
  }
  printer.cut(true, 3).flush(() => {});
  return bytes;
};

interface Receiptline {
  transform(markdown: string, printer: { command: string; encoding: string; cpl: number; spacing: boolean }): string;
}

const ESCAPED = /[\\|{}_"`~^-]/g;
const LARGER = { normal: '', tall: '^^', large: '^^^' } as const;

function receiptlineText(line: Text): string {
  const escaped = line.text.replace(ESCAPED, '\\$&').replace(/ {2,}/g, (gap) => '\\x20'.repeat(gap.length));
  const bold = line.bold === true ? `"${escaped}"` : escaped;
  const sized = `${LARGER[line.size ?? 'normal']}${bold}`;
  return { left: `${sized} |`, center: sized, right: `| ${sized}` }[line.align ?? 'left'];
}

function receiptlineOf(line: ReceiptLine): string {
  switch (line.kind) {
    case 'text':
      return receiptlineText(line);
    case 'rule':
      return '-';
    case 'feed':
      return '\n'.repeat(line.lines - 1);
    case 'qr':
      return `{code:${line.data.replace(/[;}\\]/g, '\\$&')}; option:qrcode,6,m}`;
    case 'barcode':
      return `{code:${line.data}; option:code128,2,80,hri}`;
    case 'logo':
      return '';
  }
}

const receiptline: Encode = (lines, columns) => {
  const { transform } = require('receiptline') as Receiptline;
  const markdown = lines.map(receiptlineOf);
  const text = transform(`${markdown.join('\n')}\n=\n`, {
    command: 'epson',
    encoding: 'gb18030',
    cpl: columns,
    spacing: false,
  });
  return Buffer.from(text, 'latin1');
};

const receiptPrinterEncoder: Encode = (lines, columns) => {
  const encoder = new ReceiptPrinterEncoder({ language: 'esc-pos', columns, feedBeforeCut: 4 });
  encoder.initialize().codepage('cp437');
  for (const line of lines) {
    if (line.kind === 'rule') encoder.rule();
    if (line.kind === 'feed') encoder.newline(line.lines);
    if (line.kind === 'qr') encoder.align('center').qrcode(line.data, { model: 2, size: 6, errorlevel: 'm' });
    if (line.kind === 'barcode')
      encoder.align('center').barcode(line.data, 'code128', { height: 80, width: 1, text: true });
    if (line.kind !== 'text') continue;
    const [width, height] = TIMES[line.size ?? 'normal'];
    encoder
      .align(line.align ?? 'left')
      .width(width)
      .height(height)
      .bold(line.bold === true)
      .line(line.text);
    encoder.width(1).height(1).bold(false).align('left');
  }
  return encoder.cut('partial').encode();
};

interface NodeThermalPrinter {
  alignLeft(): void;
  alignCenter(): void;
  alignRight(): void;
  bold(on: boolean): void;
  setTextNormal(): void;
  setTextDoubleHeight(): void;
  setTextQuadArea(): void;
  println(text: string): void;
  newLine(): void;
  drawLine(): void;
  printQR(data: string, settings: { cellSize: number; correction: 'M'; model: 2 }): void;
  printBarcode(data: string, type: number, settings: { hriPos: number; width: number; height: number }): void;
  partialCut(): void;
  getBuffer(): Buffer | null;
}

/** CODE128 in its numbering of symbologies; it adds the code set itself. */
const NTP_CODE128 = 73;

const nodeThermalPrinter: Encode = (lines, columns) => {
  const { ThermalPrinter } = require('node-thermal-printer') as {
    readonly ThermalPrinter: new (config: object) => NodeThermalPrinter;
  };
  const printer = new ThermalPrinter({ type: 'epson', interface: 'tcp://127.0.0.1:9100', width: columns });
  const aligned = {
    left: () => printer.alignLeft(),
    center: () => printer.alignCenter(),
    right: () => printer.alignRight(),
  };
  const sized = {
    normal: () => printer.setTextNormal(),
    tall: () => printer.setTextDoubleHeight(),
    large: () => printer.setTextQuadArea(),
  };
  for (const line of lines) {
    if (line.kind === 'rule') printer.drawLine();
    if (line.kind === 'feed') for (let n = 0; n < line.lines; n += 1) printer.newLine();
    if (line.kind === 'qr') {
      printer.alignCenter();
      printer.printQR(line.data, { cellSize: 6, correction: 'M', model: 2 });
    }
    if (line.kind === 'barcode') {
      printer.alignCenter();
      printer.printBarcode(line.data, NTP_CODE128, { hriPos: 2, width: 2, height: 80 });
    }
    if (line.kind !== 'text') continue;
    aligned[line.align ?? 'left']();
    sized[line.size ?? 'normal']();
    printer.bold(line.bold === true);
    printer.println(line.text);
    printer.bold(false);
    printer.setTextNormal();
  }
  printer.partialCut();
  return printer.getBuffer() ?? new Uint8Array(0);
};

export const PEERS: readonly Peer[] = [
  { name: 'escpos', encode: escpos, chinese: true, codes: false },
  { name: 'receiptline', encode: receiptline, chinese: true, codes: true },
  { name: 'receipt-printer-encoder', encode: receiptPrinterEncoder, chinese: false, codes: true },
  { name: 'node-thermal-printer', encode: nodeThermalPrinter, chinese: false, codes: true },
];
