import { describe, expect, it } from 'vitest';
import { Printer } from '../../emulators/printer/printer.ts';
import { Rig } from './rig.ts';

const word = (n: number): string => Buffer.from([n & 255, n >> 8]).toString('hex');
const graphicsL = (body: string): string => `1d284c${word(Buffer.from(body, 'hex').length)}${body}`;
/** fn 67 for a 16 × 2 image. */
const define = (key: string, rows = 'ffff8001'): string =>
  graphicsL(`304330${Buffer.from(key).toString('hex')}0110000200 31${rows}`.replace(/\s/g, ''));
const print = (key: string): string => graphicsL(`3045${Buffer.from(key).toString('hex')}0101`);
const list = graphicsL('30404b43');
const rows = (item: unknown): string => Buffer.from((item as { rows: string }).rows, 'base64').toString('hex');

describe('raster images', () => {
  it('come out dot for dot, where ESC a puts them', () => {
    const rig = new Rig();
    rig.send('1b6101', '1d763000 0200 0300', 'ff00 8181 00ff');
    const [item] = rig.printer.tape(true)[0]?.items ?? [];
    expect(item).toMatchObject({ kind: 'raster', widthDots: 16, heightDots: 3, leftDots: 280, complete: true });
    expect(rows(item)).toBe('ff00818100ff');
  });
  it('are doubled by m', () => {
    const rig = new Rig();
    rig.send('1d763003 0100 0100', 'a0');
    const [item] = rig.printer.tape(true)[0]?.items ?? [];
    expect(item).toMatchObject({ widthDots: 16, heightDots: 2 });
    expect(rows(item)).toBe('cc00cc00');
  });
  it('print stripe by stripe while they come in, so half an image stays half printed after a power cut', () => {
    const rig = new Rig();
    rig.send('1d763000 0100 3c00', 'ff'.repeat(30));
    rig.printer.mishaps.powerCycle(0);
    rig.send('"after', '0a');
    const [slip] = rig.printer.tape();
    expect(slip?.items).toMatchObject([
      { kind: 'raster', fromRow: 0, toRow: 24, complete: false },
      { mark: 'power-loss' },
      {},
    ]);
    expect(slip?.lines).toEqual(['after']);
  });
  it('are stored by GS 8 L fn 112 and printed by fn 50, as receiptline does', () => {
    const rig = new Rig();
    rig.send('1d384c0b000000 3070300101 31 0800 0100 f0', '1d284c02003032');
    const [item] = rig.printer.tape(true)[0]?.items ?? [];
    expect(item).toMatchObject({ kind: 'raster', widthDots: 8, heightDots: 1 });
    rig.send('1d284c02003032');
    expect(rig.named('unknown-bytes')).toMatchObject([{ why: 'GS ( L: nothing is stored' }]);
  });
  it('as strips by ESC *, among the characters of the line', () => {
    const rig = new Rig();
    rig.send('"AB', '1b2a21 0200', 'ff0000 00ff00');
    expect(rig.printer.tape()).toEqual([]);
    rig.send('"C', '0a');
    const [item] = rig.printer.tape(true)[0]?.items ?? [];
    const { spans } = item as { readonly spans: readonly object[] };
    expect(rig.lines()).toEqual(['AB\ufffcC']);
    expect(spans).toMatchObject([{ leftDots: 0 }, { leftDots: 24, widthDots: 2 }, { leftDots: 26 }]);
    expect(rows(spans[1])).toBe('80'.repeat(8) + '40'.repeat(8) + '00'.repeat(8));
  });
  it('what a strip has beyond the paper is not printed', () => {
    const rig = new Rig({ columns: 32 });
    rig.send('1b2a21 8201', 'ff0000'.repeat(386), '"A', '0a');
    expect(rig.lines()).toEqual(['\ufffc', 'A']);
    expect(rig.named('unknown-bytes')).toEqual([]);
  });
  it('refuse data that are not the announced size', () => {
    const rig = new Rig();
    rig.send(define('L1', 'ffff'));
    expect(rig.named('unknown-bytes').length).toBe(1);
  });
});

describe('NV logos', () => {
  it('are stored once, survive a power cycle and print by key', () => {
    const rig = new Rig();
    rig.send(define('L1'));
    rig.printer.mishaps.powerCycle(0);
    rig.send('1b40', print('L1'), print('L1'));
    expect(rig.named('logo')).toMatchObject([{ key: 'L1', complete: true }, { key: 'L1' }]);
    expect(rig.printer.state()).toMatchObject({ nvKeys: ['L1'], nvWrites: 1 });
    rig.send(print('L2'));
    expect(rig.named('unknown-bytes')).toMatchObject([{ why: 'GS ( L: no such key code' }]);
  });
  it('are listed by the handshaking protocol, forty at a time', () => {
    const rig = new Rig();
    rig.send(list, '06');
    expect(rig.answers()).toBe('37 72 40 00');
    for (let i = 10; i < 52; i += 1) rig.send(define(String(i)));
    rig.send(list);
    expect(rig.answers()).toMatch(/^37 72 41 31 30 .* 34 39 00$/);
    rig.send('15');
    expect(rig.answers()).toMatch(/^37 72 41 31 30 /);
    rig.send('06');
    expect(rig.answers()).toBe('37 72 40 35 30 35 31 00');
    rig.send('06', '"text', '0a');
    expect(rig.lines()).toEqual(['text']);
    expect(rig.named('unknown-bytes')).toEqual([]);
  });
  it('a host that forgets the handshake is told', () => {
    const rig = new Rig();
    rig.send(list, '"text', '0a');
    expect(rig.named('unknown-bytes')).toMatchObject([{ why: 'ACK, NAK or CAN was expected' }]);
    expect(rig.lines()).toEqual(['text']);
  });
  it('are deleted by key or all', () => {
    const rig = new Rig();
    rig.send(define('L1'), define('L2'), graphicsL('3042 4c31'.replace(' ', '')));
    expect(rig.printer.state()).toMatchObject({ nvKeys: ['L2'] });
    rig.send(graphicsL('3041434c52'), graphicsL('3033'));
    expect(rig.printer.state()).toMatchObject({ nvKeys: [] });
    expect(Buffer.from(rig.answers().replace(/ /g, ''), 'hex').toString('latin1')).toBe('71262144\0');
  });
});

describe('codes', () => {
  const qr = (data: string): string[] => [
    '1d286b0400 31413200',
    '1d286b0300 314306',
    '1d286b0300 314531',
    `1d286b${word(data.length + 3)} 315030`,
    `"${data}`,
    '1d286b0300 315130',
  ];
  it('QR Code stands on the tape with its data', () => {
    const rig = new Rig();
    rig.send(...qr('https://example.cn/r/42'));
    expect(rig.printer.tape()[0]?.codes).toEqual([{ what: 'qr', data: 'https://example.cn/r/42' }]);
    expect(rig.printer.tape()[0]?.items).toMatchObject([
      { kind: 'qr', level: 'M', moduleDots: 6, version: 2, widthDots: 150 },
    ]);
  });
  it('a QR Code that broke off is no code', () => {
    const rig = new Rig();
    rig.printer.works.faults.arm('off', { afterBytes: null, afterLines: 2 }, 'mid-line', () =>
      rig.printer.mishaps.powerCycle(0),
    );
    rig.send(...qr('https://example.cn/r/42'));
    expect(rig.printer.tape()[0]?.codes).toEqual([]);
    expect(rig.named('qr')).toEqual([]);
  });
  it.each([
    ['CODE128 without a code set', '1d6b4904', '"ABCD'],
    ['CODE128 with bytes outside the set', '1d6b4904', '"{B', '07 41'],
    ['EAN-13 with a wrong check digit', '1d6b430d', '"6901234567891'],
    ['a symbology that is not modelled', '1d6b4801', '"A'],
    ['module width 1', '1d7701'],
    ['QR Code model 1', '1d286b0400 31413100'],
    ['printing a QR Code without data', '1d286b0300 315130'],
  ])('refuses %s', (_, ...bytes) => {
    const rig = new Rig();
    rig.send(...bytes);
    expect(rig.named('unknown-bytes').length).toBe(1);
    expect(rig.named('barcode')).toEqual([]);
  });
  it('a barcode wider than the paper is not printed', () => {
    const rig = new Rig({ columns: 32 });
    rig.send('1d7706', '1d6b490c', '"{B0123456789');
    expect(rig.named('barcode')).toEqual([]);
    expect(rig.named('unknown-bytes').length).toBe(1);
  });
});

it('is built with nothing but a clock and two ends', () => {
  const printer = new Printer({}, { nowMs: () => 0, after: () => () => {} }, { send: () => {}, emit: () => {} });
  printer.receive(Uint8Array.of(0x41, 0x0a));
  expect(printer.tape()[0]?.lines).toEqual(['A']);
});
