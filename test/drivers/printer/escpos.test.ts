/** What `escpos` 2.5.2 emits, method by method: those that are used, and the faults that keep the others out (facts/printer §3). */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { textBlock } from '../../../drivers/printer/escpos.ts';

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('used', () => {
  it('hardware init: ESC @', () => {
    const block = textBlock('gb18030');
    block.reset();
    expect(hexOf(block.take())).toBe('1b40');
  });

  it.each([
    ['left', '1b6100'],
    ['center', '1b6101'],
    ['right', '1b6102'],
  ] as const)('align %s: ESC a n', (align, bytes) => {
    const block = textBlock('gb18030');
    block.align(align);
    expect(hexOf(block.take())).toBe(bytes);
  });

  it('text: GB18030 and LF', () => {
    const block = textBlock('gb18030');
    block.line('A 示￥€');
    expect(hexOf(block.take())).toBe('4120cabea3a4a2e30a');
  });

  it('text: ASCII and LF', () => {
    const block = textBlock('ascii');
    block.line('TOTAL 1.00');
    expect(hexOf(block.take())).toBe('544f54414c20312e30300a');
  });

  it('pureText: GB18030 alone', () => {
    const block = textBlock('gb18030');
    block.words('A 示');
    expect(hexOf(block.take())).toBe('4120cabe');
  });

  it('taking empties the block', () => {
    const block = textBlock('ascii');
    block.line('A');
    block.take();
    block.line('B');
    expect(hexOf(block.take())).toBe('420a');
  });
});

/** Should one of these ever turn green-for-good, the driver may lean on `escpos` a little more. */
describe('kept out', () => {
  type Emit = (printer: Record<string, (...args: unknown[]) => unknown>) => void;
  function emitted(emit: Emit): string {
    const Printer = createRequire(import.meta.url)('escpos/printer.js') as new (
      adapter: object,
    ) => Record<string, (...args: unknown[]) => unknown>;
    let out = '';
    const printer = new Printer({ write: (data: Buffer) => (out = data.toString('hex')) });
    emit(printer);
    printer['flush']?.(() => {});
    return out;
  }

  it('cashdraw lacks both mandatory times', () => {
    expect(emitted((p) => p['cashdraw']?.(2))).toBe('1b7000');
  });
  it('CODE128 has no length byte, so it swallows what follows', () => {
    expect(emitted((p) => p['barcode']?.('AB', 'CODE128'))).toContain('1d6b494142');
  });
  it('numbers from 80 up become UTF-8', () => {
    expect(emitted((p) => p['barcode']?.('AB', 'CODE128', { height: 200 }))).toContain('1d68c388');
  });
  it('qrcode is no Epson command', () => {
    expect(emitted((p) => p['qrcode']?.('T'))).toMatch(/^1d5a02/);
  });
  it('size 2 starts with ESC ! 0, which cancels bold', () => {
    expect(emitted((p) => p['size']?.(2, 2))).toBe('1b21001b2130');
  });
  it('style always switches italics', () => {
    expect(emitted((p) => p['style']?.('B'))).toBe('1b45011b351b2d00');
  });
});
