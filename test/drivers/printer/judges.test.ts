/**
 * Foreign judges of what the driver prints: a decoder reads the codes back from the picture of the paper, receiptline lays the same Chinese
 * line out, receipt-printer-encoder makes the same QR and CODE128. None of them knows the driver or the emulator.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { columnsOf } from '../../../drivers/printer/charset.ts';
import { type EncodeOptions, encodeSlip } from '../../../drivers/printer/encode.ts';
import type { PrintLine } from '../../../drivers/printer/printer.ts';
import { settingsFor } from '../../../drivers/printer/session.ts';
import { pair } from '../../../firmware/receipts/layout.ts';
import { renderSlip } from '../../../firmware/receipts/render-slip.ts';
import { Glyphs } from '../../emulators/printer/glyphs.ts';
import { SAMPLES } from '../../firmware/receipts/samples.ts';
import { EmulatedPaper } from './emulated-paper.ts';

// The decoder would fetch its program from the network.
prepareZXingModule({
  overrides: {
    wasmBinary: new Uint8Array(readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))))
      .buffer,
  },
});
const glyphs = new Glyphs();
const OPTIONS: EncodeOptions = {
  ...settingsFor('tcp:printer:9100', { columns: 48, charset: 'gb18030' }),
  longestCommandBytes: 4_093,
};

function hexOf(lines: readonly PrintLine[]): string {
  const { lines: encoded } = encodeSlip(lines, OPTIONS);
  return Buffer.concat(encoded.flatMap((line) => line.pieces.map(({ bytes }) => bytes))).toString('hex');
}

describe('zxing reads from the paper what the slip says', () => {
  it.each([
    [48, 'sale-customer'],
    [32, 'sale-customer'],
    [48, 'refund-promise-customer'],
    [32, 'test'],
  ] as const)('%i columns: %s', async (columns, name) => {
    const facts = SAMPLES[name];
    if (facts === undefined) throw new Error(`no sample ${name}`);
    const lines = renderSlip(facts, { columns, locale: 'zh-CN' });
    const paper = new EmulatedPaper({ driver: { columns }, glyphs });
    expect(paper.print(lines).type).toBe('printer.jobPrinted');
    expect(paper.complaints).toEqual([]);
    const found = await readBarcodes(new Blob([new Uint8Array(paper.png(1))]), {
      tryHarder: true,
      maxNumberOfSymbols: 4,
    });
    const said = lines.flatMap((line) =>
      line.kind === 'qr' ? [`QRCode:${line.data}`] : line.kind === 'barcode' ? [`Code128:${line.data}`] : [],
    );
    expect(said).toHaveLength(2);
    expect(found.map(({ format, text }) => `${format}:${text}`).toSorted()).toEqual(said.toSorted());
  });
});

describe('receiptline lays Chinese out as the driver does', () => {
  const { transform } = createRequire(import.meta.url)('receiptline') as {
    transform(markdown: string, printer: { command: string; encoding: string; cpl: number }): string;
  };
  const words = fc.string({
    unit: fc.constantFrom(...'示例商店消费退货票号凭证ABCxyz0189'),
    minLength: 1,
    maxLength: 16,
  });
  const amounts = fc.integer({ min: 0, max: 99_999_999 }).map((fen) => `￥${(fen / 100).toFixed(2)}`);

  it('a label to the left, an amount to the right edge: the same places on the paper', () => {
    fc.assert(
      fc.property(words, amounts, fc.constantFrom(48 as const, 32 as const), (label, amount, columns) => {
        fc.pre(
          iconv.encode(label, 'gb18030').length <= columns / 2 && iconv.encode(amount, 'gb18030').length <= columns / 2,
        );
        const theirs = new EmulatedPaper({ driver: { columns }, glyphs });
        const document = transform(`{width:${columns / 2} ${columns / 2}}\n${label} | ${amount}\n`, {
          command: 'epson',
          encoding: 'gb18030',
          cpl: columns,
        });
        theirs.printer.receive(Buffer.from(document, 'latin1'));
        theirs.clock.advance(1_000);
        const ours = new EmulatedPaper({ driver: { columns }, glyphs });
        ours.print(pair(label, amount, columns).map((text) => ({ kind: 'text', text })));
        expect(placesOf(ours)).toEqual(placesOf(theirs));
      }),
      { numRuns: 25 },
    );
  });

  /** Each character of the first line and the dot it starts at. */
  function placesOf(paper: EmulatedPaper): readonly string[] {
    const [line] = paper.printer.works.tape
      .slips()
      .flatMap((slip) => slip.items.flatMap((item) => (item.kind === 'text' ? [item.line] : [])));
    return (line?.spans ?? []).flatMap((span) => {
      let left = span.leftDots;
      return [...span.text].flatMap((character) => {
        const at = left;
        left += span.face === 'chinese' ? 24 : 12;
        return character === ' ' ? [] : [`${character} ${at}`];
      });
    });
  }

  it('a line has as many columns as bytes', () => {
    fc.assert(
      fc.property(words, (text) => {
        expect(columnsOf(text, 'gb18030')).toBe(iconv.encode(text, 'gb18030').length);
      }),
    );
  });
});

describe('receipt-printer-encoder makes the same codes', () => {
  const encoder = () => new ReceiptPrinterEncoder({ language: 'esc-pos', columns: 48 });
  const printable = fc.string({ unit: fc.constantFrom(...'ABCxyz0189-./:?=&_'), minLength: 1, maxLength: 60 });

  it('QR: model 2, size 6, level M, byte for byte', () => {
    fc.assert(
      fc.property(printable, (data) => {
        const theirs = Buffer.from(encoder().qrcode(data, { model: 2, size: 6, errorlevel: 'm' }).encode()).toString(
          'hex',
        );
        const [qr = 'none'] = /1d286b.*1d286b0300315130/.exec(theirs) ?? [];
        expect(hexOf([{ kind: 'qr', data }])).toContain(qr);
      }),
    );
  });
  it('CODE128: height, width, number below, data', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z][A-Z0-9]{3,11}$/), (data) => {
        // Its width 1 is the narrowest that GS w allows: 2 dots.
        const options = { height: 80, width: 1, text: true };
        const theirs = Buffer.from(encoder().barcode(`{B${data}`, 'code128', options).encode()).toString('hex');
        const mine = hexOf([{ kind: 'barcode', data }]);
        for (const command of ['1d6850', '1d7702', '1d4802']) {
          expect(theirs).toContain(command);
          expect(mine).toContain(command);
        }
        const [symbol = 'none'] = /1d6b49.*?(?=0a0d)/.exec(theirs) ?? [];
        expect(mine).toContain(symbol);
      }),
    );
  });
});
